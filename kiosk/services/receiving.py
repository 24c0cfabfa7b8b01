"""Taking in events of other stations: the same door at station, hub and province (design §6)."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.domain.event import Event, flaw
from kiosk.store import journal
from kiosk.store.journal import Origin
from kiosk.store.store import Snapshot, Store, Transaction


class Refusal(Exception):
    """The batch as a whole was not taken; nothing of it is stored."""


class Gap(Refusal):
    """The batch starts after what is here: send from `acked_through` + 1."""

    def __init__(self, origin: Origin, acked_through: int) -> None:
        super().__init__(f"{origin} has a gap after {acked_through}")
        self.origin = origin
        self.acked_through = acked_through


class Fork(Refusal):
    """The same (station, incarnation, seq) has two hashes: an old backup or a cloned disk (I10)."""

    def __init__(self, origin: Origin, seq: int) -> None:
        super().__init__(f"{origin} forks at {seq}")
        self.origin = origin
        self.seq = seq


class Flawed(Refusal):
    """The event at `index` contradicts its own hashes."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(f"event {index}: {reason}")
        self.index = index
        self.reason = reason


class StaleCursor(Exception):
    """The cursor belongs to another incarnation of this server, or to none."""


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the office's feed. `more` = the next page is not empty now."""

    events: tuple[Event, ...]
    cursor: str
    more: bool


def receive(
    store: Store,
    events: Sequence[Event],
    *,
    via: str,
    then: Callable[[Transaction], object] | None = None,
) -> dict[Origin, int]:
    """Stores a batch of one office in one transaction and says how far each of its chains now reaches here.

    Repeats are harmless. `then` runs in the same transaction (the hub accepts hand-overs, a station moves its cursor).
    Raises Gap, Fork or Flawed, and then nothing was stored.
    """
    for index, event in enumerate(events):
        if reason := flaw(event):
            raise Flawed(index, reason)

    def work(tx: Transaction) -> dict[Origin, int]:
        if events:
            journal.lock_office(tx.conn, events[0].office)
        heads = _heads(tx, events)
        before = dict(heads)
        fresh = [e for e in events if _follows(e, heads)]
        _compare(tx, events, before)
        if fresh:
            tx.record(fresh, via, before)
        if then:
            then(tx)
        return {origin: seq for origin, (seq, _) in heads.items()}

    return store.write(work)


def _heads(tx: Transaction, events: Sequence[Event]) -> dict[Origin, tuple[int, str]]:
    return {origin: journal.head(tx.conn, origin) for origin in {_origin(e) for e in events}}


def _follows(event: Event, heads: dict[Origin, tuple[int, str]]) -> bool:
    """True for a new event that continues its chain (and moves the head); False for one that is here."""
    origin = _origin(event)
    seq, last_hash = heads[origin]
    if event.seq <= seq:
        return False
    if event.seq != seq + 1:
        raise Gap(origin, seq)
    if event.prev_hash != last_hash:
        raise Fork(origin, event.seq)
    heads[origin] = (event.seq, event.chain_hash)
    return True


def _compare(tx: Transaction, events: Sequence[Event], before: dict[Origin, tuple[int, str]]) -> None:
    """Repeats must carry the hashes that stand here."""
    for origin, (last, _) in before.items():
        repeats = {e.seq: e.chain_hash for e in events if _origin(e) == origin and e.seq <= last}
        if repeats:
            stored = journal.hashes(tx.conn, origin, min(repeats), max(repeats))
            for seq, chain_hash in repeats.items():
                if stored.get(seq) != chain_hash:
                    raise Fork(origin, seq)


def acked_through(store: Store, origin: Origin) -> int:
    """How far a chain stands here."""
    return store.read(lambda conn: journal.head(conn, origin)[0])


def feed_page(store: Store, office: str, cursor: str, *, not_via: str, limit: int = 500) -> Page:
    """The office's feed after `cursor` ("" = from the start), without what `not_via` itself delivered.
    Raises StaleCursor."""
    after = decode_cursor(cursor, store.me.incarnation)

    def work(conn: Snapshot) -> Page:
        head = journal.feed_head(conn, office)
        if after > head:
            raise StaleCursor(cursor)
        rows = journal.feed(conn, office, after, limit, not_via)
        more = len(rows) == limit
        reached = rows[-1][0] if more else head
        return Page(tuple(e for _, e in rows), encode_cursor(store.me.incarnation, reached), more)

    return store.read(work)


def feed_heads(store: Store, offices: Sequence[str]) -> dict[str, int]:
    """The newest feed number of each of the offices that has one."""
    return store.read(lambda conn: journal.feed_heads(conn, offices)) if offices else {}


def _origin(event: Event) -> Origin:
    return (event.office, event.station, event.incarnation)


def encode_cursor(incarnation: str, feed_no: int) -> str:
    """A place in the feed of this life of a server; opaque to everybody else."""
    return urlsafe_b64encode(f"{incarnation}:{feed_no}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str, incarnation: str) -> int:
    """The feed number of a cursor, 0 for "". Raises StaleCursor."""
    if not cursor:
        return 0
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        born, _, number = text.partition(":")
        after = int(number)
    except ValueError as malformed:
        raise StaleCursor(cursor) from malformed
    if born != incarnation or after < 0:
        raise StaleCursor(cursor)
    return after
