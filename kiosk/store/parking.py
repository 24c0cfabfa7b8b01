"""Parked events: which streams wait for them, who minds them, and which a person has passed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from kiosk.domain.event import Event
from kiosk.domain.facts import NotUnderstood, ParkedPassed, check_place, from_body
from kiosk.store.schema import event, parked, parked_exception, parked_owner
from kiosk.store.upsert import upsert

FOLLOWS = "follows a parked event"
"""The reason of those that nothing is wrong with: they wait for one before them."""

PASSED = (
    select(parked_exception.c.event_id)
    .where(parked_exception.c.office == event.c.office, parked_exception.c.event_id == event.c.event_id)
    .exists()
)


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """One event that waits: where it stands in its chain, what it is, and why it waits."""

    office: str
    stream_id: str
    event_id: str
    station: str
    incarnation: str
    seq: int
    type: str
    schema_ver: int
    at: int
    parked_at: int
    reason: str

    @property
    def is_cause(self) -> bool:
        """Whether others wait for this one, not it for others."""
        return self.reason != FOLLOWS


@dataclass(frozen=True, slots=True)
class Owner:
    """Who minds a parked stream, since when (ms), and what was noted."""

    owner: str
    note: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Passed:
    """An event that a person passed over."""

    office: str
    event_id: str
    stream_id: str
    reason: str
    by: str
    at: int


def note_passed(conn: Connection, events: Sequence[Event]) -> set[str]:
    """Keeps what these events pass over; returns the streams that go on without it."""
    rows: list[dict[str, str | int]] = []
    freed: set[str] = set()
    for e in events:
        if e.type == ParkedPassed.type and (fact := _read(e)):
            rows.append({"office": e.office, "event_id": e.stream_id.partition(":")[2], "stream_id": fact.stream_id,
                         "reason": fact.reason, "by": e.actor, "at": e.at})  # fmt: skip
            freed.add(fact.stream_id)
    upsert(conn, parked_exception, rows)
    return freed


def parked_events(conn: Connection, office: str = "", stream_id: str = "", limit: int = 5000) -> list[ParkedEvent]:
    """What waits in an office (or in all), by stream in the order of the stream; at most `limit`."""
    joined = parked.join(
        event,
        and_(*(parked.c[name] == event.c[name] for name in ("office", "station", "incarnation", "seq"))),
    )
    wanted = select(event, parked.c.reason, parked.c.at.label("parked_at")).select_from(joined)
    if office:
        wanted = wanted.where(parked.c.office == office)
    if stream_id:
        wanted = wanted.where(parked.c.stream_id == stream_id)
    ordered = wanted.order_by(parked.c.office, parked.c.stream_id, event.c.stream_ver, event.c.event_id).limit(limit)
    return [
        ParkedEvent(r.office, r.stream_id, r.event_id, r.station, r.incarnation, r.seq, r.type, r.schema_ver, r.at,
                    r.parked_at, r.reason)
        for r in conn.execute(ordered)
    ]  # fmt: skip


def by_stream(events: Sequence[ParkedEvent]) -> dict[tuple[str, str], list[ParkedEvent]]:
    """The same, stream by stream."""
    streams: dict[tuple[str, str], list[ParkedEvent]] = defaultdict(list)
    for e in events:
        streams[e.office, e.stream_id].append(e)
    return streams


def owners(conn: Connection) -> dict[tuple[str, str], Owner]:
    """Who minds which stream."""
    rows = conn.execute(select(parked_owner))
    return {(r.office, r.stream_id): Owner(r.owner, r.note, r.by, r.at) for r in rows}


def put_owner(conn: Connection, office: str, stream_id: str, owner: Owner) -> None:
    """From now on `owner` minds this stream."""
    row = {"office": office, "stream_id": stream_id, "owner": owner.owner, "note": owner.note}
    upsert(conn, parked_owner, [{**row, "by": owner.by, "at": owner.at}])


def passed(conn: Connection, office: str = "") -> list[Passed]:
    """What was passed over, newest first."""
    wanted = select(parked_exception).order_by(parked_exception.c.at.desc())
    if office:
        wanted = wanted.where(parked_exception.c.office == office)
    return [Passed(r.office, r.event_id, r.stream_id, r.reason, r.by, r.at) for r in conn.execute(wanted)]


def _read(e: Event) -> ParkedPassed | None:
    try:
        check_place(e.type, e.stream_id)
        fact = from_body(e.type, e.schema_ver, e.body)
    except NotUnderstood:
        return None
    return fact if isinstance(fact, ParkedPassed) else None
