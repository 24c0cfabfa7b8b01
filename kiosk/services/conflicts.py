"""Conflicts that a merge has brought to light (queue-rules R5): shown until a lead says how each stands."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import facts
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.domain.ticket_fold import fold
from kiosk.domain.trouble import Refused
from kiosk.store import journal, tickets
from kiosk.store.store import Snapshot, Store, Transaction


@dataclass(frozen=True, slots=True)
class Conflict:
    """A ticket whose events contradict each other. `parties` are the counters and stations concerned, as
    `quầy 2 (counter-2)`; `clashes` the ids of the unsettled events."""

    ticket: Ticket
    parties: tuple[str, ...]
    clashes: tuple[str, ...]


def conflicts(store: Store) -> tuple[Conflict, ...]:
    """Every unsettled conflict of the office, oldest ticket first."""

    def work(conn: Snapshot) -> tuple[Conflict, ...]:
        found = tickets.in_conflict(conn, store.me.office)
        return tuple(_conflict(conn, t) for t in found)

    return store.read(work)


def settle(store: Store, ticket_id: str, note: str, actor: str) -> Ticket:
    """The lead has looked and says how it stands; what comes to light later is shown anew. Raises Refused without a
    note, or when nothing is open."""
    if not note.strip():
        raise Refused("note-missing", "Chưa ghi kết luận.", "Ghi ngắn gọn đã kiểm tra gì, với ai.")

    def work(tx: Transaction) -> Ticket:
        found = tickets.get(tx.conn, tx.me.office, ticket_id)
        if found is None or not found.conflict:
            raise Refused("conflict-none", "Phiếu này không còn mâu thuẫn nào.", "Tải lại trang.")
        tx.append(stream_of(ticket_id), facts.TicketSettled(note.strip(), _conflict(tx.conn, found).clashes), actor)
        tx.flush()
        after = tickets.get(tx.conn, tx.me.office, ticket_id)
        assert after is not None
        return after

    return store.write(work)


def _conflict(conn: Snapshot, t: Ticket) -> Conflict:
    events = list(journal.load_streams(conn, [(t.office, stream_of(t.id))]))
    whole = fold(events) or t
    calls = [f"quầy {c.counter} ({c.station})" for c in whole.calls]
    hands = [f"{e.station}" for e in events if e.type in (facts.TicketServed.type, facts.TicketPresented.type)]
    named = [name for name in hands if not any(f"({name})" in call for call in calls)]
    return Conflict(whole, tuple(dict.fromkeys([*calls, *named])), tuple(c.event_id for c in whole.clashes))
