"""The journal: `record` is the one door for local, remote and replayed events (design §4)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, delete, insert, select

from kiosk.domain.event import GENESIS, Event, canonical
from kiosk.domain.facts import NotUnderstood, check_place, from_body
from kiosk.store import parking, projections
from kiosk.store.bulk import insert_rows
from kiosk.store.partitions import take_feed
from kiosk.store.schema import event, office_head, origin, parked
from kiosk.store.upsert import upsert

Origin = tuple[str, str, str]
"""(office, station, incarnation): who numbers a chain of events."""


Heads = Mapping[Origin, tuple[int, str]]
"""(last seq, last chain hash) of chains."""


def record(conn: Connection, events: Sequence[Event], via: str, at: int, heads: Heads | None = None) -> frozenset[str]:
    """Writes events that follow their chains and brings every projection up to date, all in the caller's transaction.

    `via` is the station that delivered them (their own for local ones), `at` the time now in ms, `heads` are the ends
    of their chains as asked in this transaction. What cannot be read
    is stored and parked with the later events of its stream. Returns the topics touched.
    Raises ValueError for events that do not follow their chains or are of several offices: the caller sorts that out.
    """
    if not events:
        return frozenset()
    _check_links(conn, events, heads or {})
    first = take_feed(conn, events[0].office, len(events)) - len(events) + 1
    insert_rows(conn, event, [_row(e, first + i, via) for i, e in enumerate(events)])
    _advance_origins(conn, events)
    streams = {(e.office, e.stream_id) for e in events}
    freed = parking.note_passed(conn, events)
    _park_unreadable(conn, events, at, freed)
    streams |= {(events[0].office, stream_id) for stream_id in freed}
    projections.project(conn, streams, lambda keys: load_streams(conn, keys))
    return frozenset(stream.partition(":")[0] for _, stream in streams)


def reconsider(conn: Connection, at: int) -> int:
    """Tries the parked events again, as after an upgrade of the program; returns how many are still parked."""
    streams = {(r.office, r.stream_id) for r in conn.execute(_PARKED_STREAMS)}
    for office in sorted({office for office, _ in streams}):
        lock_office(conn, office)
    for office, stream_id in sorted(streams):
        _park_stream(conn, office, stream_id, at)
    projections.project(conn, streams, lambda keys: load_streams(conn, keys))
    return len(conn.execute(_PARKED).all()) if streams else 0


def head(conn: Connection, of: Origin) -> tuple[int, str]:
    """(last seq, last chain hash) of a chain; (0, GENESIS) when nothing of it is here."""
    row = conn.execute(_HEAD, _place(of)).first()
    return (row.last_seq, row.last_hash) if row else (0, GENESIS)


def hashes(conn: Connection, of: Origin, first: int, last: int) -> dict[int, str]:
    """The chain hashes that stand here for seq `first`..`last`."""
    found = conn.execute(_HASHES, {**_place(of), "first": first, "last": last})
    return {row.seq: row.chain_hash for row in found}


def load_streams(conn: Connection, keys: Iterable[tuple[str, str]]) -> Iterator[Event]:
    """Every event of the streams (office, stream_id), without those parked or passed over."""
    by_office: dict[str, list[str]] = defaultdict(list)
    for office, stream_id in keys:
        by_office[office].append(stream_id)
    for office, streams in by_office.items():
        yield from map(to_event, conn.execute(_STREAMS, {"office": office, "streams": streams}))


def stream(conn: Connection, office: str, stream_id: str) -> list[Event]:
    """Every event of one stream in its own order, the parked ones too: what a person may want to see."""
    rows = conn.execute(select(event).where(event.c.office == office, event.c.stream_id == stream_id))
    return sorted(map(to_event, rows), key=lambda e: (e.stream_ver, e.event_id))


def feed(conn: Connection, office: str, after: int, limit: int, not_via: str = "") -> list[tuple[int, Event]]:
    """(feed number, event) of the office's feed after `after`, at most `limit`, without those `not_via` delivered."""
    rows = conn.execute(_FEED, {"office": office, "after": after, "not_via": not_via, "limit": limit})
    return [(row.feed_no, to_event(row)) for row in rows]


def feed_head(conn: Connection, office: str) -> int:
    """The newest feed number of the office; 0 for none."""
    return conn.scalar(_FEED_HEAD, {"office": office}) or 0


def feed_heads(conn: Connection, offices: Sequence[str]) -> dict[str, int]:
    """The newest feed number of each of the offices that has one."""
    rows = conn.execute(select(office_head).where(office_head.c.office.in_(offices)))
    return {r.office: r.feed_no for r in rows}


def chain(conn: Connection, of: Origin, after: int, limit: int) -> list[Event]:
    """Events of one chain with seq > `after`, in order."""
    rows = conn.execute(_CHAIN, {**_place(of), "after": after, "limit": limit})
    return [to_event(row) for row in rows]


def feed_number(conn: Connection, of: Origin, seq: int) -> int:
    """Where an event stands in its office's feed here; 0 if it is not here."""
    return conn.scalar(_FEED_NUMBER, {**_place(of), "seq": seq}) or 0


