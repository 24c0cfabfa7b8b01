"""Reading tickets and calls as frozen values; handing out numbers; deciding claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    tuple_,
)

from kiosk.domain.ticket import ABSENT, AT_COUNTER, JOINED, PRINTING, UNPRINTED, WAITING, Call, Ticket
from kiosk.store.journal import Origin
from kiosk.store.schema import call, number_given, parked, ticket

FIRST_HAND = 1
"""The number of the hand-over by the issuer itself."""
_COLUMNS = [ticket.c[f.name] for f in fields_of(Ticket) if f.name not in ("calls", "clashes")]
"""In the order of the value's own fields."""
NO_COUNTER = -1
"""Nobody waits for it."""


def get(conn: Connection, office: str, ticket_id: str) -> Ticket | None:
    """One ticket with its calls."""
    row = conn.execute(_TICKET, {"office": office, "ticket_id": ticket_id}).first()
    if row is None:
        return None
    rows = conn.execute(_CALLS, {"office": office, "ticket_id": ticket_id})
    return _ticket(row, tuple(map(_call, rows)))


def by_number(conn: Connection, office: str, service_day: str, number: str) -> Ticket | None:
    """The ticket that carries this label on that day: the issued one, or what was typed before it came to light."""
    found = conn.scalar(
        select(ticket.c.id)
        .where(
            ticket.c.office == office,
            ticket.c.service_day == service_day,
            ticket.c.number == number,
            ticket.c.state != JOINED,
        )
        .order_by(ticket.c.station.desc())
    )
    return get(conn, office, found) if found else None


def owned(conn: Connection, by: Origin) -> list[Ticket]:
    """Waiting tickets that this incarnation of a station may have called: never handed over, or accepted (R2, R6)."""
    return _all(conn, _OWNED, dict(zip(("office", "owner", "incarnation"), by, strict=True)))


def to_hand_over(conn: Connection, issuer: Origin) -> list[Ticket]:
    """What this incarnation of an issuer still owns, and who has shown its paper at a counter before it could hand them
    over: without its word nobody may pass them on (R2, R3)."""
    return _all(conn, _TO_HAND_OVER, dict(zip(("office", "owner", "incarnation"), issuer, strict=True)))


def in_transit_to(conn: Connection, to: Origin) -> list[Ticket]:
    """Waiting tickets that others have put in transit to this incarnation of a station."""
    return _all(conn, _IN_TRANSIT, dict(zip(("office", "station", "incarnation"), to, strict=True)))


def strays(conn: Connection, me: Origin) -> list[Ticket]:
    """Tickets of former hubs, which nobody may have called once this incarnation alone is the hub (R4): owned by or in
    transit to another hub, or a former life of this one. Absent citizens count, who may come back."""
    return _all(conn, _STRAYS, dict(zip(("office", "station", "incarnation"), me, strict=True)))


def stranded(conn: Connection, me: Origin) -> int:
    """How many wait whom nobody may have called before a roll call, although this incarnation is the hub: they belong
    to what it was before its file was put back (R6), or to another hub."""
    return sum(t.state == WAITING for t in strays(conn, me))


def orphans(conn: Connection, office: str, lost: Iterable[tuple[str, str]]) -> list[Ticket]:
    """Tickets of issuers that were restored or cloned (R6): owned by an incarnation that is `lost`, (station,
    incarnation), or surrendered by a station of which one is."""
    gone = list(lost)
    owned = tuple_(ticket.c.owner, ticket.c.owner_incarnation).in_(gone)
    nobody = (ticket.c.owner == "") & (ticket.c.transit_to == "") & ticket.c.station.in_([s for s, _ in gone])
    return _find(conn, ticket.c.office == office, *_CALLABLE, owned | nobody, _READ_WHOLE)


def left_behind(conn: Connection, me: Origin) -> list[Ticket]:
    """Waiting tickets that former lives of this station had, or that it gave up: nobody decides about them (R6)."""
    office, station, incarnation = me
    before = (ticket.c.owner == station) & (ticket.c.owner_incarnation != incarnation)
    on_the_way = (ticket.c.transit_to == station) & ticket.c.transit_incarnation.not_in(("", incarnation))
    given_up = (ticket.c.owner == "") & (ticket.c.transit_to == "") & (ticket.c.station == station)
    return _find(
        conn, ticket.c.office == office, ticket.c.state == WAITING, before | on_the_way | given_up, _READ_WHOLE
    )


def torn_prints(conn: Connection, office: str, station: str) -> list[Ticket]:
    """This issuer's tickets whose printing was begun and neither confirmed nor given up."""
    return _find(conn, ticket.c.office == office, ticket.c.station == station, ticket.c.paper == PRINTING)


