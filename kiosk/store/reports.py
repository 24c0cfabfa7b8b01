"""Figures for leads and technicians: what is unsent, parked, in conflict, and who was seen."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, select

from kiosk.domain.ticket import SERVED, UNPRINTED, WAITING
from kiosk.store import cursors
from kiosk.store.journal import Origin
from kiosk.store.schema import event, parked, station_seen, ticket, uplink
from kiosk.store.upsert import upsert


def unsent(conn: Connection, of: Origin) -> tuple[int, int]:
    """(own events that nobody above has acknowledged, wall time in ms of the oldest or 0)."""
    office, station, incarnation = of
    acked = conn.scalar(
        select(func.max(uplink.c.acked_through)).where(
            uplink.c.office == office, uplink.c.station == station, uplink.c.incarnation == incarnation
        )
    )
    return after(conn, of, acked or 0)


def unacked(conn: Connection, target: str, of: Origin) -> tuple[int, int]:
    """(events of a chain that `target` has not acknowledged, wall time in ms of the oldest or 0)."""
    return after(conn, of, cursors.acked(conn, target, of))


def unprinted(conn: Connection, office: str, day: str) -> int:
    """Waiting tickets of the day without paper."""
    fits = (
        ticket.c.office == office,
        ticket.c.service_day == day,
        ticket.c.paper == UNPRINTED,
        ticket.c.state == WAITING,
    )
    return conn.scalar(select(func.count()).select_from(ticket).where(*fits)) or 0


def conflicts(conn: Connection, office: str) -> int:
    """Tickets whose events contradict each other (R5)."""
    fits = (ticket.c.office == office, ticket.c.conflict > "")
    return conn.scalar(select(func.count()).select_from(ticket).where(*fits)) or 0


def parked_count(conn: Connection, office: str) -> int:
    """Events stored but not understood."""
    return conn.scalar(select(func.count()).select_from(parked).where(parked.c.office == office)) or 0


def service_lengths(conn: Connection, office: str, field: str, last: int = 30) -> list[int]:
    """Milliseconds of the last services of a field, newest first."""
    rows = conn.execute(
        select(ticket.c.ended_at - ticket.c.called_at)
        .where(ticket.c.office == office, ticket.c.field == field, ticket.c.state == SERVED, ticket.c.called_at > 0)
        .order_by(ticket.c.ended_at.desc())
        .limit(last)
    )
    return [max(0, ms) for ms in rows.scalars()]


def last_report(conn: Connection, office: str, station: str) -> str | None:
    """What a station said with its last sign of life (JSON); None before the first."""
    return conn.scalar(_LAST_REPORT, {"office": office, "station": station})


def stations(conn: Connection, office: str) -> list[tuple[str, str, int, str]]:
    """(station, kind, last seen in ms, report as JSON) of the office's stations."""
    return [(r.station, r.kind, r.last_seen, r.report) for r in conn.execute(_SEEN, {"office": office})]


def note_station(conn: Connection, office: str, station: str, kind: str, report: str, at: int) -> None:
    """Keeps a station's last sign of life."""
    row = {"office": office, "station": station, "kind": kind, "report": report, "last_seen": at}
    upsert(conn, station_seen, [row])


def after(conn: Connection, of: Origin, seq: int) -> tuple[int, int]:
    """(events of a chain after `seq`, wall time in ms of the oldest or 0)."""
    office, station, incarnation = of
    of_chain = {"office": office, "station": station, "incarnation": incarnation, "seq": seq}
    row = conn.execute(_AFTER, of_chain).one()
    return row[0], row[1] or 0


_SEEN = select(station_seen).where(station_seen.c.office == bindparam("office")).order_by(station_seen.c.station)
_AFTER = select(func.count(), func.min(event.c.at)).where(
    event.c.office == bindparam("office"),
    event.c.station == bindparam("station"),
    event.c.incarnation == bindparam("incarnation"),
    event.c.seq > bindparam("seq"),
)
_LAST_REPORT = select(station_seen.c.report).where(
    station_seen.c.office == bindparam("office"), station_seen.c.station == bindparam("station")
)
"""Built once, as in `kiosk.store.journal`."""
