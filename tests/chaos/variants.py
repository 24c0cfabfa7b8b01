"""Variants of the code with one fault each, which the invariants must catch: proof that they can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from disk import FakeDatabase
from memory import remembering
from sqlalchemy import bindparam, select, update

from kiosk.domain import facts
from kiosk.domain.event import Event
from kiosk.domain.order import choose_next
from kiosk.domain.ticket import HELD, Ticket, stream_of
from kiosk.services import issuing, promotion
from kiosk.store import duties, tickets
from kiosk.store.schema import claim_won, ticket
from kiosk.store.store import Store, Transaction
from sync.client import Away

Patch = tuple[str, Any]


def _shared_series(*_: object, **__: object) -> str:
    return "B"


def _same_life(_conn: object, me: Any, *_: object) -> Any:
    return me


def _no_new_life(*_: object) -> None:
    raise Away("fork", "Nhật ký đã rẽ nhánh.")


def _take_back(store: Store, hub: str) -> int:
    """A giver without an answer takes its tickets back."""

    def work(tx: Transaction) -> int:
        mine = (ticket.c.state == "waiting", ticket.c.transit_to == hub, ticket.c.station == tx.me.station)
        unanswered = tx.conn.execute(select(ticket.c.id, ticket.c.handoff).where(*mine)).all()
        for t in unanswered:
            taken = facts.TicketHandedOver(tx.me.station, t.handoff + 1, tx.me.incarnation)
            tx.append(stream_of(t.id), taken, "timeout")
            tx.append(stream_of(t.id), facts.TicketAccepted(t.handoff + 1), "timeout")
        return len(unanswered)

    return store.write(work) or _hand_over(store, hub)


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


def _nobody(*_: object) -> tuple[()]:
    return ()


def _unfenced(*_: object) -> None:
    return None


def _obedient(store: Store, new: int, hub: str, incarnation: str) -> bool:
    """Obeys whoever says that it serves."""
    told = duties.Duty(new, hub, incarnation)
    return _adopt(store, new, hub, incarnation) or bool(store.write(lambda tx: promotion.keep(tx, told)))


def _no_streaks(*_: object) -> dict[str, int]:
    return {}


def _without_appointments(waiting: Iterable[Ticket], *wish: Any) -> Any:
    return choose_next([replace(t, appointment_at=0) for t in waiting], *wish)


def _sure_of_itself(store: Store, *, standby: bool, has_others: bool) -> Any:
    return _begin_duty(store, standby=standby, has_others=False)


def _as_it_came(events: Iterable[Event]) -> list[Event]:
    return [*{e.event_id: e for e in events}.values()]


def _before_the_commit(database: FakeDatabase, *wish: Any) -> Any:
    """Answers when the work is done and lets the disk follow at the next commit: a crash between loses it."""
    disk = database._disk
    disk.lags = disk.image()
    return _write(database, *wish)


_BY_ANY_LIFE = ticket.c.owner == bindparam("owner")
_OWNED_BY_ANY_LIFE = tickets._OF_OFFICE.where(ticket.c.state == "waiting", _BY_ANY_LIFE)
_LINES_OF_ANY_LIFE = {
    **tickets._LINES,
    (False, True): tickets._OF_DAY.where(_BY_ANY_LIFE),
    (True, True): tickets._OF_DAY.where(tickets._FITS, _BY_ANY_LIFE),
}
_line, _hand_over, _write = tickets.line, issuing.hand_over, FakeDatabase.write
_begin_duty, _adopt = promotion.begin_duty, promotion.adopt
BROKEN: dict[str, tuple[Patch, ...]] = {
    "shared-series": (("kiosk.store.numbers.own_series", _shared_series),),
    "restore-keeps-incarnation": (
        ("kiosk.store.opening._renewed", _same_life),
        ("sync.forking.Forking.renew", _no_new_life),
    ),
    "timeout-takes-back": (("kiosk.services.issuing.hand_over", _take_back), ("sync.station.hand_over", _take_back)),
    "promotion-without-roll-call": (("kiosk.services.rollcall._entries", _nobody),),
    "no-epoch-fencing": (
        ("sync.server.fence._Fence._judge", _unfenced),
        ("sync.meeting.adopt", _obedient),
    ),
    "restore-keeps-ownership": (
        ("kiosk.store.tickets._OWNED", _OWNED_BY_ANY_LIFE),
        ("kiosk.store.tickets._LINES", _LINES_OF_ANY_LIFE),
    ),
    "no-return": (("kiosk.services.promotion.begin_duty", _sure_of_itself),),
    "claim-not-compare-and-set": (
        ("kiosk.store.claims.win", _careless),
        ("kiosk.store.tickets.line", _any_line),
    ),
    "answers-before-commit": (("disk.FakeDatabase.write", _before_the_commit),),
    "priority-without-end": (("kiosk.services.calling.streaks", _no_streaks),),
    "appointment-forgotten": (("kiosk.services.calling.choose_next", _without_appointments),),
    "twins-unheard": (("sync.twins.Twins.heard", _unfenced),),
    "nothing-carried": (("sync.claiming.owe", _unfenced),),
    "fold-by-arrival": (("kiosk.domain.ticket_fold._in_order", _as_it_came),),
}


@contextmanager
def variant(name: str, *, forgetful: bool = False) -> Iterator[None]:
    """The code with this fault in it; "" for the code as it is, remembering what it has worked out unless it is
    `forgetful`."""
    with ExitStack() as stack:
        if not name and not forgetful:
            stack.enter_context(remembering())
        for where, broken in BROKEN[name] if name else ():
            stack.enter_context(patch(where, broken))
        yield