def announced(conn: Connection, office: str, service_day: str, newest: int) -> list[Ticket]:
    """The tickets of the day that were announced last, newest first."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(ticket.c.office == office, ticket.c.service_day == service_day, ticket.c.announced_at > 0)
        .order_by(ticket.c.announced_at.desc(), ticket.c.id.desc())
        .limit(newest)
    )
    return [_ticket(row) for row in rows]


def may_call(t: Ticket, owned_after: int) -> bool:
    """Whether a hub that waits since its event `owned_after` (R4b; 0 = it does not wait) may have a ticket called that
    it owns. One that was passed on to it anew dates from before: whoever took its place may own it."""
    return t.owned_seq > owned_after and (not owned_after or t.handoff == FIRST_HAND)


def line(
    conn: Connection,
    office: str,
    service_day: str,
    *,
    fields: Iterable[str] | None = None,
    counter: int = 0,
    owner: Origin | None = None,
    owned_after: int = 0,
) -> list[Ticket]:
    """Who waits on that day, in order of arrival: everybody, or for `fields` and for `counter` alone;
    with `owner` only tickets that this incarnation may have called, taken by an event after its `owned_after`: then for
    the first time (`may_call`)."""
    of: dict[str, Any] = {"office": office, "service_day": service_day}
    if fields is not None:
        of |= {"fields": tuple(fields), "counter": counter or NO_COUNTER}
    if owner is not None:
        of |= {"owner": owner[1], "incarnation": owner[2], "owned_after": owned_after}
    return _all(conn, _LINES[fields is not None, owner is not None], of)


def held_by(conn: Connection, office: str, station: str) -> list[Ticket]:
    """Tickets whose citizen is at this station's counter: called, in service or put aside."""
    return _all(conn, _HELD, {"office": office, "station": station})


def typed_by(conn: Connection, office: str, station: str) -> list[Ticket]:
    """Numbers that were typed at this station while nobody here knew their tickets (R3), and that go on alone still."""
    return _all(conn, _TYPED, {"office": office, "station": station})


def in_conflict(conn: Connection, office: str) -> list[Ticket]:
    """Tickets whose events contradict each other, which no lead has settled (R5)."""
    return _find(conn, ticket.c.office == office, ticket.c.conflict > "")


def unprinted(conn: Connection, office: str, station: str, service_day: str) -> list[Ticket]:
    """This issuer's tickets of the day whose paper did not come out while the citizen still waits."""
    return _find(
        conn,
        ticket.c.office == office,
        ticket.c.service_day == service_day,
        ticket.c.state == WAITING,
        ticket.c.station == station,
        ticket.c.paper == UNPRINTED,
    )


def last_day(conn: Connection, office: str) -> str | None:
    """The newest service day that any ticket of the office carries."""
    given = conn.scalar(_LAST_GIVEN)
    seen = conn.scalar(_LAST_SEEN, {"office": office})
    return max((d for d in (given, seen) if d), default=None)


def calls_to(conn: Connection, office: str, station: str, *, fenced: bool = False) -> list[tuple[str, Call]]:
    """(ticket id, call) of every call to this station's counter that counts, or of those that were `fenced`."""
    mine = (call.c.office == office, call.c.station == station, call.c.fenced == int(fenced))
    return [(r.ticket_id, _call(r)) for r in conn.execute(select(call).where(*mine))]


def recent_branches(
    conn: Connection, office: str, service_day: str, fields: Iterable[str], depth: int
) -> dict[str, list[str]]:
    """Per field the branches of its last `depth` calls, newest first."""
    of = {"office": office, "service_day": service_day, "depth": depth}
    return {field: list(conn.execute(_BRANCHES, {**of, "field": field}).scalars()) for field in fields}


def counts(conn: Connection, office: str, service_day: str) -> dict[str, int]:
    """How many tickets of the day stand in each state."""
    rows = conn.execute(
        select(ticket.c.state, func.count())
        .where(ticket.c.office == office, ticket.c.service_day == service_day)
        .group_by(ticket.c.state)
    )
    return {row[0]: row[1] for row in rows}


def _find(conn: Connection, *conditions: ColumnElement[bool]) -> list[Ticket]:
    return _all(conn, _IN_LINE.where(*conditions), {})


def _all(conn: Connection, wish: Select[Any], of: Mapping[str, Any]) -> list[Ticket]:
    return [_ticket(row) for row in conn.execute(wish, of)]


