"""Chains that a server does not take: narrowed down to the bad record, set aside with an alarm, never dropped.

A chain has no gaps, so what follows a bad record of the same chain waits behind it; every other chain goes on. Kept in
memory: a restart, or a growing pause, tries again, because servers are mended too.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.event import Event
from kiosk.domain.trouble import Trouble
from kiosk.store.journal import Origin

log = logging.getLogger(__name__)
RETRY_S, LONGEST_S = 600.0, 6 * 3600.0
"""Seconds until a chain that was set aside is tried again; twice as long each time that the same record fails."""


@dataclass(slots=True)
class _Case:
    limit: int
    seq: int = 0
    words: str = ""
    until: float = 0.0
    pause: float = 0.0


class Quarantine:
    """What is known of each chain's trouble with one server."""

    def __init__(self, most: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._cases: dict[Origin, _Case] = {}

    def is_open(self, origin: Origin) -> bool:
        """Whether the chain may be sent now."""
        return (case := self._cases.get(origin)) is None or self._now() >= case.until

    def limit(self, origin: Origin) -> int:
        """Events of the chain to send at once."""
        return case.limit if (case := self._cases.get(origin)) else self._most

    def unreadable(self, origin: Origin, batch: list[Event], index: int | None, trouble: Trouble) -> None:
        """The server could not read the batch: send less of it, or set the chain aside at the one bad record."""
        if len(batch) == 1:
            self.set_aside(origin, batch[0].seq, trouble)
            return
        known = index is not None and 0 < index < len(batch)
        limit = 1 if index == 0 else index if known and index else len(batch) // 2
        before = self._cases.get(origin)
        self._cases[origin] = _Case(limit, before.seq if before else 0, pause=before.pause if before else 0.0)

    def set_aside(self, origin: Origin, seq: int, trouble: Trouble) -> None:
        """Stops the chain before `seq`."""
        words = f"Sự kiện số {seq} của máy {origin[1]} không gửi được: {trouble.message}"
        log.error("set aside %s at %d: %s %s", origin, seq, trouble.code, trouble)
        before = self._cases.get(origin)
        again = before is not None and before.seq == seq and before.pause > 0
        pause = min(LONGEST_S, before.pause * 2) if before and again else RETRY_S
        self._cases[origin] = _Case(1, seq, words, self._now() + pause, pause)

    def lift(self, origin: Origin) -> None:
        """Its trouble was this machine's own, and is over."""
        if self._cases.pop(origin, None):
            log.info("%s goes on", origin)

    def went(self, origin: Origin) -> None:
        """A batch of the chain was taken."""
        if case := self._cases.get(origin):
            case.limit, case.words = case.limit * 2, ""
            if case.limit >= self._most:
                del self._cases[origin]

    def alarm(self) -> str:
        """What a person must know, "" for nothing."""
        words = [case.words for case in self._cases.values() if case.words]
        if not words:
            return ""
        more = f" (và {len(words) - 1} chuỗi khác)" if len(words) > 1 else ""
        return f"{words[0]}{more} Dữ liệu giữ nguyên trên máy này; báo kỹ thuật của tỉnh."
