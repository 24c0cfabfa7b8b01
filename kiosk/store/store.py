"""A station's store: its identity, its journal, and transactions that append facts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, func, insert, select, update
from uuid_utils import uuid4, uuid7

from kiosk.domain import facts
from kiosk.domain.changes import Changes
from kiosk.domain.clock import Clock
from kiosk.domain.event import LONGEST_TEXT, Event, seal
from kiosk.domain.trouble import Refused
from kiosk.store import duties, journal
from kiosk.store.database import Database
from kiosk.store.schema import event, identity, parked

log = logging.getLogger(__name__)
T = TypeVar("T")
Snapshot = Connection
"""What `Store.read` hands to its work: one consistent view."""
Listener = Callable[[Changes], None]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes here. `incarnation` was born with the database file."""

    office: str
    station: str
    incarnation: str
    kind: str

    @property
    def origin(self) -> journal.Origin:
        """The chain that this station numbers."""
        return (self.office, self.station, self.incarnation)


class Transaction:
    """One business transaction: reads, appended facts, and what they changed."""

    def __init__(self, conn: Connection, me: Identity, now: int) -> None:
        self.conn = conn
        self.me = me
        self.now = now
        self.topics: set[str] = set()
        self.events: list[Event] = []
        self._pending: list[Event] = []
        self._versions: dict[str, int] = {}
        self._head: tuple[int, str] | None = None

    def append(self, stream_id: str, fact: facts.Fact, actor: str) -> Event:
        """Adds one fact to the own chain. It is in the projections after the next `flush` or at commit.

        Raises Refused on a stream that this program cannot read whole, and for a text that no journal takes.
        """
        body = facts.to_body(fact)
        _check(fact, stream_id, body, actor)
        if self._head is None:
            journal.lock_office(self.conn, self.me.office)
        seq, prev_hash = self._head or journal.head(self.conn, self.me.origin)
        sealed = seal(
            office=self.me.office,
            station=self.me.station,
            incarnation=self.me.incarnation,
            seq=seq + 1,
            event_id=new_id(),
            stream_id=stream_id,
            stream_ver=self._next_version(stream_id),
            type=fact.type,
            schema_ver=fact.schema_ver,
            at=self.now,
            actor=actor,
            body=body,
            prev_hash=prev_hash,
        )
        self._head = (sealed.seq, sealed.chain_hash)
        self._pending.append(sealed)
        return sealed

    def record(self, events: Iterable[Event], via: str, heads: journal.Heads | None = None) -> None:
        """Records events that came from elsewhere and follow their chains. `heads` are those chains' ends as they stand
        here, where the caller has asked already."""
        self.flush()
        self._keep(list(events), via, heads)
        self._head = None
        self._versions.clear()

    def repeat(self, told: Event) -> None:
        """Tells an own fact of a former incarnation again: the same event at a new place of the new chain (R6)."""
        if self._head is None:
            journal.lock_office(self.conn, self.me.office)
        seq, prev_hash = self._head or journal.head(self.conn, self.me.origin)
        again = seal(
            office=self.me.office, station=self.me.station, incarnation=self.me.incarnation, seq=seq + 1,
            event_id=told.event_id, stream_id=told.stream_id, stream_ver=told.stream_ver, type=told.type,
            schema_ver=told.schema_ver, at=told.at, actor=told.actor, body=told.body, prev_hash=prev_hash,
        )  # fmt: skip
        self._head = (again.seq, again.chain_hash)
        self._pending.append(again)

    def become(self, me: Identity) -> None:
        """From here on this transaction writes as `me`."""
        self.flush()
        self.me, self._head = me, None
        self._versions.clear()

    def touch(self, topic: str) -> None:
        """Says that something outside the journal changed."""
        self.topics.add(topic)

    def flush(self) -> None:
        """Writes appended facts and their projections, still uncommitted."""
        pending, self._pending = self._pending, []
        self._keep(pending, self.me.station)

    def _keep(self, events: list[Event], via: str, heads: journal.Heads | None = None) -> None:
        self.topics |= journal.record(self.conn, events, via, self.now, heads)
        self.events += events

    def _next_version(self, stream_id: str) -> int:
        if stream_id not in self._versions:
            known = self.conn.execute(_STREAM, {"office": self.me.office, "stream_id": stream_id}).one()
            if known.parked:
                raise Refused(
                    "newer-facts",
                    "Có dữ kiện do phiên bản mới hơn ghi mà máy này chưa hiểu.",
                    "Cập nhật chương trình ở máy này rồi thử lại.",
                )
            self._versions[stream_id] = known.version or 0
        self._versions[stream_id] += 1
        return self._versions[stream_id]


