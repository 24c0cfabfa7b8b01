"""The journal: `record` is the one door for local, remote and replayed events (design §4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, tuple_, update

from kiosk.domain.event import GENESIS, Event, canonical
from kiosk.domain.facts import NotUnderstood, from_body
from kiosk.store import projections
from kiosk.store.schema import PROJECTIONS, event, office_head, origin, parked
from kiosk.store.upsert import upsert

CHUNK = 400
"""Rows per IN list."""

Origin = tuple[str, str, str]
"""(office, station, incarnation): who numbers a chain of events."""


def record(conn: Connection, events: Sequence[Event], via: str, at: int) -> frozenset[str]:
    """Writes events that follow their chains and brings every projection up to date, all in the caller's transaction.

    `via` is the station that delivered them (their own for local ones), `at` the time now in ms. What cannot be read
    is stored and parked with the later events of its stream. Returns the topics touched.
    """
    if not events:
        return frozenset()
    first = _next_feed(conn, events[0].office, len(events))
    conn.execute(insert(event), [_row(e, first + i, via) for i, e in enumerate(events)])
    _advance_origins(conn, events)
    _park_unreadable(conn, events, at)
    streams = {(e.office, e.stream_id) for e in events}
    projections.project(conn, streams, lambda keys: load_streams(conn, keys))
    return frozenset(stream.partition(":")[0] for _, stream in streams)


def replay(conn: Connection) -> None:
    """Rebuilds every projection from the journal alone."""
    for table in PROJECTIONS:
        conn.execute(delete(table))
    keys = [(r.office, r.stream_id) for r in conn.execute(select(event.c.office, event.c.stream_id).distinct())]
    for start in range(0, len(keys), CHUNK):
        projections.project(conn, set(keys[start : start + CHUNK]), lambda chunk: load_streams(conn, chunk))


def head(conn: Connection, of: Origin) -> tuple[int, str]:
    """(last seq, last chain hash) of a chain; (0, GENESIS) when nothing of it is here."""
    row = conn.execute(select(origin.c.last_seq, origin.c.last_hash).where(_is(origin, of))).first()
    return (row.last_seq, row.last_hash) if row else (0, GENESIS)


def hashes(conn: Connection, of: Origin, first: int, last: int) -> dict[int, str]:
    """The chain hashes that stand here for seq `first`..`last`."""
    found = conn.execute(
        select(event.c.seq, event.c.chain_hash).where(_is(event, of), event.c.seq.between(first, last))
    )
    return {row.seq: row.chain_hash for row in found}


def load_streams(conn: Connection, keys: Iterable[tuple[str, str]]) -> Iterator[Event]:
    """Every event of the streams (office, stream_id), without the parked ones."""
    wanted = list(keys)
    hidden = (
        select(parked.c.seq)
        .where(
            parked.c.office == event.c.office,
            parked.c.station == event.c.station,
            parked.c.incarnation == event.c.incarnation,
            parked.c.seq == event.c.seq,
        )
        .exists()
    )
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        rows = conn.execute(select(event).where(tuple_(event.c.office, event.c.stream_id).in_(part), ~hidden))
        yield from map(to_event, rows)


def feed(conn: Connection, office: str, after: int, limit: int, not_via: str = "") -> list[tuple[int, Event]]:
    """(feed number, event) of the office's feed after `after`, at most `limit`, without those `not_via` delivered."""
    rows = conn.execute(
        select(event)
        .where(event.c.office == office, event.c.feed_no > after, event.c.via != not_via)
        .order_by(event.c.feed_no)
        .limit(limit)
    )
    return [(row.feed_no, to_event(row)) for row in rows]


def feed_head(conn: Connection, office: str) -> int:
    """The newest feed number of the office; 0 for none."""
    return conn.scalar(select(office_head.c.feed_no).where(office_head.c.office == office)) or 0


def chain(conn: Connection, of: Origin, after: int, limit: int) -> list[Event]:
    """Events of one chain with seq > `after`, in order."""
    rows = conn.execute(select(event).where(_is(event, of), event.c.seq > after).order_by(event.c.seq).limit(limit))
    return [to_event(row) for row in rows]


