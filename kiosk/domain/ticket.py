"""A ticket's state: a fold over its events, the same on every node whatever the order of arrival (R5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from kiosk.domain import facts
from kiosk.domain.event import Event

WAITING, CALLED, SERVING, HELD = "waiting", "called", "serving", "held"
SERVED, ABSENT, VOIDED, EXPIRED = "served", "absent", "voided", "expired"
AT_COUNTER = frozenset({CALLED, SERVING, HELD})
ENDED = frozenset({SERVED, VOIDED, EXPIRED})
"""Nothing may follow these; an absent citizen may still come back."""

NOT_PRINTED, PRINTING, PRINTED, UNPRINTED = "not_printed", "printing", "printed", "unprinted"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a ticket: the claim that won it, where, when (ms) and by which branch of R7.

    `seq` is its place in the chain of the station that decided: calls of one millisecond keep their order.
    """

    claim_id: str
    counter: int
    station: str
    at: int
    branch: str
    reason: str
    field: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as its events tell it. Times are milliseconds since 1970, 0 = has not happened.

    `owner` is the one station that may have it called ("" while in transit to `transit_to`), and only in the
    incarnation that took it, `owner_incarnation` (R6); `holder` the station whose counter has the citizen.
    """

    id: str
    office: str
    station: str
    incarnation: str
    service_day: str
    number: str
    letter: str
    series: str
    ordinal: int
    field: str
    priority: str
    procedure: str
    appointment_at: int
    issued_at: int
    queued_at: int
    state: str = WAITING
    paper: str = NOT_PRINTED
    owner: str = ""
    owner_incarnation: str = ""
    transit_to: str = ""
    handoff: int = 0
    holder: str = ""
    counter: int = 0
    to_counter: int = 0
    called_at: int = 0
    announced_at: int = 0
    started_at: int = 0
    ended_at: int = 0
    recalls: int = 0
    transfers: int = 0
    reason: str = ""
    conflict: str = ""
    version: int = 0
    calls: tuple[Call, ...] = ()


def stream_of(ticket_id: str) -> str:
    """The stream of a ticket's events."""
    return f"ticket:{ticket_id}"


def fold(events: Iterable[Event]) -> Ticket | None:
    """The state that a set of one ticket's events gives; None while `ticket.issued` has not arrived.

    Raises NotUnderstood when an event's body cannot be read: the caller parks it.
    """
    unique = {e.event_id: e for e in events}
    line = sorted(unique.values(), key=lambda e: (e.stream_ver, e.event_id))
    first = next((e for e in line if e.type == facts.TicketIssued.type), None)
    if first is None:
        return None
    ticket = _born(first)
    for event in line:
        if event is not first and (apply := _APPLY.get(event.type)):
            ticket = apply(ticket, facts.from_body(event.type, event.schema_ver, event.body), event)
    return replace(ticket, version=line[-1].stream_ver)


def _born(event: Event) -> Ticket:
    fact = facts.from_body(event.type, event.schema_ver, event.body)
    assert isinstance(fact, facts.TicketIssued)
    return Ticket(
        id=event.stream_id.partition(":")[2],
        office=event.office,
        station=event.station,
        incarnation=event.incarnation,
        service_day=fact.service_day,
        number=fact.number,
        letter=fact.letter,
        series=fact.series,
        ordinal=fact.ordinal,
        field=fact.field,
        priority=fact.priority,
        procedure=fact.procedure,
        appointment_at=fact.appointment_at,
        issued_at=event.at,
        queued_at=event.at,
        owner=event.station,
        owner_incarnation=event.incarnation,
    )


def _clash(t: Ticket, what: str) -> str:
    return t.conflict or what


def _has(t: Ticket, e: Event) -> bool:
    """Whether the citizen is at the counter that speaks: of two counters that won one ticket, one holds it."""
    return t.state in AT_COUNTER and e.station == t.holder


def _issued_again(t: Ticket, _f: Any, _e: Event) -> Ticket:
    return replace(t, conflict=_clash(t, "issued_twice"))


def _handed_over(t: Ticket, f: Any, _e: Event) -> Ticket:
    if f.handoff <= t.handoff:
        return t
    return replace(t, owner="", owner_incarnation="", transit_to=f.to, handoff=f.handoff)


def _accepted(t: Ticket, f: Any, e: Event) -> Ticket:
    if f.handoff != t.handoff or e.station != t.transit_to:
        return t
    return replace(t, owner=e.station, owner_incarnation=e.incarnation, transit_to="")


