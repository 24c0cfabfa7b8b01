"""The province's desk for parked records: who minds them, trying again after an upgrade, and passing one over.

Nothing here changes what a journal says. A record that no program reads is passed over by a fact of a named person with
a reason; its stream goes on from what can be read, and ordinary facts correct the rest (ADR 0025).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.domain.facts import ParkedPassed
from kiosk.domain.trouble import Refused
from kiosk.store import journal, parking
from kiosk.store.parking import Owner, ParkedEvent, Passed
from kiosk.store.store import Snapshot, Store, Transaction

LEAST_REASON = 10
"""Characters: a reason that somebody else can understand a year later."""


@dataclass(frozen=True, slots=True)
class Case:
    """A stream that waits: its events in the stream's order, the first of them the cause, and who minds it."""

    office: str
    stream_id: str
    events: tuple[ParkedEvent, ...]
    owner: Owner | None

    @property
    def cause(self) -> ParkedEvent:
        """The event that all others of the case wait for."""
        return self.events[0]

    @property
    def since(self) -> int:
        """Parked since (ms)."""
        return min(e.parked_at for e in self.events)


def cases(store: Store, office: str = "") -> tuple[Case, ...]:
    """Every parked stream of an office (or of all), those without an owner first, then the oldest first."""

    def work(conn: Snapshot) -> tuple[Case, ...]:
        owned = parking.owners(conn)
        streams = parking.by_stream(parking.parked_events(conn, office))
        found = [Case(*key, tuple(events), owned.get(key)) for key, events in streams.items()]
        return tuple(sorted(found, key=lambda c: (c.owner is not None, c.since, c.stream_id)))

    return store.read(work)


def passed(store: Store, office: str = "") -> tuple[Passed, ...]:
    """What was passed over, newest first."""
    return tuple(store.read(lambda conn: parking.passed(conn, office)))


def assign(store: Store, office: str, stream_id: str, owner: str, note: str, by: str) -> None:
    """`owner` minds the stream from now on. Raises Refused for a stream that is not parked or an owner without name."""

    def work(tx: Transaction) -> None:
        _one(tx, office, stream_id)
        if not owner.strip():
            raise Refused("owner-missing", "Chưa ghi người phụ trách.", "Nhập tên người phụ trách.")
        parking.put_owner(tx.conn, office, stream_id, Owner(owner.strip(), note.strip(), by, tx.now))
        tx.touch("parked")

    store.write(work)


def retry(store: Store) -> int:
    """Tries everything that is parked again, as after an upgrade; returns how many events still wait."""

    def work(tx: Transaction) -> int:
        tx.touch("parked")
        return journal.reconsider(tx.conn, tx.now)

    return store.write(work)


def pass_over(store: Store, office: str, event_id: str, reason: str, by: str) -> None:
    """Lets a stream go on without one event that nothing can read; the decision goes down to the office with its feed.
    Raises Refused for an event that is not the cause of its case, and without a reason of some words."""

    def work(tx: Transaction) -> None:
        waiting = {e.event_id: e for e in parking.parked_events(tx.conn, office)}
        if (target := waiting.get(event_id)) is None:
            raise Refused("not-parked", "Bản ghi này không nằm trong danh sách chờ.", "Tải lại danh sách rồi chọn lại.")
        if not target.is_cause:
            words = "Bản ghi này đọc được; nó chỉ chờ một bản ghi đứng trước."
            raise Refused("not-the-cause", words, "Chọn bản ghi gây ra việc chờ.")
        if len(reason.strip()) < LEAST_REASON:
            raise Refused("reason-missing", "Cần ghi rõ lý do bỏ qua bản ghi.", "Viết lý do, ít nhất 10 ký tự.")
        tx.become(replace(tx.me, office=office))
        tx.append(f"parked:{event_id}", ParkedPassed(target.stream_id, reason.strip()), by)
        tx.touch("parked")

    store.write(work)


def _one(tx: Transaction, office: str, stream_id: str) -> ParkedEvent:
    found = parking.parked_events(tx.conn, office, stream_id, 1)
    if not found:
        raise Refused("not-parked", "Dòng này không còn bản ghi nào chờ.", "Tải lại danh sách.")
    return found[0]