class Store:
    """The station's file behind `write`, `read` and `subscribe`."""

    def __init__(self, database: Database, me: Identity, clock: Clock) -> None:
        self.database = database
        self.me = me
        self.clock = clock
        self._listeners: list[Listener] = []
        self._guard = threading.Lock()

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Runs `work` in one transaction on the writer thread; listeners hear of it after the commit."""
        tx: Transaction | None = None

        def run(conn: Connection) -> T:
            nonlocal tx
            tx = Transaction(conn, self.me, self.clock.now_ms())
            result = work(tx)
            tx.flush()
            return result

        def committed() -> None:
            if tx:
                self.me = tx.me

        result = self.database.write(run, committed)
        if tx and (tx.topics or tx.events):
            self._tell(Changes(frozenset(tx.topics), tuple(tx.events)))
        return result

    def read(self, work: Callable[[Snapshot], T]) -> T:
        """Runs `work` on one consistent snapshot."""
        return self.database.read(work)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` after each commit, on the committing caller's thread. Returns the way out."""
        with self._guard:
            self._listeners.append(listener)

        def leave() -> None:
            with self._guard:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return leave

    def bear_witness(self) -> None:
        """Notes beside the file how far it has come (`kiosk.store.witness`); a server's database has no such place."""

    def close(self) -> None:
        """Closes the file after the last transaction."""
        self.database.close()

    def _tell(self, changes: Changes) -> None:
        with self._guard:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                listener(changes)
            except Exception:
                log.exception("a listener failed; what it was told is committed all the same")


def new_id() -> str:
    """A UUIDv7: unique everywhere, sortable by birth."""
    return str(uuid7())


def _check(fact: facts.Fact, stream_id: str, body: dict[str, Any], actor: str) -> None:
    """No journal may take what a server would refuse: a chain has no gaps, so everything after it would wait."""
    try:
        facts.check_place(fact.type, stream_id)
        facts.from_body(fact.type, fact.schema_ver, body)
        if len(actor) > LONGEST_TEXT or not actor.isprintable():
            raise facts.NotUnderstood("the actor is too long or not printable")
    except facts.NotUnderstood as reason:
        raise Refused(
            "text-malformed", "Nội dung nhập quá dài hoặc có ký tự lạ.", "Rút gọn, gõ lại rồi thử lại."
        ) from reason


_IDENTITY = select(identity)
_STREAM = select(
    func.max(event.c.stream_ver).label("version"),
    select(parked.c.seq)
    .where(parked.c.office == bindparam("office"), parked.c.stream_id == bindparam("stream_id"))
    .exists()
    .label("parked"),
).where(event.c.office == bindparam("office"), event.c.stream_id == bindparam("stream_id"))


def settle_identity(conn: Connection, office: str, station: str, kind: str, now: int) -> Identity:
    """The identity in the file; born now if the file is new."""
    row = conn.execute(_IDENTITY).first()
    if row is None:
        born = {"office": office, "station": station, "incarnation": uuid4().hex, "kind": kind, "since": now}
        conn.execute(insert(identity), born)
        row = conn.execute(_IDENTITY).one()
    return Identity(row.office, row.station, row.incarnation, row.kind)


def renew_identity(conn: Connection, me: Identity, now: int) -> Identity:
    """A new incarnation of the same station: a restored file has no series and owns no ticket (R6), and a counter's
    does not know whether the hub that it obeys was replaced since (R4)."""
    conn.execute(update(identity).values(incarnation=uuid4().hex, since=now))
    if me.kind == "counter":
        duties.doubt(conn)
    return settle_identity(conn, me.office, me.station, me.kind, now)