def _called(t: Ticket, f: Any, e: Event) -> Ticket:
    call = Call(f.claim_id, f.counter, f.to, e.at, f.branch, f.reason, t.field, e.seq)
    if any(c.claim_id == f.claim_id for c in t.calls):
        return t
    t = replace(t, calls=(*t.calls, call))
    if t.state in AT_COUNTER:
        return replace(t, conflict=_clash(t, "called_twice"))
    if t.state == SERVED:
        return replace(t, conflict=_clash(t, "called_after_served"))
    return replace(
        t,
        conflict=_clash(t, f"called_after_{t.state}") if t.state in ENDED else t.conflict,
        state=CALLED,
        owner=f.to,
        owner_incarnation="",
        transit_to="",
        holder=f.to,
        counter=f.counter,
        called_at=e.at,
        announced_at=e.at,
        started_at=0,
        ended_at=0,
        recalls=0,
        reason=f.reason,
    )


def _recalled(t: Ticket, _f: Any, e: Event) -> Ticket:
    if t.state != CALLED or e.station != t.holder:
        return t
    return replace(t, recalls=t.recalls + 1, announced_at=e.at)


def _started(t: Ticket, _f: Any, e: Event) -> Ticket:
    return replace(t, state=SERVING, started_at=e.at) if t.state == CALLED and e.station == t.holder else t


def _served(t: Ticket, f: Any, e: Event) -> Ticket:
    if t.state == SERVED:
        return replace(t, conflict=_clash(t, "served_twice"))
    return replace(t, state=SERVED, counter=f.counter, started_at=t.started_at or e.at, ended_at=e.at)


def _absent(t: Ticket, _f: Any, e: Event) -> Ticket:
    return replace(t, state=ABSENT, ended_at=e.at) if _has(t, e) else t


def _held(t: Ticket, f: Any, e: Event) -> Ticket:
    return replace(t, state=HELD, reason=f.reason) if _has(t, e) else t


def _resumed(t: Ticket, _f: Any, e: Event) -> Ticket:
    if t.state != HELD or e.station != t.holder:
        return t
    return replace(t, state=SERVING, started_at=t.started_at or e.at, reason="")


def _transferred(t: Ticket, f: Any, e: Event) -> Ticket:
    if not _has(t, e) or f.handoff <= t.handoff:
        return t
    return replace(
        t,
        state=WAITING,
        field=f.to_field or t.field,
        to_counter=f.to_counter,
        owner="",
        owner_incarnation="",
        transit_to=f.to,
        handoff=f.handoff,
        holder="",
        counter=0,
        transfers=t.transfers + 1,
        reason=f.reason,
    )


def _paper(state: str) -> Callable[[Ticket, Any, Event], Ticket]:
    def apply(t: Ticket, _f: Any, _e: Event) -> Ticket:
        return t if t.paper == PRINTED and state == UNPRINTED else replace(t, paper=state)

    return apply


def _voided(t: Ticket, f: Any, e: Event) -> Ticket:
    if t.state in AT_COUNTER:
        return replace(t, conflict=_clash(t, "voided_while_called"))
    return t if t.state == SERVED else replace(t, state=VOIDED, reason=f.reason, ended_at=e.at)


def _expired(t: Ticket, _f: Any, e: Event) -> Ticket:
    return replace(t, state=EXPIRED, ended_at=e.at) if t.state not in ENDED else t


_APPLY: dict[str, Callable[[Ticket, Any, Event], Ticket]] = {
    facts.TicketIssued.type: _issued_again,
    facts.TicketHandedOver.type: _handed_over,
    facts.TicketAccepted.type: _accepted,
    facts.TicketCalled.type: _called,
    facts.TicketRecalled.type: _recalled,
    facts.TicketStarted.type: _started,
    facts.TicketServed.type: _served,
    facts.TicketAbsent.type: _absent,
    facts.TicketHeld.type: _held,
    facts.TicketResumed.type: _resumed,
    facts.TicketTransferred.type: _transferred,
    facts.TicketPrinting.type: _paper(PRINTING),
    facts.TicketPrinted.type: _paper(PRINTED),
    facts.TicketUnprinted.type: _paper(UNPRINTED),
    facts.TicketVoided.type: _voided,
    facts.TicketExpired.type: _expired,
}