def _call(r: Row[Any]) -> Call:
    return Call(r.claim_id, r.counter, r.station, r.at, r.branch, r.reason, r.field, r.seq, r.epoch, r.fenced)


def _ticket(row: Row[Any], calls: tuple[Call, ...] = ()) -> Ticket:
    values: list[Any] = [*row, calls]
    return Ticket(*values)


_CALLABLE = (
    ticket.c.state.in_((WAITING, ABSENT)),
    (ticket.c.state == WAITING) | (ticket.c.station > ""),
)
"""Who waits though nobody knows the issuer was passed on by a counter that did (`serving.transfer`)."""
_READ_WHOLE = (
    ~select(parked.c.seq)
    .where(parked.c.office == ticket.c.office, parked.c.stream_id == "ticket:" + ticket.c.id)
    .exists()
)
"""A station takes part only in streams that it can read whole."""
_IN_LINE = select(*_COLUMNS).order_by(ticket.c.queued_at, ticket.c.id)
_OF_OFFICE = _IN_LINE.where(ticket.c.office == bindparam("office"))
_HERE = (ticket.c.transit_to == bindparam("station")) & ticket.c.transit_incarnation.in_(("", bindparam("incarnation")))
_IS_OWNED = (ticket.c.owner == bindparam("owner"), ticket.c.owner_incarnation == bindparam("incarnation"), _READ_WHOLE)
_OWNED = _OF_OFFICE.where(ticket.c.state == WAITING, *_IS_OWNED)
_SHOWN = (
    ticket.c.state.in_(AT_COUNTER),
    ticket.c.station == bindparam("owner"),
    ticket.c.incarnation == bindparam("incarnation"),
    ticket.c.by_paper == 1,
    ticket.c.handoff == 0,
)
_TO_HAND_OVER = _OF_OFFICE.where(or_(and_(ticket.c.state == WAITING, *_IS_OWNED), and_(*_SHOWN, _READ_WHOLE)))
_IN_TRANSIT = _OF_OFFICE.where(ticket.c.state == WAITING, _HERE, _READ_WHOLE)
_ELSEWHERE = (ticket.c.transit_to > "") & not_(_HERE)
_OTHERS = not_((ticket.c.owner == bindparam("station")) & (ticket.c.owner_incarnation == bindparam("incarnation")))
_ACCEPTED = (ticket.c.owner > "") & (ticket.c.owner != ticket.c.station) & _OTHERS
_STRAYS = _OF_OFFICE.where(*_CALLABLE, _ELSEWHERE | _ACCEPTED, _READ_WHOLE)
_HELD = _OF_OFFICE.where(ticket.c.holder == bindparam("station"), ticket.c.state.in_(AT_COUNTER))
_TYPED = _OF_OFFICE.where(ticket.c.holder == bindparam("station"), ticket.c.station == "", ticket.c.state != JOINED)
_OF_DAY = _OF_OFFICE.where(ticket.c.service_day == bindparam("service_day"), ticket.c.state == WAITING)
_MEANT = (ticket.c.to_counter == 0) & ticket.c.field.in_(bindparam("fields", expanding=True))
_FITS = _MEANT | (ticket.c.to_counter == bindparam("counter"))
_TAKEN = (
    *_IS_OWNED,
    ticket.c.owned_seq > bindparam("owned_after"),
    (bindparam("owned_after") == 0) | (ticket.c.handoff == FIRST_HAND),
)
_LINES = {
    (False, False): _OF_DAY,
    (True, False): _OF_DAY.where(_FITS),
    (False, True): _OF_DAY.where(*_TAKEN),
    (True, True): _OF_DAY.where(_FITS, *_TAKEN),
}
"""By whether fields, and whether an owner, are asked for."""
_TICKET = select(*_COLUMNS).where(ticket.c.office == bindparam("office"), ticket.c.id == bindparam("ticket_id"))
_CALLS = (
    select(call)
    .where(call.c.office == bindparam("office"), call.c.ticket_id == bindparam("ticket_id"))
    .order_by(call.c.call_no)
)
_LAST_GIVEN = select(func.max(number_given.c.service_day))
_LAST_SEEN = select(func.max(ticket.c.service_day)).where(ticket.c.office == bindparam("office"))
_BRANCHES = (
    select(call.c.branch)
    .where(
        call.c.office == bindparam("office"),
        call.c.service_day == bindparam("service_day"),
        call.c.field == bindparam("field"),
        call.c.fenced == 0,
    )
    .order_by(call.c.at.desc(), call.c.seq.desc(), call.c.claim_id.desc())
    .limit(bindparam("depth"))
)
"""Built once, as in `kiosk.store.journal`."""
