"""What stations report of themselves: kept, and read again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.domain.event import canonical
from kiosk.store import reports
from kiosk.store.store import Snapshot, Store, Transaction


@dataclass(frozen=True, slots=True)
class StationSeen:
    """A station's last sign of life as the hub knows it (ms), with what it reported."""

    station: str
    kind: str
    last_seen: int
    report: Mapping[str, Any] = field(default_factory=dict)


def note(store: Store, office: str, station: str, kind: str, report: str) -> Mapping[str, Any]:
    """Keeps the newest report (JSON) of a station under the present time; returns the one before it, empty for none."""

    def work(tx: Transaction) -> Mapping[str, Any]:
        before: Mapping[str, Any] = json.loads(reports.last_report(tx.conn, office, station) or "{}")
        reports.note_station(tx.conn, office, station, kind, report, tx.now)
        tx.touch("station")
        return before

    return store.write(work)


def note_told(store: Store, office: str, told: Sequence[StationSeen]) -> int:
    """Keeps what somebody else has heard of stations, where nothing newer is known; returns how much was new."""

    def work(tx: Transaction) -> int:
        known = {s.station: s.last_seen for s in seen_in(tx.conn, office)}
        newer = [s for s in told if s.last_seen > known.get(s.station, 0)]
        for s in newer:
            reports.note_station(tx.conn, office, s.station, s.kind, canonical(s.report), s.last_seen)
        if newer:
            tx.touch("station")
        return len(newer)

    return store.write(work)


def stations(store: Store, office: str) -> tuple[StationSeen, ...]:
    """Every station of an office that ever reported here, by name."""
    return store.read(lambda conn: seen_in(conn, office))


def seen_in(conn: Snapshot, office: str) -> tuple[StationSeen, ...]:
    """`stations` from a snapshot that is read for more than that."""
    return tuple(StationSeen(name, kind, at, json.loads(r)) for name, kind, at, r in reports.stations(conn, office))
