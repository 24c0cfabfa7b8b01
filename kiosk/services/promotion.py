"""Who is the office's hub: epochs, roll call, promotion and return (queue-rules R4, R4b).

An epoch is raised only by a person's action. A node obeys the highest epoch that it has seen (I9); what a hub of a
lower one decides afterwards has no force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from kiosk.domain import facts
from kiosk.domain.epoch import is_called_by
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.domain.trouble import Refused
from kiosk.services.serving import knows_whom_to_obey
from kiosk.store import duties, journal, tickets
from kiosk.store.duties import Duty
from kiosk.store.store import Identity, Snapshot, Store, Transaction

HUB = "hub"
SERVING, STANDBY, ROLL_CALL, WAITING, RETIRED = "serving", "standby", "roll-call", "waiting", "retired"
"""A hub's duty. `waiting`: restarted, and not yet sure that nobody took its place (R4b)."""
STREAM = "hub:office"


def epoch(conn: Snapshot, office: str) -> int:
    """The highest epoch that this store has seen."""
    return duties.epoch(conn, office)


Obeyed = tuple[int, str, str]
"""The epoch, the hub's station and its incarnation, by which this store was last told whom to obey."""


def obeyed(conn: Snapshot, office: str) -> Obeyed:
    """Whom this store has turned to; what only the journal tells of is not in it."""
    own = duties.kept(conn, office)
    return own.epoch, own.hub, own.hub_incarnation


def standing(conn: Snapshot, me: Identity) -> Duty:
    """The own duty and the hub to obey, by the local row and by what the journal tells of later promotions."""
    return _standing(me, *duties.known(conn, me.office))


def _standing(me: Identity, own: Duty, last: duties.Promotion) -> Duty:
    if own.duty == ROLL_CALL and not is_called_by(own.proposed, me.station, me.incarnation):
        own = replace(own, duty=STANDBY, proposed=0)  # a former life called it, and may have been promoted (R6)
    same = (last.epoch, last.station, last.incarnation) == (own.epoch, own.hub, own.hub_incarnation)
    if last.epoch < own.epoch or not last.epoch or same:
        return own
    mine = (last.station, last.incarnation) == (me.station, me.incarnation)
    if mine or (own.duty == ROLL_CALL and own.proposed > last.epoch):
        duty = own.duty
    else:
        duty = STANDBY if own.duty in (STANDBY, ROLL_CALL) else RETIRED if own.duty else ""
    return replace(own, epoch=last.epoch, hub=last.station, hub_incarnation=last.incarnation, duty=duty)


def owned_after(conn: Snapshot, me: Identity) -> int | None:
    """The own event after which a ticket must have been taken for this store to have it called (`tickets.may_call`): 0
    for all of them, None where this hub may have nothing called."""
    if me.kind != HUB:
        return 0
    own = standing(conn, me)
    if own.duty in (SERVING, ""):
        return 0
    return own.boundary if own.duty == WAITING else None


def takes_tickets(conn: Snapshot, me: Identity) -> bool:
    """Whether this hub accepts hand-overs: also before it knows that it was not replaced (R4b)."""
    return me.kind != HUB or standing(conn, me).duty in (SERVING, WAITING, "")


def begin_duty(store: Store, *, standby: bool, has_others: bool) -> Duty:
    """A hub opens. One that served before hands out nothing old until it knows that nobody took its place (R4b)."""

    def work(tx: Transaction) -> Duty:
        own = standing(tx.conn, tx.me)
        boundary = journal.head(tx.conn, tx.me.origin)[0]
        if not own.duty:
            fresh = STANDBY if standby else SERVING if own.hub in ("", tx.me.station) else RETIRED
            own = replace(own, duty=fresh)
        elif own.duty in (SERVING, WAITING):
            own = replace(own, duty=WAITING if has_others else SERVING, boundary=boundary if has_others else 0)
        return keep(tx, own)

    return store.write(work)


def outranked(store: Store, new: int) -> None:
    """Somebody who asks obeys a higher epoch: another hub was promoted. This store obeys it, too; a hub retires."""

    def work(tx: Transaction) -> None:
        own = standing(tx.conn, tx.me)
        if new > own.epoch:
            retires = tx.me.kind == HUB and own.duty in (SERVING, WAITING, "")
            duty = RETIRED if retires else own.duty
            keep(tx, replace(own, epoch=new, hub="", hub_incarnation="", duty=duty))

    store.write(work)