def origins(conn: Connection) -> list[tuple[Origin, int]]:
    """Every chain that stands here, with its last seq."""
    return [((r.office, r.station, r.incarnation), r.last_seq) for r in conn.execute(_ORIGINS)]


def heads(conn: Connection, office: str) -> list[tuple[Origin, int, str]]:
    """Every chain of an office that stands here, with its last seq and chain hash."""
    rows = conn.execute(_HEADS, {"office": office})
    return [((r.office, r.station, r.incarnation), r.last_seq, r.last_hash) for r in rows]


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
    if conn.dialect.name != "sqlite":
        take_feed(conn, office, 0)


def _check_links(conn: Connection, events: Sequence[Event], known: Heads) -> None:
    heads = {**known}
    for e in events:
        of = (e.office, e.station, e.incarnation)
        seq, last_hash = heads.get(of) or head(conn, of)
        if (e.office, e.seq, e.prev_hash) != (events[0].office, seq + 1, last_hash):
            raise ValueError(f"event {e.seq} of {of} does not follow {seq} here")
        heads[of] = (e.seq, e.chain_hash)


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


def _park_unreadable(conn: Connection, events: Sequence[Event], at: int, freed: set[str]) -> None:
    office = events[0].office
    streams = {e.stream_id for e in events}
    suspects = freed | {e.stream_id for e in events if _unreadable(e)}
    if conn.execute(_ANY_PARKED).first():
        suspects |= set(conn.execute(_PARKED_OF, {"office": office, "streams": list(streams)}).scalars())
    for stream_id in sorted(suspects):
        _park_stream(conn, office, stream_id, at)


def _park_stream(conn: Connection, office: str, stream_id: str, at: int) -> None:
    """Parks the first unreadable event of a stream and all that sort after it: by the stream's own order, so that every
    node that reads as much parks alike, whatever the order of arrival."""
    conn.execute(delete(parked).where(parked.c.office == office, parked.c.stream_id == stream_id))
    projections.forget(conn, office, stream_id)
    reason, rows = "", []
    line = load_streams(conn, [(office, stream_id)])
    for e in sorted(line, key=lambda e: (e.stream_ver, e.event_id)):
        if reason := (parking.FOLLOWS if reason else _unreadable(e)):
            place = {"office": e.office, "station": e.station, "incarnation": e.incarnation, "seq": e.seq}
            rows.append({**place, "stream_id": stream_id, "reason": reason, "at": at})
    if rows:
        conn.execute(insert(parked), rows)


def _unreadable(e: Event) -> str:
    try:
        check_place(e.type, e.stream_id)
        from_body(e.type, e.schema_ver, e.body)
    except NotUnderstood as reason:
        return str(reason)
    return ""


def _place(of: Origin) -> dict[str, str]:
    return dict(zip(("office", "station", "incarnation"), of, strict=True))


def _is_chain(table: Table) -> ColumnElement[bool]:
    """The rows of one chain, named by the parameters that `_place` gives."""
    return (
        (table.c.office == bindparam("office"))
        & (table.c.station == bindparam("station"))
        & (table.c.incarnation == bindparam("incarnation"))
    )


_HEAD = select(origin.c.last_seq, origin.c.last_hash).where(_is_chain(origin))
_ORIGINS = select(origin)
_HEADS = _ORIGINS.where(origin.c.office == bindparam("office"))
_CHAIN = (
    select(event)
    .where(_is_chain(event), event.c.seq > bindparam("after"))
    .order_by(event.c.seq)
    .limit(bindparam("limit"))
)
_HASHES = select(event.c.seq, event.c.chain_hash).where(
    _is_chain(event), event.c.seq.between(bindparam("first"), bindparam("last"))
)
_FEED = (
    select(event)
    .where(
        event.c.office == bindparam("office"),
        event.c.feed_no > bindparam("after"),
        event.c.via != bindparam("not_via"),
    )
    .order_by(event.c.feed_no)
    .limit(bindparam("limit"))
)
_FEED_HEAD = select(office_head.c.feed_no).where(office_head.c.office == bindparam("office"))
_FEED_NUMBER = select(event.c.feed_no).where(_is_chain(event), event.c.seq == bindparam("seq"))
_HIDDEN = (
    select(parked.c.seq)
    .where(
        parked.c.office == event.c.office,
        parked.c.station == event.c.station,
        parked.c.incarnation == event.c.incarnation,
        parked.c.seq == event.c.seq,
    )
    .exists()
)
_STREAMS = select(event).where(
    event.c.office == bindparam("office"),
    event.c.stream_id.in_(bindparam("streams", expanding=True)),
    ~_HIDDEN,
    ~parking.PASSED,
)
_PARKED = select(parked.c.seq)
_ANY_PARKED = _PARKED.limit(1)
_PARKED_STREAMS = select(parked.c.office, parked.c.stream_id).distinct()
_PARKED_OF = select(parked.c.stream_id).where(
    parked.c.office == bindparam("office"), parked.c.stream_id.in_(bindparam("streams", expanding=True))
)
"""The statements of the hot path are built once; building one takes longer than SQLite takes to run it."""
