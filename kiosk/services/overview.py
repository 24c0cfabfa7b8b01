"""What screens read: queues, the line, the board, the day."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.counter import OPEN, CounterState
from kiosk.domain.estimate import Spread, estimate
from kiosk.domain.event import Event
from kiosk.domain.number import parse_number
from kiosk.domain.office import Office
from kiosk.domain.order import line_up
from kiosk.domain.qr import parse_qr_text
from kiosk.domain.ticket import ABSENT, CALLED, HELD, SERVED, SERVING, VOIDED, WAITING, Ticket, stream_of
from kiosk.services.calling import streaks
from kiosk.services.days import serving_day
from kiosk.services.heartbeats import StationSeen, seen_in
from kiosk.store import journal, reports, tickets
from kiosk.store.counters import counter_states
from kiosk.store.store import Snapshot, Store


@dataclass(frozen=True, slots=True)
class FieldQueue:
    """How a field stands: people waiting, minutes for a newcomer (None = not known), counters that serve it now."""

    field: str
    waiting: int
    low: int | None
    high: int | None
    counters_open: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a fresh ticket may be told."""

    people: int
    low: int | None
    high: int | None
    area: str
    counters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in the line: `branch` of R7 says why here, `waited_ms` how long already."""

    ticket: Ticket
    branch: str
    waited_ms: int


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call as the board tells it. `at` is the last announcement in ms, `times` 1 + recalls."""

    ticket_id: str
    number: str
    counter: int
    at: int
    times: int
    field: str
    area: str
    state: str = CALLED


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """Everything the board shows, from one snapshot."""

    calls: tuple[CallShown, ...]
    waiting: tuple[FieldQueue, ...]
    counters: tuple[CounterState, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The day at a glance. Times in ms."""

    issued: int
    waiting: int
    serving: int
    served: int
    absent: int
    voided: int
    longest_wait_ms: int
    overdue_soon: tuple[Waiting, ...]
    counters: tuple[CounterState, ...]
    unprinted: int
    conflicts: int
    unsent: int
    oldest_unsent_at: int
    stations: tuple[StationSeen, ...]


SHOWN_CALLS = 12
SOON_MS = 5 * 60_000


def field_queues(store: Store, office: Office) -> tuple[FieldQueue, ...]:
    """Every field of the office, in its order."""
    return store.read(lambda conn: _queues(conn, store, office))


def ahead_of(store: Store, office: Office, ticket: Ticket) -> Ahead:
    """What stands before this ticket, by what this station knows."""

    def work(conn: Snapshot) -> Ahead:
        before = [t for t in _waiting(conn, store, office, (ticket.field,)) if t.ticket.id != ticket.id]
        ahead = [w for w in before if (w.ticket.queued_at, w.ticket.id) < (ticket.queued_at, ticket.id)]
        spread = _spread(conn, store, office, ticket.field, len(ahead))
        numbers = tuple(c.number for c in office.counters if ticket.field in c.fields)
        place = office.field(ticket.field)
        low, high = (spread.low, spread.high) if spread else (None, None)
        return Ahead(len(ahead), low, high, place.area if place else "", numbers)

    return store.read(work)


def waiting_line(store: Store, office: Office, fields: tuple[str, ...], counter: int = 0) -> tuple[Waiting, ...]:
    """Who waits for `fields` (or for `counter` alone), in the order in which they would be called."""
    return store.read(lambda conn: _waiting(conn, store, office, fields, counter))


def board_facts(store: Store, office: Office) -> BoardFacts:
    """The board's picture, newest call first."""

    def work(conn: Snapshot) -> BoardFacts:
        newest = tickets.announced(conn, store.me.office, _day(conn, store, office), SHOWN_CALLS)
        return BoardFacts(
            tuple(_shown(t, office) for t in newest),
            _queues(conn, store, office),
            tuple(counter_states(conn, store.me.office)),
        )

    return store.read(work)


def today(store: Store, office: Office) -> Today:
    """The office lead's glance."""

    def work(conn: Snapshot) -> Today:
        day = _day(conn, store, office)
        counts = tickets.counts(conn, store.me.office, day)
        line = _waiting(conn, store, office, tuple(f.code for f in office.fields))
        limit = office.policy.max_wait_minutes * 60_000
        unsent, oldest = reports.unsent(conn, store.me.origin)
        return Today(
            issued=sum(counts.values()),
            waiting=counts.get(WAITING, 0),
            serving=sum(counts.get(s, 0) for s in (CALLED, SERVING, HELD)),
            served=counts.get(SERVED, 0),
            absent=counts.get(ABSENT, 0),
            voided=counts.get(VOIDED, 0),
            longest_wait_ms=max((w.waited_ms for w in line), default=0),
            overdue_soon=tuple(w for w in line if 0 <= limit - w.waited_ms <= SOON_MS),
            counters=tuple(counter_states(conn, store.me.office)),
            unprinted=reports.unprinted(conn, store.me.office, day),
            conflicts=reports.conflicts(conn, store.me.office),
            unsent=unsent,
            oldest_unsent_at=oldest,
            stations=seen_in(conn, store.me.office),
        )

    return store.read(work)


def find_ticket(store: Store, text: str) -> Ticket | None:
    """Today's ticket by typed number, or a ticket by the text of its QR; None if there is none here, if it is another
    office's, or if the QR contradicts what was issued."""
    if slip := parse_qr_text(text):
        found = store.read(lambda conn: tickets.get(conn, slip.office_id, slip.ticket_id))
        told = (slip.office_id, slip.service_day, slip.number)
        return found if found and told == (store.me.office, found.service_day, found.number) else None
    if (parts := parse_number(text)) is None:
        return None
    label = f"{parts[0]}{parts[1]}{parts[2]:03d}"
    return store.read(lambda conn: tickets.by_number(conn, store.me.office, _day(conn, store), label))


def ticket_history(store: Store, ticket_id: str) -> tuple[Event, ...]:
    """Every event of a ticket in the order of its fold, those that this program does not understand too."""
    return store.read(lambda conn: tuple(journal.stream(conn, store.me.office, stream_of(ticket_id))))


def _day(conn: Snapshot, store: Store, office: Office | None = None) -> str:
    return serving_day(conn, store.me.office, office, store.clock.now_ms())


def _queues(conn: Snapshot, store: Store, office: Office) -> tuple[FieldQueue, ...]:
    waiting = tickets.line(conn, store.me.office, _day(conn, store, office))
    states = counter_states(conn, store.me.office)
    result = []
    for place in office.fields:
        people = sum(t.field == place.code for t in waiting)
        spread = _spread(conn, store, office, place.code, people)
        low, high = (spread.low, spread.high) if spread else (None, None)
        result.append(FieldQueue(place.code, people, low, high, _serving(states, place.code)))
    return tuple(result)


def _serving(states: list[CounterState], code: str) -> int:
    return sum(s.state == OPEN and code in s.fields for s in states)


def _spread(conn: Snapshot, store: Store, office: Office, code: str, people: int) -> Spread | None:
    place = office.field(code)
    if place is None:
        return None
    lengths = reports.service_lengths(conn, store.me.office, code)
    return estimate(people, _serving(counter_states(conn, store.me.office), code), place.minutes, lengths)


def _waiting(
    conn: Snapshot, store: Store, office: Office, fields: tuple[str, ...], counter: int = 0
) -> tuple[Waiting, ...]:
    day, now = _day(conn, store, office), store.clock.now_ms()
    line = tickets.line(conn, store.me.office, day, fields=fields, counter=counter)
    present = tuple({t.field for t in line})
    order = line_up(line, now, office.policy, streaks(conn, office, store.me.office, day, present))
    return tuple(Waiting(o.ticket, o.branch, max(0, now - o.ticket.queued_at)) for o in order)


def _shown(t: Ticket, office: Office) -> CallShown:
    place = office.field(t.field)
    return CallShown(
        t.id, t.number, t.counter, t.announced_at, 1 + t.recalls, t.field, place.area if place else "", t.state
    )
