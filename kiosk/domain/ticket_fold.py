"""From a ticket's events to its state: the same on every node whatever the order of arrival (queue-rules R5).

Served dominates called dominates waiting; the paper dominates a call (R3); a take-over ends what an older epoch decided
without the roll call knowing it (R4). What contradicts itself becomes a visible clash; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from kiosk.domain import facts
from kiosk.domain.event import Event
from kiosk.domain.fencing import fences, nobody_came
from kiosk.domain.ticket import (
    ABSENT,
    AT_COUNTER,
    CALLED,
    ENDED,
    EXPIRED,
    HELD,
    JOINED,
    PRINTED,
    PRINTING,
    SERVED,
    SERVING,
    UNPRINTED,
    VOIDED,
    WAITING,
    Call,
    Clash,
    Ticket,
)


def fold(events: Iterable[Event]) -> Ticket | None:
    """The state that a set of one ticket's events gives; None while neither its birth nor its paper has come to light.

    Raises NotUnderstood when an event's body cannot be read: the caller parks it.
    """
    line = _in_order(events)
    read = [(e, facts.from_body(e.type, e.schema_ver, e.body)) for e in line if e.type in _APPLY]
    birth = next((pair for pair in read if isinstance(pair[1], facts.TicketIssued)), None)
    birth = birth or next((pair for pair in read if _tells_who(pair[1])), None)
    if birth is None:
        return None
    ticket = _born(*birth)
    takeovers = [f for _, f in read if isinstance(f, facts.TicketTakenOver)]
    for n, (e, f) in enumerate(read, 1):
        if e is birth[0] and isinstance(f, facts.TicketIssued):
            continue
        if isinstance(f, facts.TicketCalled) and (over := fences(f, takeovers)):
            ticket = _fenced(ticket, f, e, over)
        elif isinstance(f, facts.TicketAttested) and fences(f, takeovers):
            ticket = _obeyed_in_vain(ticket, f, e, came=not nobody_came(e.station, read[n:]))
        else:
            ticket = _APPLY[e.type](ticket, f, e)
    settled = {event_id for _, f in read if isinstance(f, facts.TicketSettled) for event_id in f.covers}
    open_ = next((c.code for c in ticket.clashes if c.event_id not in settled), "")
    return replace(ticket, version=line[-1].stream_ver, conflict=open_)


def _in_order(events: Iterable[Event]) -> list[Event]:
    """Each event once, in the stream's order. Of one that a renewed station has told again (R6), every node takes the
    same copy."""
    unique: dict[str, Event] = {}
    for e in sorted(events, key=lambda e: (e.station, e.incarnation)):
        unique.setdefault(e.event_id, e)
    return sorted(unique.values(), key=lambda e: (e.stream_ver, e.event_id))


def _tells_who(f: facts.Fact) -> bool:
    """Whether a counter's word stands in for a birth unheard of (R2, R3)."""
    return isinstance(f, facts.TicketPresented) or (isinstance(f, facts.TicketAttested) and bool(f.number))


def _born(e: Event, f: Any) -> Ticket:
    name = e.stream_id.partition(":")[2]
    if not isinstance(f, facts.TicketIssued):
        return Ticket(
            id=name, office=e.office, station="", incarnation="", service_day=f.service_day, number=f.number,
            letter="", series="", ordinal=0, field=getattr(f, "field", ""), priority="", procedure="", appointment_at=0,
            issued_at=0, queued_at=e.at,
        )  # fmt: skip
    return Ticket(
        id=name, office=e.office, station=e.station, incarnation=e.incarnation, service_day=f.service_day,
        number=f.number, letter=f.letter, series=f.series, ordinal=f.ordinal, field=f.field, priority=f.priority,
        procedure=f.procedure, appointment_at=f.appointment_at, issued_at=e.at, queued_at=e.at,
        owner=e.station, owner_incarnation=e.incarnation, owned_seq=e.seq,
    )  # fmt: skip


def _fenced(t: Ticket, f: facts.TicketCalled, e: Event, by: list[facts.TicketTakenOver]) -> Ticket:
    """Kept for the eye. A counter declared switched off had won a call: answered wrongly, and a lead must hear it."""
    if all(c.claim_id != f.claim_id for c in t.calls):
        t = replace(t, calls=(*t.calls, replace(_call(t, f, e), fenced=1)))
    return _clash(t, "called_while_declared_off", e) if any(f.to in over.absent for over in by) else t


