"""Which hub this store obeys, what a hub's own duty is, and the roll call under way (queue-rules R4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, select

from kiosk.store.schema import counter, duty, promotion, renewal, roll, station_seen, ticket
from kiosk.store.schema.trust import known_key
from kiosk.store.upsert import upsert

ANSWERED, DECLARED_OFF, ELSEWHERE = "answered", "declared-off", "elsewhere"


@dataclass(frozen=True, slots=True)
class Duty:
    """The highest epoch that this store has seen, and that epoch's hub ("" = the one of the configuration). The rest
    is a hub's own: its `duty`, the epoch it `proposed` in a roll call, and the own event `boundary` up to which its
    tickets date from before its restart."""

    epoch: int = 0
    hub: str = ""
    hub_incarnation: str = ""
    duty: str = ""
    proposed: int = 0
    boundary: int = 0
    since: int = 0


@dataclass(frozen=True, slots=True)
class RollRow:
    """What one station said in the roll call, or a person for it. `held` are ticket ids."""

    station: str
    state: str
    incarnation: str
    held: tuple[str, ...]
    at: int


def kept(conn: Connection, office: str) -> Duty:
    """The local row as it stands."""
    row = conn.execute(_KEPT, {"office": office}).first()
    if row is None:
        return Duty()
    return Duty(row.epoch, row.hub, row.hub_incarnation, row.duty, row.proposed, row.boundary, row.since)


def keep(conn: Connection, office: str, one: Duty) -> None:
    """Replaces the local row."""
    upsert(conn, duty, [{"office": office, **asdict(one)}])


def incarnation_of(conn: Connection, office: str, hub: str) -> str:
    """The incarnation in which this store has met that hub; "" if it never has."""
    one = kept(conn, office)
    return one.hub_incarnation if one.hub == hub else ""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Who became the office's hub with `epoch`; `absent` are the counters that a person declared switched off."""

    epoch: int = 0
    station: str = ""
    incarnation: str = ""
    absent: tuple[str, ...] = ()


def last_promotion(conn: Connection, office: str) -> Promotion:
    """The newest promotion that the journal tells of; epoch 0 for none."""
    row = conn.execute(_LAST_PROMOTION, {"office": office}).first()
    if row is None:
        return Promotion()
    return Promotion(row.epoch, row.station, row.incarnation, tuple(filter(None, row.absent.split("\n"))))


def roll_rows(conn: Connection, office: str) -> dict[str, RollRow]:
    """Who has answered or was declared off, by station."""
    rows = conn.execute(select(roll).where(roll.c.office == office))
    return {
        r.station: RollRow(r.station, r.state, r.incarnation, tuple(filter(None, r.held.split("\n"))), r.at)
        for r in rows
    }


def note_roll(conn: Connection, office: str, one: RollRow) -> None:
    """Keeps one station's answer."""
    upsert(conn, roll, [{"office": office, **asdict(one), "held": "\n".join(one.held)}])


def forget_roll(conn: Connection, office: str, station: str | None = None) -> None:
    """Forgets one station's answer, or all."""
    those = roll.c.office == office if station is None else (roll.c.office == office) & (roll.c.station == station)
    conn.execute(delete(roll).where(those))


def known_counters(conn: Connection, office: str) -> set[str]:
    """Every station that the allow list names as a counter, that ever opened or served at one, or reported itself as
    one. A hub that stands by may have heard nothing of a counter yet: whom it may ask, the list alone says."""
    good = (known_key.c.office == office, known_key.c.kind == "counter", known_key.c.revoked_at == 0)
    registered = conn.execute(select(known_key.c.station).where(*good)).scalars()
    opened = conn.execute(select(counter.c.station).where(counter.c.office == office)).scalars()
    seen = conn.execute(
        select(station_seen.c.station).where(station_seen.c.office == office, station_seen.c.kind == "counter")
    ).scalars()
    holding = conn.execute(select(ticket.c.holder).where(ticket.c.office == office).distinct()).scalars()
    return {*registered, *opened, *seen, *filter(None, holding)}


def lost_incarnations(conn: Connection, office: str) -> set[tuple[str, str]]:
    """(station, incarnation) that a renewed station has left behind (R6)."""
    rows = conn.execute(select(renewal.c.station, renewal.c.lost).where(renewal.c.office == office))
    return {(r.station, r.lost) for r in rows}


_KEPT = select(duty).where(duty.c.office == bindparam("office"))
_LAST_PROMOTION = (
    select(promotion).where(promotion.c.office == bindparam("office")).order_by(promotion.c.epoch.desc()).limit(1)
)
"""Built once, as in `kiosk.store.journal`: every request says its epoch."""
