"""Opening, pausing and closing a counter."""

from __future__ import annotations

from kiosk.domain import facts
from kiosk.domain.counter import CLOSED, OPEN, PAUSED, CounterState, stream_of
from kiosk.domain.trouble import Refused
from kiosk.services.staff import Staff
from kiosk.store import tickets
from kiosk.store.store import Store, Transaction


def counter_state(store: Store, number: int) -> CounterState | None:
    """The counter as this station knows it; None if it was never opened."""
    return store.read(lambda conn: _state(tickets.counter_states(conn, store.me.office), number))


def open_counter(store: Store, number: int, staff: Staff, fields: tuple[str, ...]) -> CounterState:
    """A clerk takes a place. Raises Refused when another station holds the counter open, or no field is chosen."""
    if not fields:
        raise Refused("fields-missing", "Chưa chọn lĩnh vực phục vụ.", "Chọn ít nhất một lĩnh vực.")
    known = counter_state(store, number)
    if known and known.state != CLOSED and known.station != store.me.station:
        raise Refused(
            "counter-taken",
            f"Quầy {number} đang do {known.staff_name} mở ở máy {known.station}.",
            "Chọn quầy khác, hoặc đóng quầy ở máy kia.",
        )
    return _fact(store, number, facts.CounterOpened(number, staff.login, staff.name, fields), staff.login)


def pause(store: Store, number: int, reason: str, actor: str) -> CounterState:
    """The counter calls nobody for a while. Raises Refused unless it is open here, or without a reason."""
    if not reason.strip():
        raise Refused("reason-missing", "Tạm nghỉ cần có lý do.", "Chọn hoặc ghi lý do.")
    _must_be(store, number, OPEN)
    return _fact(store, number, facts.CounterPaused(number, reason.strip()), actor)


def resume(store: Store, number: int, actor: str) -> CounterState:
    """The counter calls again. Raises Refused unless it is paused here."""
    _must_be(store, number, PAUSED)
    return _fact(store, number, facts.CounterResumed(number), actor)


def close_counter(store: Store, number: int, actor: str) -> CounterState:
    """The clerk leaves. Raises Refused while a citizen is held here."""
    held = store.read(lambda conn: tickets.held_by(conn, store.me.office, store.me.station))
    if held:
        raise Refused(
            "counter-busy",
            f"Quầy còn giữ số {', '.join(t.number for t in held)}.",
            "Kết thúc, chuyển hoặc báo vắng trước khi đóng quầy.",
        )
    return _fact(store, number, facts.CounterClosed(number), actor)


def _must_be(store: Store, number: int, state: str) -> None:
    known = counter_state(store, number)
    if known is None or known.station != store.me.station or known.state != state:
        raise Refused("counter-state", f"Quầy {number} không ở trạng thái phù hợp.", "Tải lại màn hình.")


def _fact(store: Store, number: int, fact: facts.Fact, actor: str) -> CounterState:
    def work(tx: Transaction) -> CounterState:
        tx.append(stream_of(number), fact, actor)
        tx.flush()
        state = _state(tickets.counter_states(tx.conn, tx.me.office), number)
        assert state is not None
        return state

    return store.write(work)


def _state(states: list[CounterState], number: int) -> CounterState | None:
    return next((s for s in states if s.number == number), None)
