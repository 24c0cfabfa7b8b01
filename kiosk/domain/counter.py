"""A counter's state today: open, paused or closed, by whom, for which fields. A fold, as tickets are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.domain import facts
from kiosk.domain.event import Event

OPEN, PAUSED, CLOSED = "open", "paused", "closed"


@dataclass(frozen=True, slots=True)
class CounterState:
    """Who sits at a counter. `since` is milliseconds since 1970 of the last change of `state`."""

    id: str
    office: str
    number: int
    station: str
    state: str = CLOSED
    staff: str = ""
    staff_name: str = ""
    fields: tuple[str, ...] = ()
    reason: str = ""
    since: int = 0
    version: int = 0


def stream_of(number: int) -> str:
    """The stream of a counter's events within its office."""
    return f"counter:{number}"


def fold(events: Iterable[Event]) -> CounterState | None:
    """The state that a set of one counter's events gives; None for no events. Raises NotUnderstood."""
    line = sorted({e.event_id: e for e in events}.values(), key=lambda e: (e.stream_ver, e.event_id))
    state: CounterState | None = None
    for event in line:
        fact = facts.from_body(event.type, event.schema_ver, event.body)
        number = int(event.stream_id.partition(":")[2])
        state = state or CounterState(event.stream_id, event.office, number, event.station)
        state = replace(_applied(state, fact, event), version=event.stream_ver)
    return state


def _applied(state: CounterState, fact: facts.Fact, event: Event) -> CounterState:
    match fact:
        case facts.CounterOpened():
            return replace(
                state,
                state=OPEN,
                station=event.station,
                staff=fact.staff,
                staff_name=fact.staff_name,
                fields=fact.fields,
                reason="",
                since=event.at,
            )
        case facts.CounterPaused():
            return replace(state, state=PAUSED, reason=fact.reason, since=event.at)
        case facts.CounterResumed():
            return replace(state, state=OPEN, reason="", since=event.at)
        case facts.CounterClosed():
            return replace(state, state=CLOSED, staff="", staff_name="", fields=(), reason="", since=event.at)
        case _:
            return state
