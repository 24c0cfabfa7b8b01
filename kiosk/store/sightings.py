"""What a server knows of every station: signs of life, chains, parked events, keys. Read together, for one page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kiosk.store.schema import digest, known_key, origin, parked, station_seen

Place = tuple[str, str]
"""(office, station)."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A station's last sign of life here: when (ms), and the report as JSON."""

    kind: str
    last_seen: int
    report: str


def all_seen(conn: Connection, office: str = "") -> dict[Place, Sighting]:
    """Every station that was ever heard of."""
    wanted = select(station_seen)
    if office:
        wanted = wanted.where(station_seen.c.office == office)
    return {(r.office, r.station): Sighting(r.kind, r.last_seen, r.report) for r in conn.execute(wanted)}


def lives(conn: Connection, office: str = "") -> dict[Place, tuple[int, int]]:
    """(incarnations, events held here) of every station that wrote."""
    wanted = select(
        origin.c.office, origin.c.station, func.count().label("lives"), func.sum(origin.c.last_seq).label("n")
    )
    if office:
        wanted = wanted.where(origin.c.office == office)
    rows = conn.execute(wanted.group_by(origin.c.office, origin.c.station))
    return {(r.office, r.station): (r.lives, int(r.n)) for r in rows}


def parked_counts(conn: Connection, office: str = "") -> dict[Place, int]:
    """Parked events by the station that wrote them."""
    wanted = select(parked.c.office, parked.c.station, func.count().label("n"))
    if office:
        wanted = wanted.where(parked.c.office == office)
    rows = conn.execute(wanted.group_by(parked.c.office, parked.c.station))
    return {(r.office, r.station): r.n for r in rows}


def differences(conn: Connection, office: str = "") -> dict[Place, int]:
    """Days of a station's chains on which the nightly digest differs."""
    wanted = select(digest.c.office, digest.c.station, func.count().label("n")).where(digest.c.differs == 1)
    if office:
        wanted = wanted.where(digest.c.office == office)
    rows = conn.execute(wanted.group_by(digest.c.office, digest.c.station))
    return {(r.office, r.station): r.n for r in rows}


def enrolled(conn: Connection, office: str = "") -> dict[Place, tuple[str, int]]:
    """(kind, revoked at in ms or 0) of every station on the allow list, by its newest key."""
    wanted = select(known_key).order_by(known_key.c.enrolled_at)
    if office:
        wanted = wanted.where(known_key.c.office == office)
    return {(r.office, r.station): (r.kind, r.revoked_at) for r in conn.execute(wanted)}
