"""How a line stands, as faces and heartbeats show it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from kiosk.domain.clock import Clock


@dataclass(frozen=True, slots=True)
class LinkState:
    """`up` since or away since `since` (ms). `unsent` events, the oldest born at `oldest_unsent_at` (ms, 0 = none).
    `trouble` is Vietnamese: why the line is away, or, while it is up, what a technician must look at; else "".
    `hub` is the server's station id, "" while never met."""

    up: bool = False
    since: int = 0
    unsent: int = 0
    oldest_unsent_at: int = 0
    trouble: str = ""
    hub: str = ""


class Link:
    """The one place where workers say how a line stands; readers take the frozen state."""

    def __init__(self, clock: Clock, hub: str = "") -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._alarms: dict[str, str] = {}
        self._state = LinkState(since=clock.now_ms(), trouble="Đang kết nối…", hub=hub)

    @property
    def state(self) -> LinkState:
        """The state now."""
        return self._state

    def met(self, hub: str) -> None:
        """The server said who it is."""
        self._change(hub=hub)

    def worked(self) -> None:
        """An exchange succeeded."""
        self._change(up=True, trouble="")

    def failed(self, trouble: str) -> None:
        """An exchange failed."""
        self._change(up=False, trouble=trouble)

    def alarm(self, source: str, text: str) -> None:
        """A trouble of `source` that stands although the line is up; "" ends it."""
        with self._guard:
            self._alarms[source] = text
        self._change()

    def alarms(self) -> str:
        """Every trouble that stands although the line is up, as one text."""
        with self._guard:
            return self._alarm_text()

    def rest(self) -> None:
        """The line is not wanted now."""
        self._change(up=False, trouble="")

    def _alarm_text(self) -> str:
        return " ".join(filter(None, self._alarms.values()))

    def backlog(self, unsent: int, oldest_at: int) -> None:
        """How much waits to be sent."""
        self._change(unsent=unsent, oldest_unsent_at=oldest_at)

    def _change(self, **what: object) -> None:
        with self._guard:
            new = replace(self._state, **what)  # type: ignore[arg-type]
            if new.up:
                new = replace(new, trouble=self._alarm_text())
            if new.up != self._state.up:
                new = replace(new, since=self._clock.now_ms())
            self._state = new
