"""A forked database goes on under a new incarnation (queue-rules R6): it owns no ticket and has no number series.

A fork shows when a server holds another history of this chain than this file: a cloned disk, or an old copy that was
put back by hand. What the server has not acknowledged is told again, the same facts under the same `event_id`.
"""

from __future__ import annotations

import logging

from kiosk.domain import facts
from kiosk.domain.event import Event
from kiosk.domain.ticket import stream_of
from kiosk.store import aside, tickets
from kiosk.store.journal import Origin
from kiosk.store.store import Identity, Store, Transaction, renew_identity

log = logging.getLogger(__name__)


def renew(store: Store, acked_through: int, cause: str = "fork") -> Identity:
    """Gives the open store a new incarnation; its own events after `acked_through` move into it, and what stands in
    their place here is kept aside, whole. Returns who writes here from now on, which `store.me` says, too.

    `acked_through` is what a server has acknowledged of this chain: so far both histories are one.
    """
    old = store.me

    def work(tx: Transaction) -> Identity:
        tail = aside.set_aside(tx.conn, old.origin, acked_through, tx.now)
        tx.become(renew_identity(tx.conn, old, tx.now))
        tx.append(f"station:{old.station}", facts.StationRenewed(old.incarnation, cause), "station")
        _tell_again(tx, tail)
        return tx.me

    store.write(work)
    log.critical("%s: %s after %d, told again under %s", old.origin, cause, acked_through, store.me.incarnation)
    return store.me


def part(store: Store, former: Origin, acked_through: int) -> bool:
    """What this file wrote in a `former` life after `acked_through` is told again by its present one, because a server
    holds another history of that life: a twin's, where an old copy was put back before the two had parted. False where
    there is nothing to tell again."""

    def work(tx: Transaction) -> bool:
        tail = aside.set_aside(tx.conn, former, acked_through, tx.now)
        _tell_again(tx, tail)
        return bool(tail)

    parted = store.write(work)
    if parted:
        log.critical("%s forked after %d, told again under %s", former, acked_through, store.me.incarnation)
    return parted


def _tell_again(tx: Transaction, tail: list[Event]) -> None:
    """The same facts at the end of the present chain, and no ticket comes with them (R6)."""
    for event in tail:
        tx.repeat(event)
    tx.flush()
    told = {event.stream_id for event in tail}
    for t in tickets.owned(tx.conn, tx.me.origin):
        if stream_of(t.id) in told:
            tx.append(stream_of(t.id), facts.TicketSurrendered(), "station")
