"""A counter that is left alone: nothing of the citizen is seen, no key acts, and nothing that was begun is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from kiosk.services import access_log, counters, staff
from ui.idle import Idle

CONTROL = Qt.KeyboardModifier.ControlModifier
LOGIN, PASSWORD = "hanh.nt", "mua xuan 2026"


@pytest.fixture
def busy(place: Any) -> Any:
    """A clerk who serves somebody."""
    place.number = place.issue().number
    place.press(Qt.Key.Key_F2)
    place.press(Qt.Key.Key_Return)
    assert place.vm.inputs.facts.current
    return place


def texts(window: Any) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def unlock(place: Any, login: str, password: str = PASSWORD) -> Any:
    page = place.window.lock.page
    page.login.setText(login)
    page.password.setText(password)
    page.submit()
    place.settle()
    return page


def test_a_locked_counter_shows_nobody_and_its_keys_are_dead(busy: Any) -> None:
    desk, vm = busy.desk, busy.vm
    assert busy.number in texts(busy.window)
    QTest.keyClick(busy.window.focusWidget(), Qt.Key.Key_L, CONTROL)
    busy.settle()
    assert busy.window.lock.is_locked
    assert busy.number not in texts(busy.window)
    assert not desk.isVisible()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_R, Qt.Key.Key_H, Qt.Key.Key_Delete, Qt.Key.Key_F1):
        QTest.keyClick(busy.window.focusWidget() or busy.window, key)
        busy.settle()
    assert vm.inputs.facts.current.ticket.number == busy.number
    assert vm.inputs.facts.current.ticket.state == "serving"


def test_the_same_person_goes_on_where_it_was(busy: Any) -> None:
    desk = busy.desk
    busy.window.lock.lock()
    assert "không đúng" in unlock(busy, LOGIN, "sai").message.text()
    unlock(busy, LOGIN)
    assert busy.window.centralWidget() is desk
    assert busy.number in texts(busy.window)
    busy.press(Qt.Key.Key_Return)
    assert busy.vm.inputs.facts.current is None


def test_a_clerk_cannot_open_it_and_another_lead_goes_on_under_the_own_name(busy: Any) -> None:
    for login, name, role in (("lan.pt", "Phạm Thị Lan", "lead"), ("an.vt", "Võ Thành An", "clerk")):
        staff.add_staff(busy.store, login, name, role, PASSWORD, LOGIN)
    busy.settle()
    busy.window.lock.lock()
    assert "Máy này đang do" in unlock(busy, "an.vt").message.text()
    unlock(busy, "lan.pt")
    assert busy.window.view_model.desk.staff.login == "lan.pt"
    assert busy.number in texts(busy.window)
    assert counters.counter_state(busy.store, 2).staff == "lan.pt"
    busy.press(Qt.Key.Key_Return)
    done = busy.store.read(lambda c: c.exec_driver_sql("SELECT actor FROM event WHERE type = 'ticket.served'").all())
    assert [row.actor for row in done] == ["lan.pt"]


def test_a_window_that_closes_while_locked_ends_well(busy: Any) -> None:
    busy.window.lock.lock()
    busy.window.close()
    busy.settle()
    assert not busy.window.lock.is_locked


def test_minutes_without_a_hand_lock_and_a_hand_puts_it_off(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = Idle(1)
    idle._timer.setInterval(150)
    idle.start()
    label = QLabel("x")
    qtbot.addWidget(label)
    with qtbot.waitSignal(idle.left_alone, timeout=5_000):
        pass
    here = QPointF(3, 3)
    move = QMouseEvent(QEvent.Type.MouseMove, here, here, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(label, move)
    assert idle._timer.isActive(), "a move is a hand"
    idle._timer.stop()
    QApplication.sendEvent(label, move)
    assert not idle._timer.isActive(), "a mouse that rests is none"
    QTest.keyClick(label, Qt.Key.Key_A)
    assert idle._timer.isActive()
    idle.stop()


def test_nought_minutes_never_lock(qtbot: Any) -> None:
    idle = Idle(0)
    idle.start()
    assert not idle._timer.isActive()


def test_opening_a_ticket_is_noted_once_for_each_opening(place: Any) -> None:
    one, two = place.issue(), place.issue()
    place.vm.opening.find(one.number)
    place.settle()
    for _ in range(3):
        place.vm.read()
        place.settle()
    place.scan(place.paper(two))
    for _ in range(2):
        place.vm.opening.look(one.number)
        place.vm.opening.look(two.number)
        place.settle()
    found = access_log.openings(place.store, 0, 2**62)
    assert sorted((o.label, o.place, o.actor) for o in found) == [
        (one.number, "tìm theo số", LOGIN), (two.number, "quét phiếu", LOGIN),
    ]  # fmt: skip
    place.vm.opening.find(one.number)
    place.settle()
    assert len(access_log.openings(place.store, 0, 2**62, one.number)) == 2


def test_what_cannot_be_noted_is_not_shown(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.domain.trouble import CallTechnician

    ticket = place.issue()

    def full(*_args: Any, **_more: Any) -> Callable[..., None]:
        raise CallTechnician("disk-full", "Ổ đĩa đã đầy.", "Giải phóng ổ đĩa.")

    monkeypatch.setattr(access_log, "opened", full)
    place.vm.opening.find(ticket.number)
    place.settle()
    assert "Ổ đĩa đã đầy" in place.notice
    assert place.vm.inputs.facts.viewed is None