def asked_all(store: Store, highest: int) -> None:
    """Every machine that may be the hub has said which epoch it knows, `highest` of them. A counter whose file was put
    back (R6) is sure again: what its former life had promised to a new hub, that hub has told (R4)."""
    if not store.read(duties.is_doubtful):
        return
    outranked(store, highest)
    store.write(knows_whom_to_obey)


def clear(store: Store, actor: str) -> Duty:
    """Nobody took this hub's place: every standby said so, or a person (`actor`). Raises Refused unless it waits."""

    def work(tx: Transaction) -> Duty:
        own = standing(tx.conn, tx.me)
        if own.duty != WAITING:
            raise Refused("duty-other", "Máy chủ này không chờ xác nhận.", "Tải lại trang.")
        tx.append(STREAM, facts.HubCleared(own.epoch), actor)
        return keep(tx, replace(own, duty=SERVING, boundary=0))

    return store.write(work)


def adopt(store: Store, new: int, hub: str, incarnation: str) -> bool:
    """This node obeys epoch `new` and its hub from now on; False when it has seen a higher one, or another hub of the
    same. A hub that finds another above itself retires; its own roll call ends when another was promoted for a higher
    epoch."""

    def work(tx: Transaction) -> bool:
        own = standing(tx.conn, tx.me)
        if new < own.epoch or (new == own.epoch and new and own.hub not in ("", hub)):
            return False
        other = (hub, incarnation) != (tx.me.station, tx.me.incarnation)
        if other and own.duty in (SERVING, WAITING) and new > own.epoch:
            own = replace(own, duty=RETIRED)
        elif other and own.duty == ROLL_CALL and new >= own.proposed:
            own = replace(own, duty=STANDBY, proposed=0)
        wanted = replace(own, epoch=new, hub=hub, hub_incarnation=incarnation)
        if wanted != duties.kept(tx.conn, tx.me.office):
            keep(tx, wanted)
        return True

    return store.write(work)


def take_in(tx: Transaction) -> int:
    """What has come to light only now: tickets in transit to this hub, and, where it was promoted, those that belonged
    to a former one, or were passed on to it by a counter that had not met this one yet. A promoted hub says its epoch
    of each: another may have taken it over for a lower one (ADR 31). Runs in the transaction that recorded it; returns
    how many."""
    if not takes_tickets(tx.conn, tx.me):
        return 0
    arrived, led = tickets.in_transit_to(tx.conn, tx.me.origin), _led(tx)
    for t in arrived:
        if t.epoch < led.epoch:
            _own(tx, t, t.handoff, led.epoch, led.absent)
        else:
            tx.append(stream_of(t.id), facts.TicketAccepted(t.handoff), HUB)
    strays = tickets.strays(tx.conn, tx.me.origin) if led.epoch else []
    return len(arrived) + take_over(tx, strays, led.epoch, led.absent)


def _led(tx: Transaction) -> duties.Promotion:
    """The promotion by which this hub leads; epoch 0 where it leads without one."""
    kept, last = duties.known(tx.conn, tx.me.office)
    own = _standing(tx.me, kept, last)
    promoted = last.epoch == own.epoch and (last.station, last.incarnation) == (tx.me.station, tx.me.incarnation)
    return last if promoted and own.duty in (SERVING, WAITING) else duties.Promotion()


def take_over(tx: Transaction, left: Collection[Ticket], new: int, absent: tuple[str, ...]) -> int:
    """Owns from here on the tickets that nobody else may have called any more; returns how many. `absent` are names as
    a roll call gives them."""
    for t in left:
        _own(tx, t, t.handoff + 1, new, absent)
    return len(left)


def _own(tx: Transaction, t: Ticket, handoff: int, new: int, absent: tuple[str, ...]) -> None:
    whole = tickets.get(tx.conn, tx.me.office, t.id) or t
    claims = tuple(c.claim_id for c in whole.calls if not c.fenced)
    tx.append(stream_of(t.id), facts.TicketTakenOver(new, handoff, claims, stations_of(absent)), HUB)


def former_life(station: str, incarnation: str = "") -> str:
    """How a person reads of what was this machine before its file was put back (R6): nobody can ask it."""
    return f"{station} (bản cũ{' ' * bool(incarnation)}{incarnation[:6]})"


def stations_of(names: Iterable[str]) -> tuple[str, ...]:
    """The stations behind names in a roll call."""
    return tuple(dict.fromkeys(name.partition(" (")[0] for name in names))


def keep(tx: Transaction, own: Duty) -> Duty:
    """Keeps the own duty; faces and fences hear of it."""
    duties.keep(tx.conn, tx.me.office, own)
    tx.touch("hub")
    return own
