"""Which hub this store obeys, what a hub's own duty is, and the roll call under way (queue-rules R4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, String, bindparam, delete, func, select

from kiosk.store.accounts import get_setting, put_setting
from kiosk.store.schema import counter, duty, promotion, renewal, roll, station_seen, ticket
from kiosk.store.schema.trust import known_key
from kiosk.store.upsert import upsert
from kiosk.store.witness import CLONED

ANSWERED, DECLARED_OFF, ELSEWHERE = "answered", "declared-off", "elsewhere"


DOUBT = "hub.doubtful"


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
    return Duty(*row) if row else Duty()


def keep(conn: Connection, office: str, one: Duty) -> None:
    """Replaces the local row."""
    upsert(conn, duty, [{"office": office, **asdict(one)}])


def epoch(conn: Connection, office: str) -> int:
    """The highest epoch that the local row or the journal tells of; 0 for none."""
    own, last = conn.execute(_EPOCH, {"office": office}).one()
    return max(own or 0, last or 0)


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


def known(conn: Connection, office: str) -> tuple[Duty, Promotion]:
    """The local row as it stands, and the newest promotion that the journal tells of; epoch 0 for none."""
    row = conn.execute(_KNOWN, {"office": office}).one()
    own, (epoch, station, incarnation, absent) = row[: len(_DUTY)], row[len(_DUTY) :]
    last = (
        Promotion()
        if epoch is None
        else Promotion(epoch, station, incarnation, tuple(filter(None, absent.split("\n"))))
    )
    return (Duty() if own[0] is None else Duty(*own)), last


def roll_rows(conn: Connection, office: str) -> dict[str, RollRow]:
    """Who has answered or was declared off, by station."""
    rows = conn.execute(_ROLL, {"office": office})
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
    return {name for wish in _COUNTERS for name in conn.execute(wish, {"office": office}).scalars() if name}


def lost_incarnations(conn: Connection, office: str) -> set[tuple[str, str]]:
    """(station, incarnation) that a renewed station has left behind (R6). Of a cloned disk the original may go on: it
    is not among them."""
    return {(r.station, r.lost) for r in conn.execute(_LOST, {"office": office})}


def lost_by(conn: Connection, office: str, station: str) -> set[str]:
    """The incarnations that one station has left behind, as far as its journal tells."""
    return set(conn.execute(_LOST_BY, {"office": office, "station": station}).scalars())


def doubt(conn: Connection) -> None:
    """A file that was put back (R6) may obey a hub that was replaced since."""
    put_setting(conn, DOUBT, "1")


def is_doubtful(conn: Connection) -> bool:
    """Whether nobody has told a file that was put back which hub the office obeys."""
    return bool(get_setting(conn, DOUBT))


def be_sure(conn: Connection) -> None:
    """Ends the doubt."""
    put_setting(conn, DOUBT, "")


_DUTY = [duty.c[f.name] for f in fields(Duty)]
"""In the order of the value's own fields."""
_KEPT = select(*_DUTY).where(duty.c.office == bindparam("office"))
_OFFICE = select(bindparam("office", type_=String).label("office")).subquery()
_LAST = (
    select(promotion)
    .where(promotion.c.office == bindparam("office"))
    .order_by(promotion.c.epoch.desc())
    .limit(1)
    .subquery()
)
_KNOWN = select(*_DUTY, _LAST.c.epoch, _LAST.c.station, _LAST.c.incarnation, _LAST.c.absent).select_from(
    _OFFICE.outerjoin(duty, duty.c.office == _OFFICE.c.office).outerjoin(_LAST, _LAST.c.office == _OFFICE.c.office)
)
"""One row, whatever is there."""
_COUNTERS = (
    select(known_key.c.station).where(
        known_key.c.office == bindparam("office"), known_key.c.kind == "counter", known_key.c.revoked_at == 0
    ),
    select(counter.c.station).where(counter.c.office == bindparam("office")),
    select(station_seen.c.station).where(
        station_seen.c.office == bindparam("office"), station_seen.c.kind == "counter"
    ),
    select(ticket.c.holder).where(ticket.c.office == bindparam("office")).distinct(),
)
_LOST = select(renewal.c.station, renewal.c.lost).where(
    renewal.c.office == bindparam("office"), renewal.c.cause != CLONED
)
_LOST_BY = select(renewal.c.lost).where(
    renewal.c.office == bindparam("office"), renewal.c.station == bindparam("station")
)
_ROLL = select(roll).where(roll.c.office == bindparam("office"))
_EPOCHS = [select(func.max(table.c.epoch)).where(table.c.office == bindparam("office")) for table in (duty, promotion)]
_EPOCH = select(*(one.scalar_subquery() for one in _EPOCHS))
"""Built once, as in `kiosk.store.journal`: every request says its epoch."""
