"""Variants of the code with one fault each, which the invariants must catch: proof that they can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from office import OFFICE
from sqlalchemy import update

from kiosk.domain import facts
from kiosk.domain.ticket import HELD, Ticket, stream_of
from kiosk.services import issuing
from kiosk.store import tickets
from kiosk.store.schema import claim_won, ticket
from kiosk.store.store import Store, Transaction


def _shared_series(*_: object, **__: object) -> str:
    return "B"


def _careless(conn: Any, claim_id: str, chosen: Ticket, at: int) -> None:
    """Notes the claim without asking whether the ticket is still free."""
    conn.execute(
        claim_won.insert(),
        {"claim_id": claim_id, "ticket_id": chosen.id, "ticket_version": -int(claim_id[-12:], 16), "at": at},
    )
    conn.execute(update(ticket).where(ticket.c.id == chosen.id).values(state="called"))


def _any_line(conn: Any, office: str, day: str, *, owner: object = None, **fits: Any) -> list[Ticket]:
    """The line as it stood before the last call: a claim that reads first and sets later."""
    now = _line(conn, office, day, owner=owner, **fits)
    called = [t for t in tickets.announced(conn, office, day, 1) if t.state in ("called", "serving", HELD)]
    return now or [replace(t, state="waiting") for t in called]


def _take_back(store: Store, hub: str) -> int:
    """A giver without an answer takes its tickets back."""

    def work(tx: Transaction) -> int:
        unanswered = [t for t in tickets.in_transit_to(tx.conn, (OFFICE, hub, "")) if t.station == tx.me.station]
        for t in unanswered:
            tx.append(stream_of(t.id), facts.TicketHandedOver(tx.me.station, t.handoff + 1), "timeout")
            tx.append(stream_of(t.id), facts.TicketAccepted(t.handoff + 1), "timeout")
        return len(unanswered)

    return store.write(work) or _hand_over(store, hub)


_line, _hand_over = tickets.line, issuing.hand_over
BROKEN: dict[str, tuple[tuple[str, Any], ...]] = {
    "shared-series": (("kiosk.store.numbers.own_series", _shared_series),),
    "claim-not-compare-and-set": (
        ("kiosk.store.tickets.win_claim", _careless),
        ("kiosk.store.tickets.line", _any_line),
    ),
    "timeout-takes-back": (("kiosk.services.issuing.hand_over", _take_back),),
}


@contextmanager
def variant(name: str) -> Iterator[None]:
    """The code with this fault in it; "" for the code as it is."""
    patches = [patch(where, broken) for where, broken in BROKEN[name]] if name else []
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()
