"""Giving a number, and what becomes of its paper (queue-rules R1, R2; design §7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random
from secrets import SystemRandom

from kiosk.domain import facts
from kiosk.domain.number import ONE_LETTER, TWO_LETTERS, all_series, format_number
from kiosk.domain.office import Office
from kiosk.domain.ticket import ENDED, NOT_PRINTED, PRINTED, PRINTING, UNPRINTED, WAITING, Ticket, stream_of
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services import promotion
from kiosk.services.days import issuing_day, serving_day
from kiosk.store import duties, numbers, tickets
from kiosk.store.store import Identity, Snapshot, Store, Transaction, new_id


def issue(
    store: Store,
    office: Office,
    *,
    field: str,
    priority: str = "",
    procedure: str = "",
    appointment_at: int = 0,
    hub: str = "",
    printing: bool = False,
    actor: str = "citizen",
) -> Ticket:
    """Gives the next number of `field` and commits it before anything is printed. `appointment_at` is when this citizen
    was told to come (ms since 1970, 0 = no appointment): from then on the ticket goes before the others (R7).

    `hub` is the hub's station id while the line is up: the ticket is handed over in the same transaction, else it stays
    with this station until `hand_over`. With `printing` the paper state is already `printing`.
    Raises Refused for an unknown field or priority class, TryLater while this station has no number series.
    """
    place = office.field(field)
    if place is None:
        raise Refused("field-unknown", "Lĩnh vực này không có ở đây.", "Mời ông/bà chọn lại.")
    if priority and office.priority(priority) is None:
        raise Refused("priority-unknown", "Diện ưu tiên này không có ở đây.", "Mời ông/bà chọn lại.")
    if appointment_at < 0:
        raise Refused("appointment-malformed", "Giờ hẹn không hợp lệ.", "Nhập lại giờ hẹn.")

    def work(tx: Transaction) -> Ticket:
        day = issuing_day(tx, office)
        own = numbers.own_series(tx.conn, *tx.me.origin)
        if own is None:
            raise TryLater(
                "series-missing",
                "Máy lấy số chưa được cấp dải số.",
                "Máy đang chờ máy chủ hàng đợi; mời ông/bà dùng máy khác hoặc gặp cán bộ.",
            )
        ordinal = numbers.next_ordinal(tx.conn, day, place.letter, own)
        number = format_number(place.letter, own, ordinal)
        ticket_id = new_id()
        numbers.give_number(
            tx.conn,
            service_day=day,
            number=number,
            letter=place.letter,
            own_series=own,
            ordinal=ordinal,
            ticket_id=ticket_id,
        )
        stream = stream_of(ticket_id)
        tx.append(
            stream,
            facts.TicketIssued(day, number, place.letter, own, ordinal, field, priority, procedure, appointment_at),
            actor,
        )
        if printing:
            tx.append(stream, facts.TicketPrinting(), actor)
        if hub:
            tx.append(stream, hand_over_fact(tx, hub, 1), actor)
        if hub == tx.me.station:
            tx.append(stream, facts.TicketAccepted(1), actor)
        return _read(tx, ticket_id)

    return store.write(work)


def hand_over(store: Store, hub: str) -> int:
    """Puts every ticket that this station has not handed over yet in transit to `hub` (R2); returns how many.

    A ticket that is in transit already is left alone: no answer never means "take it back".
    """

    me = store.me
    if hub == me.station or not store.read(lambda conn: tickets.to_hand_over(conn, me.origin)):
        return 0

    def work(tx: Transaction) -> int:
        mine = tickets.to_hand_over(tx.conn, me.origin)
        for t in mine:
            tx.append(stream_of(t.id), hand_over_fact(tx, hub, t.handoff + 1), "station")
        return len(mine)

    return store.write(work)


def hand_over_fact(tx: Transaction, hub: str, handoff: int) -> facts.TicketHandedOver:
    """In transit to that very database of the hub which this station has met (R2, R6)."""
    if hub == tx.me.station:
        return facts.TicketHandedOver(hub, handoff, tx.me.incarnation)
    return facts.TicketHandedOver(hub, handoff, duties.incarnation_of(tx.conn, tx.me.office, hub))


def lease_own_series(store: Store, *, after_loss: bool = False) -> str:
    """For an office whose only issuer has no hub: the station leases itself the plain series.

    `after_loss` = this file took the place of a damaged one, which may have given numbers today that nobody remembers:
    then, and when the file was renewed, the series is drawn by lot, so that it hardly ever is one of that day (R6).
    """
    me = store.me
    lost = after_loss or store.read(lambda conn: duties.lost_by(conn, me.office, me.station))
    wishes = series_by_lot(SystemRandom()) if lost else all_series(True)
    return _lease(store, me.station, me.incarnation, wishes)


def lease_series(
    store: Store, station: str, incarnation: str, *, plain_first: bool, taken: Collection[str] = ()
) -> str:
    """The series of one incarnation, leased now if it has none; a series is never leased twice (R1, R6). A hub that was
    promoted, or whose file was put back, may not have heard of the last ones leased before it: it draws by lot, and
    none that the asker knows as `taken`. Raises Refused when none is left."""
    first = store.read(lambda conn: _was_always_the_hub(conn, store.me))
    wishes = all_series(plain_first) if first else series_by_lot(Random(f"{store.me.incarnation} {incarnation}"))
    return _lease(store, station, incarnation, [s for s in wishes if s not in taken])


def series_by_lot(lot: Random) -> list[str]:
    """Every series in the order for one who may not have heard of the last ones leased before: two letters first, for
    who leases in order comes to those last (R6)."""
    return lot.sample(TWO_LETTERS, len(TWO_LETTERS)) + lot.sample(ONE_LETTER, len(ONE_LETTER))


def _was_always_the_hub(conn: Snapshot, me: Identity) -> bool:
    return not promotion.epoch(conn, me.office) and not duties.lost_by(conn, me.office, me.station)


def _lease(store: Store, station: str, incarnation: str, wishes: Sequence[str]) -> str:
    def work(tx: Transaction) -> str:
        known = numbers.own_series(tx.conn, tx.me.office, station, incarnation)
        if known is not None:
            return known
        taken = numbers.taken_series(tx.conn, tx.me.office)
        free = next((s for s in wishes if s not in taken), None)
        if free is None:
            raise Refused("series-exhausted", "Đã cấp hết dải số của đơn vị.", "Liên hệ bộ phận kỹ thuật của tỉnh.")
        tx.append("series:office", facts.SeriesLeased(station, incarnation, free), "hub")
        return free

    return store.write(work)


def printing_started(store: Store, ticket_id: str) -> Ticket:
    """The first byte is about to go to the printer. Raises Refused unless the paper is still owed."""
    return _paper(store, ticket_id, facts.TicketPrinting(), (NOT_PRINTED, UNPRINTED, PRINTED))


def printed(store: Store, ticket_id: str) -> Ticket:
    """The printer confirmed the paper after the cut."""
    return _paper(store, ticket_id, facts.TicketPrinted(), (PRINTING,))


def unprinted(store: Store, ticket_id: str, cause: str) -> Ticket:
    """The paper did not come out, or nobody can be sure; the number stays good."""
    return _paper(store, ticket_id, facts.TicketUnprinted(cause), (NOT_PRINTED, PRINTING))


def settle_interrupted(store: Store) -> int:
    """After a crash in the middle of printing: the paper is in doubt, so it is offered again. Returns how many."""

    def work(tx: Transaction) -> int:
        torn = tickets.torn_prints(tx.conn, tx.me.office, tx.me.station)
        for t in torn:
            tx.append(stream_of(t.id), facts.TicketUnprinted("interrupted"), "station")
        return len(torn)

    return store.write(work)


def void(store: Store, ticket_id: str, reason: str, actor: str = "technician") -> Ticket:
    """Withdraws a number. Raises Refused once it was called or ended, or without a reason."""

    def work(tx: Transaction) -> Ticket:
        t = _read(tx, ticket_id)
        if not reason.strip():
            raise Refused("reason-missing", "Hủy số cần có lý do.", "Ghi lý do rồi thử lại.")
        if t.state != WAITING:
            raise Refused("not-waiting", f"Số {t.number} đã được gọi hoặc đã kết thúc.", "Không hủy được nữa.")
        tx.append(stream_of(t.id), facts.TicketVoided(reason.strip()), actor)
        return _read(tx, ticket_id)

    return store.write(work)


def unprinted_tickets(store: Store) -> tuple[Ticket, ...]:
    """Own tickets of today whose paper did not come out and whose citizen still waits."""

    def work(conn: Snapshot) -> tuple[Ticket, ...]:
        day = serving_day(conn, store.me.office, None, store.clock.now_ms())
        return tuple(tickets.unprinted(conn, store.me.office, store.me.station, day))

    return store.read(work)


def _paper(store: Store, ticket_id: str, fact: facts.Fact, allowed: tuple[str, ...]) -> Ticket:
    def work(tx: Transaction) -> Ticket:
        t = _read(tx, ticket_id)
        if t.paper not in allowed or t.state in ENDED:
            raise Refused("paper-state", f"Phiếu {t.number} không ở trạng thái in được.", "Tải lại màn hình.")
        tx.append(stream_of(ticket_id), fact, "printer")
        return _read(tx, ticket_id)

    return store.write(work)


def _read(tx: Transaction, ticket_id: str) -> Ticket:
    tx.flush()
    found = tickets.get(tx.conn, tx.me.office, ticket_id)
    if found is None:
        raise Refused("ticket-unknown", "Không tìm thấy phiếu này.", "Kiểm tra lại số trên phiếu.")
    return found