def _obeyed_in_vain(t: Ticket, f: facts.TicketAttested, e: Event, *, came: bool) -> Ticket:
    """The counter itself says that it had called whom a later epoch's hub took for waiting. Where nobody `came` to it,
    that hub was right."""
    if all(c.claim_id != f.claim_id for c in t.calls):
        t = replace(t, calls=(*t.calls, _vouched(t, f, e, 1)))
    return _clash(t, "called_under_old_epoch", e) if came else t


def _call(t: Ticket, f: facts.TicketCalled, e: Event) -> Call:
    return Call(f.claim_id, f.counter, f.to, e.at, f.branch, f.reason, t.field, e.seq, f.epoch)


def _vouched(t: Ticket, f: facts.TicketAttested, e: Event, fenced: int = 0) -> Call:
    return Call(f.claim_id, f.counter, e.station, e.at, f.branch, "", t.field, e.seq, f.epoch, fenced)


def _won(t: Ticket, call: Call) -> Ticket:
    """A call more. One of no force may bear its id: the counter asked the next hub with the same question."""
    return replace(t, calls=(*(c for c in t.calls if c.claim_id != call.claim_id), call))


def _clash(t: Ticket, code: str, e: Event) -> Ticket:
    return replace(t, clashes=(*t.clashes, Clash(code, e.event_id)))


def _has(t: Ticket, e: Event) -> bool:
    """Whether the citizen is at the counter that speaks: of two counters that won one ticket, one holds it."""
    return t.state in AT_COUNTER and e.station == t.holder


def _issued_again(t: Ticket, _f: Any, e: Event) -> Ticket:
    return _clash(t, "issued_twice", e)


def _handed_over(t: Ticket, f: Any, _e: Event) -> Ticket:
    if f.handoff <= t.handoff:
        return t
    return replace(
        t, owner="", owner_incarnation="", transit_to=f.to, transit_incarnation=f.to_incarnation, handoff=f.handoff
    )


def _accepted(t: Ticket, f: Any, e: Event) -> Ticket:
    if f.handoff != t.handoff or e.station != t.transit_to or t.transit_incarnation not in ("", e.incarnation):
        return t
    return replace(t, owner=e.station, owner_incarnation=e.incarnation, owned_seq=e.seq, transit_to="")


def _taken_over(t: Ticket, f: Any, e: Event) -> Ticket:
    if f.epoch < t.epoch or (f.epoch == t.epoch and f.handoff <= t.handoff):
        return t
    t = replace(t, epoch=f.epoch)
    if t.state not in (WAITING, ABSENT):
        return t
    return replace(
        t, handoff=max(f.handoff, t.handoff), transit_to="", owner=e.station, owner_incarnation=e.incarnation,
        owned_seq=e.seq,
    )  # fmt: skip


def _surrendered(t: Ticket, _f: Any, e: Event) -> Ticket:
    if (t.owner, t.owner_incarnation) != (e.station, e.incarnation):
        return t
    return replace(t, owner="", owner_incarnation="")


def _called(t: Ticket, f: Any, e: Event) -> Ticket:
    if t.was_called_by(f.claim_id):
        return t
    t = _won(t, _call(t, f, e))
    if t.by_paper and t.state in (*AT_COUNTER, SERVED):
        return t
    if t.state in AT_COUNTER:
        return _clash(t, "called_twice", e)
    if t.state == SERVED:
        return _clash(t, "called_after_served", e)
    if t.state in ENDED:
        t = _clash(t, f"called_after_{t.state}", e)
    return replace(
        t, state=CALLED, owner=f.to, owner_incarnation="", transit_to="", holder=f.to, counter=f.counter, by_paper=0,
        called_at=e.at, announced_at=e.at, started_at=0, ended_at=0, recalls=0, reason=f.reason,
    )  # fmt: skip


def _attested(t: Ticket, f: Any, e: Event) -> Ticket:
    """The call that its counter vouches for, unless it is known; the citizen may be at a counter by the paper (R3)."""
    there = _has(t, e) or (t.by_paper and t.state in (*AT_COUNTER, SERVED))
    if t.was_called_by(f.claim_id) or not (there or t.state in (WAITING, ABSENT)):
        return t
    t = _won(t, _vouched(t, f, e))
    return t if there else replace(
        t, state=CALLED, owner=e.station, owner_incarnation="", transit_to="", holder=e.station, counter=f.counter,
        called_at=e.at, announced_at=t.announced_at or e.at, started_at=0, ended_at=0,
    )  # fmt: skip


