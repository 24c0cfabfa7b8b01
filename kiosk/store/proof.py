"""What a proof reads: streams by what people know of them, chains with their seals, parked events and who delivered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kiosk.domain.event import Event
from kiosk.store.journal import Origin, to_event
from kiosk.store.schema import event, origin, parked, ticket


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it stands here: `via` is the database that delivered it, `parked` why it could not be read ("" = it
    was)."""

    event: Event
    via: str
    parked: str


def chains(conn: Connection, office: str) -> list[tuple[Origin, int]]:
    """Every chain of an office that stands here with its last seq, by station."""
    rows = conn.execute(select(origin).where(origin.c.office == office).order_by(origin.c.station, origin.c.last_seq))
    return [((r.office, r.station, r.incarnation), r.last_seq) for r in rows]


def offices(conn: Connection) -> list[str]:
    """Every office that has a chain here."""
    return list(conn.execute(select(origin.c.office).distinct().order_by(origin.c.office)).scalars())


def tickets_numbered(conn: Connection, office: str, number: str, day: str = "") -> list[tuple[str, str]]:
    """(ticket id, service day) of the tickets that carry this printed number on `day`, else on the newest day that
    has it. Two of one day are what I1 forbids: both are told."""
    fits = (ticket.c.office == office, ticket.c.number == number)
    wanted = day or conn.scalar(select(func.max(ticket.c.service_day)).where(*fits))
    rows = conn.execute(
        select(ticket.c.id, ticket.c.service_day).where(*fits, ticket.c.service_day == wanted).order_by(ticket.c.id)
    )
    return [(r.id, r.service_day) for r in rows]


def stream(conn: Connection, office: str, stream_id: str) -> list[Stored]:
    """Every event of a stream in its own order, the parked ones too."""
    on_stream = (event.c.office == office, event.c.stream_id == stream_id)
    reasons = {
        (r.station, r.incarnation, r.seq): r.reason
        for r in conn.execute(select(parked).where(parked.c.office == office, parked.c.stream_id == stream_id))
    }
    found = [
        Stored(to_event(row), row.via, reasons.get((row.station, row.incarnation, row.seq), ""))
        for row in conn.execute(select(event).where(*on_stream))
    ]
    return sorted(found, key=lambda s: (s.event.stream_ver, s.event.event_id))


def span(conn: Connection, of: Origin, since: int, until: int) -> tuple[int, int]:
    """(first, last) seq of a chain's events of wall time `since`..`until` (ms); (0, 0) for none. A chain is exported
    without holes, so events between them that tell another time belong to it."""
    office, station, incarnation = of
    row = conn.execute(
        select(func.min(event.c.seq), func.max(event.c.seq)).where(
            event.c.office == office,
            event.c.station == station,
            event.c.incarnation == incarnation,
            event.c.at.between(since, until),
        )
    ).one()
    return (row[0] or 0, row[1] or 0)
