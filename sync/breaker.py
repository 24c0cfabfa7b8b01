"""The loop breaker: what fails the same way again and again becomes an alarm with growing pauses, not a loop."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.domain.trouble import CallTechnician

MOST, WITHIN_S = 3, 3600.0
"""Three in an hour are borne (design §6)."""
FIRST_S, LONGEST_S = 60.0, 3600.0


class Circling(CallTechnician):
    """The same failure too often: a person must look; the next try is `pause_s` seconds away."""

    def __init__(self, code: str, message: str, remedy: str, pause_s: float) -> None:
        super().__init__(code, message, remedy)
        self.pause_s = pause_s


class Breaker:
    """Counts one kind of failure. Times are of a clock that nobody sets."""

    def __init__(self, code: str, message: str, remedy: str, now: Callable[[], float] = time.monotonic) -> None:
        self._words = (code, message, remedy)
        self._now = now
        self._times: list[float] = []
        self._pause = 0.0

    def again(self) -> None:
        """It happened once more. Raises Circling from the fourth time within an hour on, and from then at each time
        until it has kept away for an hour longer than the last pause."""
        now = self._now()
        if self._times and now - self._times[-1] >= WITHIN_S + self._pause:
            self._times, self._pause = [], 0.0
        self._times = [*(at for at in self._times if self._pause or now - at < WITHIN_S), now][-MOST - 1 :]
        if self._pause or len(self._times) > MOST:
            self._pause = min(LONGEST_S, self._pause * 2) or FIRST_S
            raise Circling(*self._words, self._pause)