def _presented(t: Ticket, f: Any, e: Event) -> Ticket:
    if t.state in (SERVED, VOIDED, JOINED):
        return t
    return replace(
        t, state=SERVING, holder=e.station, counter=f.counter, owner=e.station, owner_incarnation="", transit_to="",
        by_paper=1, called_at=t.called_at or e.at, started_at=e.at, ended_at=0,
    )  # fmt: skip


def _joined(t: Ticket, f: Any, e: Event) -> Ticket:
    return replace(t, state=JOINED, reason=f.into, ended_at=e.at) if not t.station else t


def _recalled(t: Ticket, _f: Any, e: Event) -> Ticket:
    if t.state != CALLED or e.station != t.holder:
        return t
    return replace(t, recalls=t.recalls + 1, announced_at=e.at)


def _started(t: Ticket, _f: Any, e: Event) -> Ticket:
    return replace(t, state=SERVING, started_at=e.at) if t.state == CALLED and e.station == t.holder else t


def _served(t: Ticket, f: Any, e: Event) -> Ticket:
    if t.state == SERVED:  # the same counter tells it again after its file was put back (R6)
        again = (e.station, f.counter) == (t.holder, t.counter)
        return t if again else _clash(t, "served_twice", e)
    return replace(t, state=SERVED, holder=e.station, counter=f.counter, started_at=t.started_at or e.at, ended_at=e.at)


def _absent(t: Ticket, _f: Any, e: Event) -> Ticket:
    return replace(t, state=ABSENT, ended_at=e.at) if _has(t, e) else t


def _held(t: Ticket, f: Any, e: Event) -> Ticket:
    return replace(t, state=HELD, reason=f.reason) if _has(t, e) else t


def _resumed(t: Ticket, _f: Any, e: Event) -> Ticket:
    if t.state != HELD or e.station != t.holder:
        return t
    return replace(t, state=SERVING, started_at=t.started_at or e.at, reason="")


def _transferred(t: Ticket, f: Any, e: Event) -> Ticket:
    if not _has(t, e):
        return t
    return replace(  # who was shown the paper unheard may have passed it on with the same handoff, before this call
        t, state=WAITING, field=f.to_field or t.field, to_counter=f.to_counter, owner="", owner_incarnation="",
        transit_to=f.to, transit_incarnation=f.to_incarnation, handoff=max(f.handoff, t.handoff), holder="", counter=0,
        transfers=t.transfers + 1, reason=f.reason, by_paper=0,
    )  # fmt: skip


def _paper(state: str) -> Callable[[Ticket, Any, Event], Ticket]:
    def apply(t: Ticket, _f: Any, _e: Event) -> Ticket:
        return t if t.paper == PRINTED and state == UNPRINTED else replace(t, paper=state)

    return apply


def _voided(t: Ticket, f: Any, e: Event) -> Ticket:
    if t.state in AT_COUNTER:
        return _clash(t, "voided_while_called", e)
    return t if t.state == SERVED else replace(t, state=VOIDED, reason=f.reason, ended_at=e.at)


def _expired(t: Ticket, _f: Any, e: Event) -> Ticket:
    return replace(t, state=EXPIRED, ended_at=e.at) if t.state not in ENDED else t


def _priority_confirmed(t: Ticket, f: Any, e: Event) -> Ticket:
    """Whoever saw the papers last is believed, wherever the ticket stands by now: it is said of the person."""
    return replace(t, priority=f.priority, priority_by=e.actor)


_APPLY: dict[str, Callable[[Ticket, Any, Event], Ticket]] = {
    facts.TicketIssued.type: _issued_again,
    facts.TicketHandedOver.type: _handed_over,
    facts.TicketAccepted.type: _accepted,
    facts.TicketTakenOver.type: _taken_over,
    facts.TicketSurrendered.type: _surrendered,
    facts.TicketAttested.type: _attested,
    facts.TicketCalled.type: _called,
    facts.TicketPresented.type: _presented,
    facts.TicketJoined.type: _joined,
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
    facts.TicketSettled.type: lambda t, _f, _e: t,
    facts.TicketPriorityConfirmed.type: _priority_confirmed,
}
