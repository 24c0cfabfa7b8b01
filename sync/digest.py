"""The nightly comparison with a server: once in each wall day, chain by chain, and again what differed."""

from __future__ import annotations

import logging
import time
from hashlib import sha256

from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Refused, Trouble
from kiosk.services import digests
from kiosk.services.digests import DayDigest
from kiosk.services.settings import remember, remembered
from kiosk.store.journal import Origin
from kiosk.store.store import Store
from sync.client import Away, Conflict, Line, Unacceptable
from sync.digest_forms import DigestForm, day_forms, days_of, difference_forms, is_from, rows_of
from sync.link import Link

log = logging.getLogger(__name__)
RETRY_S = 600.0
"""Seconds until a comparison that was cut is begun again."""
NOT_THERE = ("http-404", "http-405")
"""What an older server answers."""
SPREAD_S = 3600
"""The first hour of a day, over which the machines of a province spread."""


class Nightly:
    """One store's comparison with one server; `target` is what its acknowledgements are kept under."""

    def __init__(self, store: Store, line: Line, target: str, *, everybody: bool) -> None:
        self._store = store
        self._line = line
        self._target = target
        self._everybody = everybody
        self._turn = int(sha256(store.me.incarnation.encode()).hexdigest(), 16) % SPREAD_S
        self._plan: list[Origin] = []
        self._not_before = 0.0

    def run(self, link: Link) -> bool:
        """One `step`, and what a person must know of all of them. A server that cannot compare stops nothing else.
        Raises Away and Denied."""
        try:
            more = self.step()
        except Away as gone:
            if gone.code not in NOT_THERE:
                raise
            more = self._leave(gone)
        except (Unacceptable, Refused, Conflict) as refused:
            more = self._leave(refused)
        link.alarm("digest", self.alarm())
        return more

    def step(self) -> bool:
        """Compares one stretch if it is time; True while there is more to do. Raises Away like any exchange; what was
        not compared is, at the next try."""
        if not self._plan and not self._begin():
            return False
        origin = self._plan[-1]
        days = digests.fresh(self._store, origin, self._target)
        if not days:
            self._plan.pop()
            self._exchange(digests.differing(self._store, origin, self._target))
            if not self._plan:
                remember(self._store, self._key, self._today())
            return bool(self._plan)
        self._exchange(days)
        return True

    def alarm(self) -> str:
        """What a person must know, in Vietnamese; "" for nothing."""
        return digests.words(digests.differences(self._store, self._store.me.office))

    def _leave(self, why: Trouble) -> bool:
        log.error("%s does not compare: %s %s", self._target, why.code, why)
        self._plan = []
        return False

    @property
    def _key(self) -> str:
        return f"digest.{self._target}"

    def _today(self) -> str:
        return local_time(self._store.clock.now_ms()).date().isoformat()

    def _begin(self) -> bool:
        """Once a day: after midnight when this machine's turn comes, or at the first meeting of a day."""
        if time.monotonic() < self._not_before or remembered(self._store, self._key) == self._today():
            return False
        now = local_time(self._store.clock.now_ms())
        if now.hour == 0 and now.minute * 60 + now.second < self._turn:
            return False
        self._not_before = time.monotonic() + RETRY_S
        self._plan = digests.chains(self._store, everybody=self._everybody)
        return bool(self._plan)

    def _exchange(self, days: list[DayDigest]) -> None:
        me = self._store.me
        known = [r for r in digests.differences(self._store, me.office) if not is_from(r.place, self._target)]
        told = DigestForm(days=day_forms(days), differences=difference_forms(known))
        answer = self._line.digests(me.office, me.station, told)
        theirs = days_of(answer.days)
        if [place_of(d) for d in theirs] != [place_of(d) for d in days]:
            raise Away("foreign-answer", f"{self._line.url} trả lời đối chiếu của những ngày khác.")
        if days and digests.keep(self._store, me.office, self._target, days, theirs):
            log.error("the nightly digest of %s differs at %s", place_of(days[0]), self._target)
        digests.keep_told(self._store, me.office, self._target, rows_of(answer.differences, me.office))


def place_of(day: DayDigest) -> tuple[str, str, str, int, int]:
    """Which stretch a digest is of."""
    return (day.station, day.incarnation, day.day, day.first_seq, day.last_seq)
