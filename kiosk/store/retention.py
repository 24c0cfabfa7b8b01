"""Rows that have a term, and offices that are closed. The journal itself has none: it stays as long as its office."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, select, text

from kiosk.store import partitions
from kiosk.store.schema import cleared, closed_office, event, parked, parked_owner, sign_in_try, staff_session
from kiosk.store.schema import station_seen as seen
from kiosk.store.upsert import upsert

_STILL_PARKED = (
    select(parked.c.seq)
    .where(parked.c.office == parked_owner.c.office, parked.c.stream_id == parked_owner.c.stream_id)
    .exists()
)


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed office: the file that holds its journal, the file's SHA-256, how many events, who closed it, when."""

    office: str
    file: str
    file_hash: str
    events: int
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """A line of the log of what went away: `before` is the time (ms) up to which rows went."""

    id: str
    at: int
    what: str
    office: str
    rows: int
    before: int
    by: str


def count(conn: Connection, what: str, before: int) -> int:
    """How many rows of a kind have come to their term."""
    table, due = _due(what, before)
    return conn.scalar(select(func.count()).select_from(table).where(due)) or 0


def clear(conn: Connection, what: str, before: int) -> int:
    """Takes them away; returns how many."""
    table, due = _due(what, before)
    return conn.execute(delete(table).where(due)).rowcount


def note(conn: Connection, line: Cleared) -> None:
    """Writes a line of the log."""
    conn.execute(insert(cleared), {name: getattr(line, name) for name in cleared.columns.keys()})  # noqa: SIM118


def log(conn: Connection) -> list[Cleared]:
    """Everything that ever went away, newest first."""
    rows = conn.execute(select(cleared).order_by(cleared.c.at.desc(), cleared.c.id.desc()))
    return [Cleared(r.id, r.at, r.what, r.office, r.rows, r.before, r.by) for r in rows]


def closed(conn: Connection, office: str) -> Closed | None:
    """The closed office; None for one that is open."""
    r = conn.execute(select(closed_office).where(closed_office.c.office == office)).first()
    return Closed(r.office, r.file, r.file_hash, r.events, r.by, r.at) if r else None


def put_closed(conn: Connection, office: Closed) -> None:
    """From now on nothing of this office is taken."""
    upsert(conn, closed_office, [{name: getattr(office, name) for name in closed_office.columns.keys()}])  # noqa: SIM118


def open_again(conn: Connection, office: str) -> None:
    """Takes the mark away."""
    conn.execute(delete(closed_office).where(closed_office.c.office == office))


def events_of(conn: Connection, office: str) -> int:
    """How many events of an office stand in the journal."""
    return conn.scalar(select(func.count()).select_from(event).where(event.c.office == office)) or 0


def heard_since(conn: Connection, office: str, after: int) -> list[str]:
    """Stations of the office that were heard of after a time (ms)."""
    return list(conn.scalars(select(seen.c.station).where(seen.c.office == office, seen.c.last_seen > after)))


def drop(conn: Connection, office: str) -> None:
    """Removes the table that a closing has taken out of the journal."""
    conn.execute(text(f'DROP TABLE "{partitions.table_of(office)}"'))


def _due(what: str, before: int) -> tuple[Table, ColumnElement[bool]]:
    return {
        "station_seen": (seen, seen.c.last_seen < before),
        "sign_in_try": (sign_in_try, sign_in_try.c.at < before),
        "staff_session": (staff_session, staff_session.c.expires_at < before),
        "parked_owner": (parked_owner, and_(parked_owner.c.at < before, ~_STILL_PARKED)),
    }[what]
