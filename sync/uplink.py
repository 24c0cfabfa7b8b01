"""Sending the journal up: own events from a station, everybody's from a hub. Only `acked_through` acknowledges."""

from __future__ import annotations

import json
import logging

from kiosk.domain.event import Event
from kiosk.store import cursors, journal, reports
from kiosk.store.journal import Origin
from kiosk.store.store import Snapshot, Store
from sync import wire
from sync.client import Conflict, Line

log = logging.getLogger(__name__)


class Uplink:
    """Drains chains towards one server. `relay` sends every chain that stands here, else only the own."""

    def __init__(self, store: Store, line: Line, target: str, *, relay: bool) -> None:
        self._store = store
        self._line = line
        self._target = target
        self._relay = relay

    def run_once(self) -> bool:
        """Sends at most one batch; False when nothing was left to send. Raises what `Line.upload` raises, but heals a
        gap by itself: the server says from where it wants to hear."""
        batch = self._store.read(self._next_batch)
        if not batch:
            return False
        origin = (batch[0].office, batch[0].station, batch[0].incarnation)
        try:
            acked = self._line.upload(batch, self._store.me.station)
        except Conflict as conflict:
            if conflict.code != "gap" or conflict.acked_through is None:
                raise
            acked = conflict.acked_through
            log.warning("%s holds %s only through %d", self._target, origin, acked)
        self._store.write(lambda tx: cursors.note_acked(tx.conn, self._target, origin, acked))
        return True

    def backlog(self) -> tuple[int, int]:
        """(events that the server has not acknowledged, wall time in ms of the oldest)."""

        def work(conn: Snapshot) -> tuple[int, int]:
            counts = [reports.unacked(conn, self._target, origin) for origin, _ in self._chains(conn)]
            oldest = min((at for n, at in counts if n), default=0)
            return sum(n for n, _ in counts), oldest

        return self._store.read(work)

    def _chains(self, conn: Snapshot) -> list[tuple[Origin, int]]:
        return [(o, last) for o, last in journal.origins(conn) if self._relay or o == self._store.me.origin]

    def _next_batch(self, conn: Snapshot) -> list[Event]:
        behind = [
            (acked, o) for o, last in self._chains(conn) if (acked := cursors.acked(conn, self._target, o)) < last
        ]
        if not behind:
            return []
        firsts = [(journal.feed_number(conn, origin, acked + 1), acked, origin) for acked, origin in behind]
        _, acked, origin = min(firsts)
        return _within_bytes(journal.chain(conn, origin, acked, wire.MAX_EVENTS))


def _within_bytes(events: list[Event]) -> list[Event]:
    size = 0
    batch: list[Event] = []
    for event in events:
        size += len(json.dumps(event.body)) + 700
        if batch and size > wire.MAX_BYTES:
            break
        batch.append(event)
    return batch
