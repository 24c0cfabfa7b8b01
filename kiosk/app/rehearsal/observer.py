"""Watches the province's public feed from outside and notes when each event has arrived there."""

from __future__ import annotations

import threading
import time

from sync.client import Away, Line
from sync.trust.folder import Trust


class Observer:
    """Follows one office's feed. `lags` maps (station, incarnation, seq) to seconds between birth and arrival."""

    def __init__(self, url: str, office: str, trust: Trust | None = None, peer: str = "") -> None:
        self._line = Line(url, trust, peer=peer)
        self._office = office
        self._stop = threading.Event()
        self.lags: dict[tuple[str, str, int], float] = {}
        self._thread = threading.Thread(target=self._run, name="observer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the watch."""
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        cursor = ""
        while not self._stop.is_set():
            try:
                page = self._line.feed(self._office, "observer", cursor, 2.0)
            except Away:
                self._stop.wait(0.5)
                continue
            now = time.time()
            for e in page.events:
                self.lags.setdefault((e.station, e.incarnation, e.seq), now - e.at / 1000)
            cursor = page.cursor
