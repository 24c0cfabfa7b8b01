"""The hub tells the province what it hears of its stations: they speak to the hub alone while it stands."""

from __future__ import annotations

import time

from kiosk.services import heartbeats
from kiosk.store.store import Store
from sync import wire
from sync.client import Away, Line
from sync.wire_province import HeardOf, RollReport

EVERY_S = 60.0
MOST = 500


class RollLine(Line):
    """A line to a server that keeps rolls."""

    def tell_roll(self, office: str, stations: list[HeardOf]) -> None:
        """Tells what this machine heard of the stations of its office. Raises Away and Denied."""
        told = RollReport(stations=stations).model_dump()
        self._ask(wire.HeartbeatAnswer, "POST", f"/v1/offices/{office}/roll", json=told)


class RollTelling:
    """At most once a minute, within a worker's own rounds."""

    def __init__(self, store: Store, line: RollLine) -> None:
        self._store, self._line = store, line
        self._next = 0.0

    def step(self) -> None:
        """Tells what is due. Raises Away and Denied."""
        if time.monotonic() < self._next:
            return
        me, now = self._store.me, self._store.clock.now_ms()
        heard = [
            HeardOf(station=s.station, kind=s.kind, age=max(0, now - s.last_seen), report=dict(s.report))
            for s in heartbeats.stations(self._store, me.office)
            if s.station != me.station
        ]
        self._next = time.monotonic() + EVERY_S
        if heard:
            self._tell(me.office, heard[:MOST])

    def _tell(self, office: str, heard: list[HeardOf]) -> None:
        try:
            self._line.tell_roll(office, heard)
        except Away as gone:
            if gone.code != "http-404":  # an older province keeps no roll: no reason to call the line down
                raise
