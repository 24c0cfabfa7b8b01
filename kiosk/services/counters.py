"""Opening, pausing and closing a counter."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain import facts
from kiosk.domain.counter import CLOSED, OPEN, PAUSED, CounterState, stream_of
from kiosk.domain.service_day import service_day
from kiosk.domain.trouble import Refused
from kiosk.services.staff import Staff
from kiosk.store import tickets
from kiosk.store.counters import counter_states
from kiosk.store.store import Store, Transaction


def counter_state(store: Store, number: int) -> CounterState | None:
    """The counter as this station knows it; None if it was never opened."""
    return store.read(lambda conn: _state(counter_states(conn, store.me.office), number))


def open_counter(store: Store, number: int, staff: Staff, fields: tuple[str, ...]) -> CounterState:
    """A clerk takes a place. Raises Refused when no field is chosen, or another station has opened the counter today:
    one that was left open on a former day is free."""
    if not fields:
        raise Refused("fields-missing", "Chưa chọn lĩnh vực phục vụ.", "Chọn ít nhất một lĩnh vực.")

    def check(tx: Transaction, known: CounterState | None) -> None:
        if known is None or known.state == CLOSED or known.station == tx.me.station:
            return
        if service_day(None, known.since) >= service_day(None, tx.now):
            raise Refused(
                "counter-taken",
                f"Quầy {number} đang do {known.staff_name} mở ở máy {known.station}.",
                "Chọn quầy khác, hoặc đóng quầy ở máy kia.",
            )

    return _fact(store, number, facts.CounterOpened(number, staff.login, staff.name, fields), staff.login, check)


def pause(store: Store, number: int, reason: str, actor: str) -> CounterState:
    """The counter calls nobody for a while. Raises Refused unless it is open here, or without a reason."""
    if not reason.strip():
        raise Refused("reason-missing", "Tạm nghỉ cần có lý do.", "Chọn hoặc ghi lý do.")
    return _fact(store, number, facts.CounterPaused(number, reason.strip()), actor, _must_be(number, OPEN))


def resume(store: Store, number: int, actor: str) -> CounterState:
    """The counter calls again. Raises Refused unless it is paused here."""
    return _fact(store, number, facts.CounterResumed(number), actor, _must_be(number, PAUSED))


def close_counter(store: Store, number: int, actor: str) -> CounterState:
    """The clerk leaves. Raises Refused while a citizen is held here, or when the counter is not open here."""

    def check(tx: Transaction, known: CounterState | None) -> None:
        _must_be(number, OPEN, PAUSED)(tx, known)
        if held := tickets.held_by(tx.conn, tx.me.office, tx.me.station):
            raise Refused(
                "counter-busy",
                f"Quầy còn giữ số {', '.join(t.number for t in held)}.",
                "Kết thúc, chuyển hoặc báo vắng trước khi đóng quầy.",
            )

    return _fact(store, number, facts.CounterClosed(number), actor, check)


Check = Callable[[Transaction, CounterState | None], None]


def _must_be(number: int, *states: str) -> Check:
    def check(tx: Transaction, known: CounterState | None) -> None:
        if known is None or known.station != tx.me.station or known.state not in states:
            raise Refused("counter-state", f"Quầy {number} không ở trạng thái phù hợp.", "Tải lại màn hình.")

    return check


def _fact(store: Store, number: int, fact: facts.Fact, actor: str, check: Check) -> CounterState:
    def work(tx: Transaction) -> CounterState:
        check(tx, _state(counter_states(tx.conn, tx.me.office), number))
        tx.append(stream_of(number), fact, actor)
        tx.flush()
        state = _state(counter_states(tx.conn, tx.me.office), number)
        assert state is not None
        return state

    return store.write(work)


def _state(states: list[CounterState], number: int) -> CounterState | None:
    return next((s for s in states if s.number == number), None)
