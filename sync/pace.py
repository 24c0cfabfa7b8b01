"""How much to send at once: what the line carries in a few seconds, found by trying.

An answer comes only after the whole body, so a batch that is too large for a slow line looks like a dead one.
"""

from __future__ import annotations

QUICK_S, SLOW_S = 1.5, 4.0
FIRST = 100
"""Events of the first batch: at 64 kbit/s about 2 s."""


class Pace:
    """Events per batch towards one server, between 1 and `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.limit = min(FIRST, most)

    def took(self, events: int, seconds: float) -> None:
        """A batch was answered: grows after quick full ones, shrinks after slow ones."""
        if seconds > SLOW_S:
            self.limit = max(1, events // 2)
        elif seconds < QUICK_S and events >= self.limit:
            self.limit = min(self._most, self.limit * 2)

    def stalled(self, events: int) -> None:
        """A batch got no answer."""
        self.limit = max(1, min(self.limit, events) // 2)
