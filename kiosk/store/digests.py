"""Rows of the nightly comparison: what was counted here and what another place counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select

from kiosk.store.journal import Origin
from kiosk.store.schema import digest
from kiosk.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One wall day of one chain, between `first_seq` and `last_seq`, as it is counted and hashed here and at `place`
    ("hub", "province", a station; "hub/counter-1": told by the hub about counter-1). `at` is when (ms)."""

    office: str
    station: str
    incarnation: str
    day: str
    first_seq: int
    last_seq: int
    place: str
    count: int
    hash: str
    their_count: int
    their_hash: str
    differs: int
    at: int


def put(conn: Connection, rows: list[DigestRow]) -> None:
    """Keeps results; a later one of the same stretch takes the place of the earlier."""
    upsert(conn, digest, [asdict(r) for r in rows])


def rows(conn: Connection, office: str, *, differing: bool = False) -> list[DigestRow]:
    """Results of an office, newest first."""
    return [DigestRow(**r._mapping) for r in conn.execute(_DIFFERING if differing else _ROWS, {"office": office})]


def of_chain(conn: Connection, origin: Origin, place: str, *, differing: bool) -> list[DigestRow]:
    """Results of one chain with one place, those that differ or those that agree."""
    fits = (*_chain(origin), digest.c.place == place, digest.c.differs == int(differing))
    return [DigestRow(**r._mapping) for r in conn.execute(select(digest).where(*fits).order_by(digest.c.first_seq))]


def reached(conn: Connection, origin: Origin, place: str) -> int:
    """How far a chain was compared with a place; 0 for not yet."""
    return conn.scalar(select(func.max(digest.c.last_seq)).where(*_chain(origin), digest.c.place == place)) or 0


def forget_told(conn: Connection, office: str, place: str) -> None:
    """Drops what `place` had told of others, before it tells anew."""
    conn.execute(
        delete(digest).where(digest.c.office == office, digest.c.place.startswith(f"{place}/", autoescape=True))
    )


def prune(conn: Connection, office: str, before: int) -> None:
    """Drops results that agree and are older than `before` (ms), but for the last of each chain and place."""
    later = digest.alias()
    has_later = (
        select(later.c.last_seq)
        .where(
            *(later.c[n] == digest.c[n] for n in ("office", "station", "incarnation", "place")),
            later.c.last_seq > digest.c.last_seq,
        )
        .exists()
    )
    old = (digest.c.office == office, digest.c.differs == 0, digest.c.at < before)
    conn.execute(delete(digest).where(*old, has_later))


def _chain(origin: Origin) -> tuple[ColumnElement[bool], ...]:
    office, station, incarnation = origin
    return (digest.c.office == office, digest.c.station == station, digest.c.incarnation == incarnation)


_ROWS = (
    select(digest)
    .where(digest.c.office == bindparam("office"))
    .order_by(digest.c.at.desc(), digest.c.station, digest.c.day)
)
_DIFFERING = _ROWS.where(digest.c.differs == 1)
"""Built once, as in `kiosk.store.journal`."""
