"""The paper is the token (queue-rules R3): any counter, in any partition, may serve the citizen who shows it.

Paper is in one place only, so serving stays exclusive without asking anybody.
"""

from __future__ import annotations

from kiosk.domain import facts
from kiosk.domain.number import parse_number
from kiosk.domain.office import Office
from kiosk.domain.qr import TicketQr, parse_qr_text
from kiosk.domain.ticket import CALLED, HELD, SERVED, SERVING, VOIDED, Ticket, stream_of
from kiosk.domain.trouble import Refused
from kiosk.services import days
from kiosk.services.serving import is_informed, is_sure, is_unsure
from kiosk.store import tickets
from kiosk.store.store import Store, Transaction, new_id

SCANNED, TYPED = "scanned", "typed"


def present(store: Store, office: Office, text: str, counter: int, actor: str) -> Ticket:
    """Serves the citizen whose paper was scanned (`text` is its QR) or whose number was typed, wherever the ticket
    stands as far as is known here, and even if nothing is known of it.

    Raises Refused for what is no ticket of this office and day, for one that was served or voided, and while another
    citizen is at this counter.
    """
    slip = parse_qr_text(text)
    label = parse_number(text)
    if slip is None and label is None:
        raise Refused("number-malformed", f"“{text[:40]}” không phải phiếu số.", "Quét mã QR trên phiếu hoặc nhập số.")

    def work(tx: Transaction) -> Ticket:
        day = days.serving_day(tx.conn, tx.me.office, office, tx.now)
        if slip:
            _check_slip(tx, slip, day)
            ticket_id, number = slip.ticket_id, slip.number
            known = tickets.get(tx.conn, tx.me.office, ticket_id)
        else:
            number = "{}{}{:03d}".format(*label or ("", "", 0))
            known = tickets.by_number(tx.conn, tx.me.office, day, number)
            ticket_id = known.id if known else new_id()
        _check_state(tx, known, number)
        fact = facts.TicketPresented(counter, day, number, SCANNED if slip else TYPED)
        tx.append(stream_of(ticket_id), fact, actor)
        is_sure(tx, ticket_id)
        return _after(tx, ticket_id)

    return store.write(work)


def join_typed(tx: Transaction) -> int:
    """Numbers that were typed here before their tickets came to light go on at those tickets. Runs in the transaction
    that recorded what came from elsewhere; returns how many. A file that was put back waits until a hub has told it
    what its former life had joined already (R6), and repeats no service of its own that stands there."""
    if not is_informed(tx.conn, tx.me):
        return 0
    tx.flush()
    joined = 0
    for typed in tickets.typed_by(tx.conn, tx.me.office, tx.me.station):
        real = tickets.by_number(tx.conn, tx.me.office, typed.service_day, typed.number)
        if real is None or not real.station:
            continue
        done = real.state == SERVED and real.holder == tx.me.station
        presented = facts.TicketPresented(typed.counter, typed.service_day, typed.number, TYPED)
        tx.append(stream_of(real.id), presented, "station")
        if typed.priority_by:
            tx.append(stream_of(real.id), facts.TicketPriorityConfirmed(typed.priority), typed.priority_by)
        if typed.state == SERVED and not done:
            tx.append(stream_of(real.id), facts.TicketServed(typed.counter), "station")
        elif typed.state == HELD:
            tx.append(stream_of(real.id), facts.TicketHeld(typed.counter, typed.reason), "station")
        tx.append(stream_of(typed.id), facts.TicketJoined(real.id), "station")
        joined += 1
    return joined


def _check_slip(tx: Transaction, slip: TicketQr, day: str) -> None:
    if slip.office_id != tx.me.office:
        raise Refused("office-other", "Phiếu này của đơn vị khác.", "Mời ông/bà lấy số tại đây.")
    if slip.service_day != day:
        raise Refused("day-other", f"Phiếu {slip.number} của ngày {slip.service_day}.", "Mời ông/bà lấy số hôm nay.")


def _check_state(tx: Transaction, known: Ticket | None, number: str) -> None:
    held = tickets.held_by(tx.conn, tx.me.office, tx.me.station)
    if busy := next((t for t in held if t.state in (CALLED, SERVING) and t.number != number), None):
        raise Refused("counter-busy", f"Quầy đang phục vụ số {busy.number}.", "Kết thúc hoặc giữ số đó trước.")
    if known and known.state == VOIDED:
        raise Refused("ticket-voided", f"Số {number} đã bị hủy.", "Mời ông/bà lấy số mới.")
    if known and known.state == SERVED:
        raise Refused(
            "ticket-served", f"Số {number} đã phục vụ xong ở quầy {known.counter}.", "Xem diễn biến của phiếu."
        )
    if known and known.state == SERVING and known.holder == tx.me.station and not is_unsure(tx, known.id):
        raise Refused("already-serving", f"Số {number} đang được phục vụ tại đây.", "Tiếp tục phục vụ.")


def _after(tx: Transaction, ticket_id: str) -> Ticket:
    tx.flush()
    after = tickets.get(tx.conn, tx.me.office, ticket_id)
    assert after is not None
    return after
