"""Proof that the loops live: one that hangs is noticed, written down with its stack, begun anew, and said."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from sync.breaker import Breaker, Circling
from sync.loop import Loop

log = logging.getLogger(__name__)
LOOK_S = 5.0
TOLD_S = 3600.0
"""Seconds that a restart is told for."""


class Watchdog:
    """Looks after the loops of one line."""

    def __init__(self, loops: Sequence[Loop], look_s: float = LOOK_S) -> None:
        self._loops = loops
        self._look_s = look_s
        self._breaker = Breaker("stuck", "Việc đồng bộ bị treo nhiều lần.", "Khởi động lại chương trình trên máy này.")
        self._restarts: list[float] = []
        self._rest_until = 0.0
        self._hopeless = ""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def stop(self) -> None:
        """Ends."""
        self._stopped.set()

    def restarts(self) -> int:
        """Loops begun anew in the last hour."""
        now = time.monotonic()
        return sum(now - at < TOLD_S for at in self._restarts)

    def alarm(self) -> str:
        """What a person must know, in Vietnamese; "" for nothing."""
        if self._hopeless and self.restarts():
            return self._hopeless
        if count := self.restarts():
            return f"Việc đồng bộ bị treo {count} lần trong một giờ qua và đã tự chạy lại; báo kỹ thuật xem nhật ký."
        return ""

    def look(self) -> None:
        """Looks once at every loop."""
        for loop in self._loops:
            if loop.late() and time.monotonic() >= self._rest_until:
                self._begin_anew(loop)

    def _begin_anew(self, loop: Loop) -> None:
        log.critical("%s hangs and is begun anew; it stands at\n%s", loop.name, loop.stack())
        self._restarts = [*self._restarts[-99:], time.monotonic()]
        loop.restart()
        try:
            self._breaker.again()
        except Circling as often:
            self._hopeless, self._rest_until = str(often), time.monotonic() + often.pause_s

    def _run(self) -> None:
        while not self._stopped.wait(self._look_s):
            try:
                self.look()
            except Exception:
                log.exception("error of ours in the watchdog")
