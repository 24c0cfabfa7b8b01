"""An office's whole journal as a server can hand it out: chunks of the feed that never change, and what they come to.

A chunk is a stretch of `CHUNK` feed numbers. The feed is never renumbered, so a full chunk is the same for every reader
and every snapshot; only the last one ends where the manifest was made.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.event import Event, canonical, hash_text
from kiosk.services.receiving import StaleCursor, decode_cursor, encode_cursor
from kiosk.store import journal
from kiosk.store.journal import Origin
from kiosk.store.store import Snapshot, Store

CHUNK = 500
"""Feed numbers of one chunk: about 80 KB compressed, so that a cut over 64 kbit/s costs at most 10 s."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    origin: Origin
    last_seq: int
    last_hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds: every chain of the office up to its head, in `chunks` chunks; `cursor` is where the feed
    goes on. `digest` is over all of it: the heads are chained hashes, so they vouch for every event."""

    cursor: str
    chunks: int
    events: int
    heads: tuple[Head, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the feed; `cursor` is its end, `full` whether it will ever be the same."""

    events: tuple[Event, ...]
    cursor: str
    full: bool


def manifest(store: Store, office: str) -> Manifest:
    """The snapshot of an office as it stands now."""

    def work(conn: Snapshot) -> Manifest:
        reached = journal.feed_head(conn, office)
        heads = tuple(Head(o, seq, link) for o, seq, link in journal.heads(conn, office))
        cursor, chunks, events = encode_cursor(store.me.incarnation, reached), -(-reached // CHUNK), sum_of(heads)
        return Manifest(cursor, chunks, events, heads, digest_of(office, cursor, chunks, heads))

    return store.read(work)


def chunk(store: Store, office: str, cursor: str, no: int) -> Chunk | None:
    """Chunk `no` (from 0) of the snapshot that ends at `cursor`; None where there is none. Raises StaleCursor."""
    through = decode_cursor(cursor, store.me.incarnation)
    after, end = no * CHUNK, min((no + 1) * CHUNK, through)
    if after >= through:
        return None

    def work(conn: Snapshot) -> Chunk:
        if through > journal.feed_head(conn, office):
            raise StaleCursor(cursor)
        rows = journal.feed(conn, office, after, end - after)
        events = tuple(e for number, e in rows if number <= end)
        return Chunk(events, encode_cursor(store.me.incarnation, end), end == after + CHUNK)

    return store.read(work)


def is_full(store: Store, cursor: str, no: int) -> bool:
    """Whether chunk `no` of this snapshot is a full one. Raises StaleCursor."""
    return (no + 1) * CHUNK <= decode_cursor(cursor, store.me.incarnation)


def digest_of(office: str, cursor: str, chunks: int, heads: tuple[Head, ...]) -> str:
    """SHA-256 (hex) over the canonical JSON of what a manifest says."""
    line = sorted([*h.origin[1:], h.last_seq, h.last_hash] for h in heads)
    return hash_text(canonical(["motcua-snapshot-1", office, cursor, chunks, sum_of(heads), line]))


def sum_of(heads: tuple[Head, ...]) -> int:
    """Events that the chains come to: none has a gap."""
    return sum(h.last_seq for h in heads)


def lacking(store: Store, heads: tuple[Head, ...]) -> bool:
    """Whether anything up to `heads` is not here. Raises ValueError where what is here contradicts them."""

    def work(conn: Snapshot) -> bool:
        return bool(sum(_lacks(conn, h) for h in heads))

    return store.read(work)


def reaches(conn: Snapshot, heads: tuple[Head, ...]) -> bool:
    """Whether every chain stands here at least up to its head, with the same hash."""
    try:
        return not any(_lacks(conn, h) for h in heads)
    except ValueError:
        return False


def _lacks(conn: Snapshot, head: Head) -> bool:
    seq, _ = journal.head(conn, head.origin)
    if seq < head.last_seq:
        return True
    here = journal.hashes(conn, head.origin, head.last_seq, head.last_seq).get(head.last_seq)
    if here != head.last_hash:
        raise ValueError(f"{head.origin} has another event {head.last_seq} here")
    return False
