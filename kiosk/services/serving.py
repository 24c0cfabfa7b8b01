"""What a counter does with the citizen it holds: its own facts, written without asking the network."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain import facts
from kiosk.domain.office import Office
from kiosk.domain.ticket import CALLED, HELD, SERVING, Call, Ticket, stream_of
from kiosk.domain.trouble import Refused
from kiosk.store import accounts, duties, intents, tickets
from kiosk.store.store import Identity, Snapshot, Store, Transaction

REVALIDATE, LIFE, INFORMED = "serving.revalidate", "serving.life", "serving.informed"


def current_ticket(store: Store) -> Ticket | None:
    """The ticket that is called or served here now."""
    return store.read(lambda conn: _current(conn, store.me))


def held_tickets(store: Store) -> tuple[Ticket, ...]:
    """Tickets put aside here, in order of arrival."""
    held = store.read(lambda conn: tickets.held_by(conn, store.me.office, store.me.station))
    return tuple(t for t in held if t.state == HELD)


def begin_anew(store: Store) -> tuple[str, ...]:
    """After a restart: the tickets that are called here are to be revalidated before they are served, because another
    counter may have them by now (R4b); of a restored file every one, because it may have ended them before (R6), and
    what it had asked is not its own question any more. Returns their ids."""

    def work(tx: Transaction) -> tuple[str, ...]:
        held = tickets.held_by(tx.conn, tx.me.office, tx.me.station)
        restored = accounts.get_setting(tx.conn, LIFE) != tx.me.incarnation
        doubtful = tuple(t.id for t in held if restored or t.state == CALLED)
        if restored:
            intents.forsake(tx.conn, tx.now)
        accounts.put_setting(tx.conn, LIFE, tx.me.incarnation)
        accounts.put_setting(tx.conn, REVALIDATE, "\n".join(doubtful))
        return doubtful

    return store.write(work)


def revalidated(store: Store) -> None:
    """The hub has told all that it knows: what is still held here is held by right, and this life of the file knows
    what a former one did. The word of a hub that may have been replaced counts for nothing (R6)."""

    def work(tx: Transaction) -> None:
        if not duties.is_doubtful(tx.conn):
            accounts.put_setting(tx.conn, REVALIDATE, "")
            accounts.put_setting(tx.conn, INFORMED, tx.me.incarnation)

    if to_revalidate(store):
        store.write(work)


def to_revalidate(store: Store) -> bool:
    """Whether a hub is to be asked about what is held here, or about what a former life of this file did."""
    return bool(unsure(store)) or not store.read(lambda conn: is_informed(conn, store.me))


def is_informed(conn: Snapshot, me: Identity) -> bool:
    """Whether a hub has told this life of the file all that it knew: one that was restored may have forgotten whom it
    had (R4, R6)."""
    return accounts.get_setting(conn, INFORMED) == me.incarnation


def unsure(store: Store) -> tuple[str, ...]:
    """Tickets that wait for their revalidation."""
    return store.read(lambda conn: _unsure(conn, store.me))


def is_sure(tx: Transaction, ticket_id: str) -> None:
    """The citizen has shown the paper: that one ticket needs no revalidation any more (R3)."""
    left = [one for one in _listed(tx.conn) if one != ticket_id]
    accounts.put_setting(tx.conn, REVALIDATE, "\n".join(left))


def is_unsure(tx: Transaction, ticket_id: str) -> bool:
    """Whether a ticket waits for its revalidation."""
    return ticket_id in _unsure(tx.conn, tx.me)


def knows_whom_to_obey(tx: Transaction) -> None:
    """Ends the doubt of a file that was put back (R6). Whom it heard of meanwhile, the hub that it obeys confirms."""
    if duties.is_doubtful(tx.conn):
        accounts.put_setting(tx.conn, REVALIDATE, "\n".join(_unsure(tx.conn, tx.me)))
        duties.be_sure(tx.conn)
        tx.touch("hub")


def _unsure(conn: Snapshot, me: Identity) -> tuple[str, ...]:
    """While nobody knows who the hub is, everybody but who showed the paper may be at another counter by now; and
    until a hub has told all, so may whom a feed says that this counter had called, unless this very file had asked."""
    listed, doubtful = _listed(conn), duties.is_doubtful(conn)
    begun = accounts.get_setting(conn, LIFE) == me.incarnation
    if not doubtful and (not begun or is_informed(conn, me)):
        return listed
    here = [t for t in tickets.held_by(conn, me.office, me.station) if not t.by_paper]
    told = [t.id for t in here if doubtful or not _asked_for(conn, t)]
    return tuple(dict.fromkeys([*listed, *told]))


def _asked_for(conn: Snapshot, told: Ticket) -> bool:
    """Whether the call was the answer to a question that is in this file."""
    whole = tickets.get(conn, told.office, told.id) or told
    won = intents.winner_of(conn, told.id)
    return any(c.claim_id in won for c in whole.calls[-1:])


def _listed(conn: Snapshot) -> tuple[str, ...]:
    return tuple(filter(None, (accounts.get_setting(conn, REVALIDATE) or "").split("\n")))


def attest(tx: Transaction, ticket_id: str) -> None:
    """This counter vouches in its own chain for the citizen whom it has called: who decided that may be gone (R2, R4).
    Of a citizen who showed the paper its chain tells already, and its last call of him may have ended before."""
    t = tickets.get(tx.conn, tx.me.office, ticket_id)
    mine = [c for c in t.calls if c.station == tx.me.station and not c.fenced] if t and not t.by_paper else []
    for call in mine[-1:]:
        vouch_for(tx, ticket_id, call)


def vouch_for(tx: Transaction, ticket_id: str, call: Call) -> None:
    """This counter says that it had this call."""
    t = tickets.get(tx.conn, tx.me.office, ticket_id)
    who = (t.service_day, t.number, t.field) if t else ()
    fact = facts.TicketAttested(call.claim_id, call.counter, call.branch, call.epoch, *who)
    tx.append(stream_of(ticket_id), fact, "station")


def recall(store: Store, ticket_id: str, actor: str) -> Ticket:
    """Calls the number once more. Raises Refused unless it is called here."""
    return _fact(store, ticket_id, actor, (CALLED,), lambda t: facts.TicketRecalled(t.counter))


def start(store: Store, ticket_id: str, actor: str) -> Ticket:
    """The citizen came. Raises Refused unless it is called here."""
    return _fact(store, ticket_id, actor, (CALLED,), lambda t: facts.TicketStarted(t.counter))


def finish(store: Store, ticket_id: str, actor: str) -> Ticket:
    """Service ended. Raises Refused unless the ticket is called or served here."""
    return _fact(store, ticket_id, actor, (CALLED, SERVING), lambda t: facts.TicketServed(t.counter))


def absent(store: Store, ticket_id: str, actor: str) -> Ticket:
    """Nobody came. Raises Refused unless the ticket is called or put aside here."""
    return _fact(store, ticket_id, actor, (CALLED, HELD), lambda t: facts.TicketAbsent(t.counter))


def hold(store: Store, ticket_id: str, actor: str, reason: str = "") -> Ticket:
    """Puts the citizen aside; this counter keeps the ticket."""
    return _fact(store, ticket_id, actor, (CALLED, SERVING), lambda t: facts.TicketHeld(t.counter, reason))


def resume(store: Store, ticket_id: str, actor: str) -> Ticket:
    """Takes up a ticket put aside here. Raises Refused while another citizen is at the counter."""

    def alone(tx: Transaction) -> None:
        if now := _current(tx.conn, tx.me):
            raise Refused("counter-busy", f"Quầy đang phục vụ số {now.number}.", "Kết thúc hoặc giữ số đó trước.")

    return _fact(store, ticket_id, actor, (HELD,), lambda t: facts.TicketResumed(t.counter), alone)


def confirm_priority(store: Store, office: Office, ticket_id: str, priority: str, actor: str) -> Ticket:
    """Says which priority class the citizen in front has proven, stated or not; "" = none (R7). Said again by anybody,
    it changes nothing. Raises Refused for a class unknown here, and unless the ticket is called or served here."""
    if priority and office.priority(priority) is None:
        raise Refused("priority-unknown", "Đơn vị này không có diện ưu tiên đó.", "Chọn lại trong danh sách.")

    def proven(t: Ticket) -> facts.Fact | None:
        known = t.priority_by and t.priority == priority
        return None if known else facts.TicketPriorityConfirmed(priority)

    return _fact(store, ticket_id, actor, (CALLED, SERVING), proven)


def transfer(
    store: Store, ticket_id: str, actor: str, *, hub: str, to_field: str = "", to_counter: int = 0, reason: str = ""
) -> Ticket:
    """Gives the ticket back to wait for another field or one counter; in transit to `hub` until it accepts (R2). Who
    came with the paper stays here until the issuer is known to have handed the ticket over: it would call them, too."""
    if not to_field and not to_counter:
        raise Refused("target-missing", "Chưa chọn nơi chuyển tới.", "Chọn lĩnh vực hoặc quầy.")
    if not hub:
        raise Refused("hub-unknown", "Máy này chưa từng gặp máy chủ hàng đợi.", "Kiểm tra mạng rồi thử lại.")

    def given_up(tx: Transaction) -> None:
        t = tickets.get(tx.conn, tx.me.office, ticket_id)
        kept = t and t.by_paper and not t.handoff and not t.calls and t.station != hub
        if t and (kept or not t.station):
            raise Refused(
                "ticket-not-given-up",
                f"Máy cấp số chưa chuyển số {t.number} cho máy chủ nên chưa chuyển được.",
                "Giữ lại (H) và chờ có mạng, hoặc phục vụ xong tại đây.",
            )

    incarnation = store.read(lambda conn: duties.incarnation_of(conn, store.me.office, hub))
    return _fact(
        store,
        ticket_id,
        actor,
        (CALLED, SERVING, HELD),
        lambda t: facts.TicketTransferred(to_field, to_counter, hub, t.handoff + 1, reason, incarnation),
        given_up,
    )


def _current(conn: Snapshot, me: Identity) -> Ticket | None:
    now = [t for t in tickets.held_by(conn, me.office, me.station) if t.state in (CALLED, SERVING)]
    return max(now, key=lambda t: (t.called_at, t.id)) if now else None


def _fact(
    store: Store,
    ticket_id: str,
    actor: str,
    allowed: tuple[str, ...],
    make: Callable[[Ticket], facts.Fact | None],
    check: Callable[[Transaction], None] = lambda _tx: None,
) -> Ticket:
    def work(tx: Transaction) -> Ticket:
        t = tickets.get(tx.conn, tx.me.office, ticket_id)
        if t is None or t.holder != tx.me.station or t.state not in allowed:
            raise Refused("not-here", "Phiếu này không còn ở quầy này.", "Xem lại danh sách; có thể thao tác đã xong.")
        if is_unsure(tx, ticket_id):
            raise Refused(
                "revalidating",
                f"Máy vừa khởi động lại, đang hỏi lại máy chủ về số {t.number}.",
                "Chờ có mạng, hoặc quét phiếu của người dân để phục vụ ngay.",
            )
        check(tx)
        fact = make(t)
        if fact is None:
            return t
        tx.append(stream_of(t.id), fact, actor)
        tx.flush()
        after = tickets.get(tx.conn, tx.me.office, ticket_id)
        assert after is not None
        return after

    return store.write(work)