def feed_number(conn: Connection, of: Origin, seq: int) -> int:
    """Where an event stands in its office's feed here; 0 if it is not here."""
    return conn.scalar(select(event.c.feed_no).where(_is(event, of), event.c.seq == seq)) or 0


def origins(conn: Connection) -> list[tuple[Origin, int]]:
    """Every chain that stands here, with its last seq."""
    return [((r.office, r.station, r.incarnation), r.last_seq) for r in conn.execute(select(origin))]


def to_event(row: Row[Any]) -> Event:
    """The event a row holds."""
    return Event(
        row.office,
        row.station,
        row.incarnation,
        row.seq,
        row.event_id,
        row.stream_id,
        row.stream_ver,
        row.type,
        row.schema_ver,
        row.at,
        row.actor,
        json.loads(row.body),
        row.body_hash,
        row.prev_hash,
        row.chain_hash,
    )


def lock_office(conn: Connection, office: str) -> None:
    """Orders writers of one office: the feed number's row is held until commit (SQLite has one writer anyway)."""
    if conn.execute(select(office_head).where(office_head.c.office == office).with_for_update()).first() is None:
        upsert_head = _insert_ignore(conn)
        conn.execute(upsert_head, {"office": office, "feed_no": 0})
        conn.execute(select(office_head).where(office_head.c.office == office).with_for_update())


def _insert_ignore(conn: Connection) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    return dialect.insert(office_head).on_conflict_do_nothing()


def _next_feed(conn: Connection, office: str, count: int) -> int:
    lock_office(conn, office)
    conn.execute(
        update(office_head).where(office_head.c.office == office).values(feed_no=office_head.c.feed_no + count)
    )
    return feed_head(conn, office) - count + 1


def _row(e: Event, feed_no: int, via: str) -> dict[str, Any]:
    return {
        "office": e.office,
        "station": e.station,
        "incarnation": e.incarnation,
        "seq": e.seq,
        "event_id": e.event_id,
        "stream_id": e.stream_id,
        "stream_ver": e.stream_ver,
        "type": e.type,
        "schema_ver": e.schema_ver,
        "at": e.at,
        "actor": e.actor,
        "body": canonical(e.body),
        "body_hash": e.body_hash,
        "prev_hash": e.prev_hash,
        "chain_hash": e.chain_hash,
        "feed_no": feed_no,
        "via": via,
    }


def _advance_origins(conn: Connection, events: Sequence[Event]) -> None:
    last = {(e.office, e.station, e.incarnation): e for e in events}
    upsert(
        conn,
        origin,
        [
            {"office": o, "station": s, "incarnation": i, "last_seq": e.seq, "last_hash": e.chain_hash}
            for (o, s, i), e in last.items()
        ],
    )


def _park_unreadable(conn: Connection, events: Sequence[Event], at: int) -> None:
    streams = {e.stream_id for e in events}
    blocked: set[str] = set()
    for start in range(0, len(ids := sorted(streams)), CHUNK):
        found = conn.execute(
            select(parked.c.stream_id).where(
                parked.c.office == events[0].office, parked.c.stream_id.in_(ids[start : start + CHUNK])
            )
        )
        blocked.update(found.scalars())
    rows = []
    for e in events:
        if reason := ("follows a parked event" if e.stream_id in blocked else _unreadable(e)):
            blocked.add(e.stream_id)
            rows.append(
                {
                    "office": e.office,
                    "station": e.station,
                    "incarnation": e.incarnation,
                    "seq": e.seq,
                    "stream_id": e.stream_id,
                    "reason": reason,
                    "at": at,
                }
            )
    if rows:
        conn.execute(insert(parked), rows)


def _unreadable(e: Event) -> str:
    try:
        from_body(e.type, e.schema_ver, e.body)
    except NotUnderstood as reason:
        return str(reason)
    return ""


def _is(table: Any, of: Origin) -> Any:
    office, station, incarnation = of
    return (table.c.office == office) & (table.c.station == station) & (table.c.incarnation == incarnation)
