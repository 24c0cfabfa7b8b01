"""The queue authority's decisions: accepting tickets and answering claims (queue-rules R2, R7)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import facts
from kiosk.domain.number import parse_number
from kiosk.domain.office import Office
from kiosk.domain.order import BY_NUMBER, PRIORITY, Choice, choose_next
from kiosk.domain.ticket import ABSENT, WAITING, Ticket, stream_of
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services import days, promotion
from kiosk.services.promotion import owned_after
from kiosk.store import claims, tickets
from kiosk.store.store import Snapshot, Store, Transaction


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A counter's wish to call. `number` empty = the next by rule; a particular number needs a `reason`.
    The same `claim_id` always gets the same ticket."""

    claim_id: str
    station: str
    counter: int
    fields: tuple[str, ...]
    actor: str
    number: str = ""
    reason: str = ""


def claim(store: Store, office: Office, request: ClaimRequest) -> Ticket | None:
    """Answers a claim in one transaction: the ticket it has won, or None when nobody waits for it.

    Raises Refused when a particular number cannot be called.
    """

    def work(tx: Transaction) -> Ticket | None:
        if before := _won_before(tx, request.claim_id):
            return tickets.get(tx.conn, tx.me.office, before)
        after = owned_after(tx.conn, tx.me)
        if after is None:
            raise TryLater(
                "not-the-hub", "Máy chủ này hiện không giữ hàng đợi.", "Máy sẽ tự tìm máy chủ đang giữ hàng đợi."
            )
        choice = _by_number(tx, office, request, after) if request.number else _by_rule(tx, office, request, after)
        if choice is None:
            return None
        won = choice.ticket
        claims.win(tx.conn, request.claim_id, won, tx.now)
        tx.append(
            stream_of(won.id),
            facts.TicketCalled(
                request.claim_id,
                request.counter,
                request.station,
                choice.branch,
                request.reason,
                promotion.epoch(tx.conn, tx.me.office),
            ),
            request.actor,
        )
        tx.flush()
        return tickets.get(tx.conn, tx.me.office, won.id)

    return store.write(work)


def accept_handovers(tx: Transaction) -> int:
    """Accepts every ticket in transit to this hub, and takes over what a former one left behind (R4); runs in the
    transaction that recorded them."""
    tx.flush()
    return promotion.take_in(tx)


def streaks(conn: Snapshot, office: Office, office_id: str, day: str, fields: tuple[str, ...]) -> dict[str, int]:
    """Per field, how many priority calls stand in a row until now."""
    branches = tickets.recent_branches(conn, office_id, day, fields, office.policy.priority_in_a_row)
    return {field: _leading(list_, PRIORITY) for field, list_ in branches.items()}


def _leading(branches: list[str], wanted: str) -> int:
    for n, branch in enumerate(branches):
        if branch != wanted:
            return n
    return len(branches)


def _won_before(tx: Transaction, claim_id: str) -> str | None:
    """What a claim has won here, or at another hub. A call that a take-over has left without force won nothing (R4),
    here neither: a hub that was replaced and leads again decides anew."""
    if won := claims.called_by(tx.conn, tx.me.office, claim_id):
        return won
    claims.forget(tx.conn, claim_id)
    return None


def _by_rule(tx: Transaction, office: Office, request: ClaimRequest, after: int) -> Choice | None:
    day = days.serving_day(tx.conn, tx.me.office, office, tx.now)
    line = tickets.line(
        tx.conn,
        tx.me.office,
        day,
        fields=request.fields,
        counter=request.counter,
        owner=tx.me.origin,
        owned_after=after,
    )
    fields = tuple({one.field for one in line})
    return choose_next(line, tx.now, office.policy, streaks(tx.conn, office, tx.me.office, day, fields))


def _is_ours(tx: Transaction, t: Ticket, after: int) -> bool:
    """Whether this station decides about the ticket: it owns it, or has decided the call that nobody answered."""
    own = (t.owner, t.owner_incarnation) == tx.me.origin[1:] and tickets.may_call(t, after)
    if t.state == ABSENT and not own:
        return not after and any(claims.result(tx.conn, last.claim_id) is not None for last in t.calls[-1:])
    return t.state != WAITING or own


def _by_number(tx: Transaction, office: Office, request: ClaimRequest, after: int) -> Choice:
    if not request.reason.strip():
        raise Refused("reason-missing", "Gọi ngoài thứ tự cần có lý do.", "Ghi lý do rồi gọi lại.")
    if parse_number(request.number) is None:
        raise Refused(
            "number-malformed", f"“{request.number}” không phải số thứ tự.", "Nhập như trên phiếu, ví dụ A012."
        )
    day = days.serving_day(tx.conn, tx.me.office, office, tx.now)
    letter, own, ordinal = parse_number(request.number) or ("", "", 0)
    t = tickets.by_number(tx.conn, tx.me.office, day, f"{letter}{own}{ordinal:03d}")
    if t is None:
        raise Refused("ticket-unknown", f"Hôm nay không có số {request.number}.", "Kiểm tra lại số trên phiếu.")
    if not _is_ours(tx, t, after):
        raise Refused(
            "not-here-yet", f"Số {t.number} chưa về tới máy chủ hàng đợi.", "Chờ máy lấy số có mạng rồi gọi lại."
        )
    if t.state not in (WAITING, ABSENT):
        raise Refused(
            "not-waiting", f"Số {t.number} đã được gọi ở quầy {t.counter} hoặc đã xong.", "Xem diễn biến của phiếu."
        )
    return Choice(t, BY_NUMBER)
