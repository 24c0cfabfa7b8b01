"""A station's two workers: one drains the journal up to the hub, one follows the office's feed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from kiosk.domain.changes import Changes
from kiosk.domain.trouble import CallTechnician
from kiosk.services.days import vouch
from kiosk.services.issuing import hand_over
from kiosk.services.papers import join_typed
from kiosk.services.promotion import RETIRED, ROLL_CALL, STANDBY
from kiosk.services.serving import revalidated, to_revalidate
from kiosk.services.settings import remember, remembered
from kiosk.store import numbers
from kiosk.store.store import Store
from sync.accounts_following import AccountsFollowing
from sync.carrying import carry_once, owe_the_former
from sync.claiming import Claims
from sync.client import Away, Line
from sync.digest import Nightly
from sync.downlink import Downlink
from sync.forking import Forking
from sync.hubs import KnownHubs, StandIns, epoch_of, turn
from sync.link import Link, LinkState
from sync.loop import Loop
from sync.meeting import HUB, meet
from sync.receipts import Receipts
from sync.relay import Relay
from sync.rollcall import RollWatch
from sync.staff_line import StaffLine
from sync.transport import ON_LAN
from sync.trust.folder import Trust
from sync.trust.following import Follower
from sync.twins import LIFE, Twins
from sync.uplink import Uplink
from sync.vitals import Offset, Reporter, vitals
from sync.watchdog import Watchdog

KNOWN_HUB = "sync.hub-station"
COUNTER = "counter"
BEAT_S = 5.0
"""Seconds between two signs of life when nothing else is to be said: how soon a dead line is noticed."""
POLL_S = 25.0
CONNECT_S, STALL_S = 2.0, 6.0
"""A hub stands on the same LAN: silence is noticed sooner than on the way to the province."""
DIRECT_AFTER_S = 600.0
"""Seconds without the hub after which a station talks to the province itself (design §2)."""

Report = Reporter


class StationSync:
    """Everything a station does with its hub. `issues` stations lease a number series and hand tickets over. With
    `province_url` it goes straight to the province while the hub has been away for `direct_after_s`; the hub's way wins
    as soon as it is there again. `others` are PCs that may have become the hub (R4)."""

    def __init__(
        self,
        store: Store,
        url: str,
        trust: Trust | None = None,
        *,
        issues: bool = False,
        report: Report = dict,
        others: Sequence[str] = (),
        province_url: str = "",
        direct_after_s: float = DIRECT_AFTER_S,
    ) -> None:
        self._store = store
        self._issues = issues
        self._report = report
        self._follower = Follower(store, trust)
        forking = Forking(store)
        self._hubs, self._trust = KnownHubs(store, (url, *others)), trust
        epoch = epoch_of(store)
        self._line = Line(url, trust, connect_s=CONNECT_S, stall_s=STALL_S, probing=ON_LAN, epoch=epoch)
        self._twins = Twins(store, forking)
        self._uplink = Uplink(store, self._line, HUB, relay=False, forking=forking)
        self.link = Link(store.clock, remembered(store, KNOWN_HUB))
        self.province: LinkState | None = None
        self._down_line = Line(url, trust, connect_s=CONNECT_S, stall_s=STALL_S, probing=ON_LAN)
        self._claim_line = Line(url, trust, connect_s=CONNECT_S, stall_s=STALL_S, probing=ON_LAN, epoch=epoch)
        self._downlink = Downlink(store, self._down_line, HUB, forking, meets=True)
        self._stand_ins = StandIns(store, trust)
        self.claims = Claims(store, self._claim_line, self._downlink, self._stand_ins.all)
        self._rolls = RollWatch(store, self._hubs.all, trust) if store.me.kind == COUNTER else None
        self._offset = Offset(store)
        self._nightly = Nightly(store, self._line, HUB, everybody=False)
        self._up = Loop("sync-up", self._up_step, failed=self._away, cap_s=8.0)
        self._down = Loop("sync-down", self._down_step, failed=self._down_failed, cap_s=8.0)
        self._staff_line = StaffLine(url, trust, connect_s=CONNECT_S, stall_s=STALL_S, probing=ON_LAN)
        self._accounts = AccountsFollowing(store, self._staff_line)
        self.watchdog = Watchdog((self._up, self._down))
        self._direct = (
            Relay(
                store, province_url, trust,
                everybody=False, wanted=self._alone, report=self._direct_report, forking=forking,
            )
            if province_url
            else None
        )  # fmt: skip
        self._receipts = Receipts(store, self.where, trust)
        self._direct_after_s = direct_after_s
        self._last_met = time.monotonic()
        self._life = ""
        self._to_meet = True
        self._next_beat = 0.0

    def start(self) -> None:
        """Begins to work."""
        self._forget = self._store.subscribe(self._heard)
        self._up.start()
        self._down.start()
        self.watchdog.start()
        for more in (self._direct, self._rolls):
            if more:
                more.start()

    def stop(self) -> None:
        """Ends; what is unsent stays in the journal."""
        self._forget()
        self.watchdog.stop()
        for more in (self._direct, self._rolls):
            if more:
                more.stop()
        self._up.stop()
        self._down.stop(0.2)
        for line in (self._line, self._down_line, self._claim_line, self._staff_line, self._stand_ins):
            line.close()

    def where(self) -> str:
        """The address of whoever is the hub now."""
        return self._line.url

    @property
    def direct(self) -> Relay | None:
        """The own way to the province, used while the hub is away; None without a province."""
        return self._direct

    def state(self) -> LinkState:
        """How the line to the hub stands."""
        return self.link.state

    def province_state(self) -> LinkState | None:
        """How the line to the province stands: the hub's at the last heartbeat, the own one while the hub is away; None
        without a province."""
        return self._direct.state() if self._direct and self._alone() else self.province

    def _alone(self) -> bool:
        return not self.link.state.up and time.monotonic() - self._last_met >= self._direct_after_s

    def _away(self, trouble: str) -> None:
        """The hub does not answer; a person also hears who does."""
        if self._direct and self._alone():
            self._direct.wake()
            state = self._direct.state()
            trouble += " Đang gửi thẳng lên tỉnh." if state.up else f" Tỉnh cũng chưa trả lời: {state.trouble}"
        self.link.failed(trouble.strip())

    def _direct_report(self) -> Mapping[str, str | int | bool]:
        return {**self._report(), "direct": True}

    def _heard(self, changes: Changes) -> None:
        self._to_meet |= "hub" in changes.topics
        if self._to_meet or any(e.station == self._store.me.station for e in changes.events):
            self._up.wake()

    def _up_step(self) -> float:
        try:
            self._meet()
            if self._issues and self.link.state.hub:
                hand_over(self._store, self.link.state.hub)
            while self._uplink.run_once():
                self._up.alive()
                self._seen()
                self.link.backlog(*self._uplink.backlog())
                self._beat_in_time()
            self._seen()
            if self._life != self._store.me.incarnation:
                return 0.0
            self._beat_in_time()
            self._accounts.step()
            self._receipts.step(self.province)
            self.link.alarm("receipt", self._receipts.alarm(self.province))
            more = self._nightly.run(self.link)
        finally:
            self.link.backlog(*self._uplink.backlog())
        return 0.0 if more else BEAT_S

    def _beat_in_time(self) -> None:
        """However long a backlog takes to drain: who was shut out, or who is the hub, is heard with the beat."""
        if time.monotonic() >= self._next_beat and self._life == self._store.me.incarnation:
            self._beat()

    def _beat(self) -> None:
        me, began = self._store.me, self._offset.begin()
        report = {
            **self._report(),
            **vitals(self._store, self.link.state, self._offset.ms),
            **self._receipts.report(),
            "watchdog": self.watchdog.restarts(),
            "alarm": self.link.alarms(),
            LIFE: self._twins.life,
        }
        answer = self._line.heartbeat(me.office, me.station, me.kind, report)
        self._twins.heard(answer.incarnation, answer.before, answer.alike)
        if self._twins.suspected:
            self._uplink.compare()
        self._downlink.heard(answer.incarnation)
        self._offset.heard(began, answer.at)
        vouch(self._store, answer.at)
        self._hubs.learn(answer.others)
        if answer.duty in (STANDBY, ROLL_CALL, RETIRED):
            raise Away("not-the-hub", f"{self._line.url} hiện không giữ hàng đợi của đơn vị.")
        if self._rolls:
            self._stand_ins.learn(self._line)
        self.province = LinkState(**answer.above.model_dump()) if answer.above else None
        self._follower.heard(answer.keys, self._line)
        self._next_beat = time.monotonic() + BEAT_S

    def _meet(self) -> None:
        """Once for each life of this file, after each absence of the hub, and when it may be another; what was heard
        beside it, always."""
        met = self._life == self._store.me.incarnation and not self._to_meet
        if met and self.link.state.up and self._downlink.is_followed():
            carry_once(self._store, self._line)
            return
        self._to_meet = False
        hub = self._find()
        self._uplink.compare()
        owe_the_former(self._store)
        self._downlink.follow(hub)
        if hub != self.link.state.hub:
            remember(self._store, KNOWN_HUB, hub)
            self.link.met(hub)
        carry_once(self._store, self._line)
        if self._issues:
            self._lease()
        self._revalidate()
        self._life = self._store.me.incarnation
        self._down.resume()

    def _revalidate(self) -> None:
        """After a restart with citizens at the counter: by what the hub tells they are here by right, or not (R4b); and
        once in each life of a counter's file, which may have forgotten some (R6)."""
        if self._store.me.kind == COUNTER and to_revalidate(self._store):
            while self._downlink.run_once(0):
                pass
            revalidated(self._store)
            self._store.write(join_typed)

    def _find(self) -> str:
        """Meets whoever holds the queue now; returns its station. Raises Away."""
        try:
            self._follower.introduce(self._line)
            return meet(self._store, self._line, HUB)
        except Away:
            lines = (self._line, self._down_line, self._claim_line, self._staff_line)
            if not turn(self._store, lines, self._hubs.all(), self._trust):
                raise
        self._follower.introduce(self._line)
        return meet(self._store, self._line, HUB)

    def _lease(self) -> None:
        me = self._store.me
        if self._store.read(lambda conn: numbers.own_series(conn, *me.origin)) is None:
            taken = self._store.read(lambda conn: numbers.taken_series(conn, me.office))
            self._line.series(me.station, me.incarnation, taken)
            while self._downlink.run_once(0):
                pass

    def _seen(self) -> None:
        self._last_met = time.monotonic()
        self.link.alarm("uplink", self._uplink.alarm())
        self.link.alarm("watchdog", self.watchdog.alarm())
        self.link.worked()

    def _down_failed(self, _words: str) -> None:
        """A broken long poll is the first to notice a dead line: let the other worker look at once."""
        self._next_beat = 0.0
        self._up.wake()

    def _down_step(self) -> float:
        try:
            while self._downlink.run_once(POLL_S):
                self._down.alive()
        except CallTechnician as broken:
            self.link.alarm("feed", str(broken))
            raise
        self.link.alarm("feed", "")
        return 0.0
