"""A counter that obeyed a replaced hub without knowing it says so (queue-rules R4, I9), because nobody else can.

A counter that answered the roll call has told all it did before, and obeyed nobody lower since. One that was declared
switched off and was not, or whose file was put back, comes to the new epoch by meeting its hub: what it called under
the old one meanwhile has no force, and the lead must read of it by name.
"""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.domain import facts
from kiosk.domain.event import Event
from kiosk.services import promotion
from kiosk.services.serving import vouch_for
from kiosk.store import accounts, tickets
from kiosk.store.store import Store, Transaction

COUNTER, ANSWERED = "counter", "roll.answered"


def answered(tx: Transaction, epoch: int) -> None:
    """This counter has answered the roll call for `epoch`."""
    accounts.put_setting(tx.conn, ANSWERED, str(epoch))


def obeyed_calls(store: Store, events: Iterable[Event]) -> frozenset[str]:
    """The claims of this counter whose calls count here before `events` are recorded; none unless they tell of a
    take-over."""
    me = store.me
    if me.kind != COUNTER or not any(e.type == facts.TicketTakenOver.type for e in events):
        return frozenset()
    return frozenset(one.claim_id for _, one in store.read(lambda conn: tickets.calls_to(conn, me.office, me.station)))


def own_up(tx: Transaction, before: frozenset[str]) -> int:
    """Vouches for those of the calls `before` that a take-over has just deprived of their force; returns how many.
    Runs in the transaction that recorded it."""
    if not before:
        return 0
    tx.flush()
    if accounts.get_setting(tx.conn, ANSWERED) == str(promotion.epoch(tx.conn, tx.me.office)):
        return 0
    overruled = tickets.calls_to(tx.conn, tx.me.office, tx.me.station, fenced=True)
    known = [(ticket_id, one) for ticket_id, one in overruled if one.claim_id in before]
    for ticket_id, one in known:
        vouch_for(tx, ticket_id, one)
    return len(known)
