"""A lead keeps the accounts, reads who opened what, and finds the window locked where it was left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from kiosk.domain.trouble import Refused
from kiosk.services import access_log, staff

CONTROL = Qt.KeyboardModifier.ControlModifier
LOGIN, PASSWORD = "hanh.nt", "mua xuan 2026"


def choose(form: Any, login: str) -> None:
    form.who.setCurrentIndex(form.who.findData(login))
    form.who.activated.emit(form.who.currentIndex())


@pytest.fixture
def form(office: Any) -> Any:
    office.desk.open(2)
    office.settle()
    return office.desk.staff_page.account


def test_a_clerk_becomes_a_technician(office: Any, form: Any) -> None:
    choose(form, "an.vt")
    assert form.role == "clerk"
    form.roles["technician"].click()
    form.save.click()
    office.settle()
    assert office.notice.startswith("Võ Thành An nay là kỹ thuật viên.")
    assert staff.sign_in(office.store, "an.vt", PASSWORD).role == "technician"


def test_the_last_lead_stays(office: Any, form: Any) -> None:
    choose(form, LOGIN)
    form.roles["clerk"].click()
    form.save.click()
    office.settle()
    assert "lãnh đạo cuối cùng" in form.message.text()
    assert staff.sign_in(office.store, LOGIN, PASSWORD).role == "lead"


def test_switching_off_asks_twice_and_can_be_taken_back(office: Any, form: Any) -> None:
    choose(form, "an.vt")
    form.reason.setText("chuyển công tác")
    form.switch.click()
    office.settle()
    assert form.switch.text() == "Bấm lần nữa để ngừng Võ Thành An"
    assert staff.sign_in(office.store, "an.vt", PASSWORD)
    form.switch.click()
    office.settle()
    with pytest.raises(Refused, match="ngừng dùng"):
        staff.sign_in(office.store, "an.vt", PASSWORD)
    assert "an.vt · đã ngừng" in " ".join(office.desk.staff_page.people.texts())
    assert form.switch.text() == "Mở lại Võ Thành An"
    form.switch.click()
    office.settle()
    assert staff.sign_in(office.store, "an.vt", PASSWORD)


def test_choosing_another_disarms(office: Any, form: Any) -> None:
    choose(form, "an.vt")
    form.switch.click()
    choose(form, "minh.tq")
    form.switch.click()
    office.settle()
    assert staff.sign_in(office.store, "minh.tq", PASSWORD)


def test_a_one_time_password_is_shown_once_and_must_be_changed(office: Any, form: Any) -> None:
    choose(form, "minh.tq")
    form.reset.click()
    office.settle()
    password = office.notice.partition(": ")[2].partition(" ")[0].rstrip(".")
    office.press(Qt.Key.Key_Escape)
    assert office.notice == ""
    office.desk.header.leave.click()
    office.settle()
    page = office.window.sign_in_page
    page.login.setText("minh.tq")
    page.password.setText(password)
    page.submit()
    office.settle()
    assert page.title.text() == "Đặt mật khẩu mới"
    assert page.password.text() == ""
    assert not page.login.isVisible()
    for again, said in (("khac", "không giống nhau"), ("mật khẩu mới 9", "")):
        page.password.setText("mật khẩu mới 9")
        page.again.setText(again)
        page.submit()
        office.settle()
        assert not said or said in page.message.text()
    assert office.window.desk is not None
    assert not staff.sign_in(office.store, "minh.tq", "mật khẩu mới 9").must_change


def test_a_technician_sees_people_but_keeps_no_accounts_and_reads_no_log(open_office: Callable[..., Any]) -> None:
    office = open_office()
    office.sign_in("minh.tq")
    office.desk.open(2)
    office.settle()
    page = office.desk.staff_page
    assert len(page.people.texts()) == 3
    assert not page.account.isVisible()
    assert not page.form.isVisible()
    assert "Nhật ký xem" not in [b.accessibleName().partition(",")[0] for b in office.desk.nav.buttons]


def test_the_log_says_who_opened_what_and_narrows_by_words(office: Any) -> None:
    for number, actor in (("A001", "an.vt"), ("B002", "minh.tq")):
        access_log.opened(office.store, actor, access_log.Subject("ticket", f"id-{number}", number), "tìm theo số")
        office.clock.forward(minutes=1)
    office.store.write(lambda tx: access_log.note_corner(tx, "refused"))
    office.press(Qt.Key.Key_8, CONTROL)
    page = office.desk.access_page
    assert page.openings.texts() == (
        "23/11 08:02, Góc kỹ thuật của máy lấy số, gõ sai mã PIN ở góc kỹ thuật, admin-1",
        "23/11 08:01, Trần Quang Minh (minh.tq), phiếu B002 · tìm theo số, admin-1",
        "23/11 08:00, Võ Thành An (an.vt), phiếu A001 · tìm theo số, admin-1",
    )
    page.text.setText("a001")
    page.text.returnPressed.emit()
    office.settle()
    assert len(page.openings.texts()) == 1
    office.clock.forward(minutes=60 * 24)
    page.text.clear()
    page.text.returnPressed.emit()
    office.settle()
    assert page.openings.texts() == ("Không có lượt xem nào khớp.",)
    page.spans[7].click()
    office.settle()
    assert len(page.openings.texts()) == 3


def unlock(office: Any, login: str, password: str = PASSWORD) -> Any:
    page = office.window.lock.page
    page.login.setText(login)
    page.password.setText(password)
    page.submit()
    office.settle()
    return page


def test_ctrl_l_locks_and_only_a_password_opens(office: Any) -> None:
    office.desk.open(2)
    desk = office.desk
    office.press(Qt.Key.Key_L, CONTROL)
    page = office.window.lock.page
    assert office.window.centralWidget() is page
    assert not desk.isVisible()
    assert page.title.text() == "Màn hình đã khóa"
    assert page.login.text() == LOGIN
    for key in (Qt.Key.Key_1, Qt.Key.Key_L):
        office.press(key, CONTROL)
    assert desk.pages.currentIndex() == 2
    assert "không đúng" in unlock(office, LOGIN, "sai").message.text()
    assert "Máy này đang do Nguyễn Thị Hạnh" in unlock(office, "minh.tq").message.text()
    assert office.window.lock.is_locked
    unlock(office, LOGIN)
    assert office.window.centralWidget() is desk
    assert desk.isVisible()
    office.press(Qt.Key.Key_1, CONTROL)
    assert desk.pages.currentIndex() == 0


def test_another_lead_opens_it_and_works_under_the_own_name(open_office: Callable[..., Any]) -> None:
    office = open_office()
    office.sign_in("minh.tq")
    office.window.lock.lock()
    unlock(office, LOGIN)
    assert office.desk.desk.staff.login == LOGIN
    said = office.store.read(lambda c: c.exec_driver_sql("SELECT body FROM event WHERE type = 'staff.unlocked'").all())
    assert len(said) == 1
    assert LOGIN in said[0].body
    assert "minh.tq" in said[0].body


def test_one_who_was_switched_off_is_locked_out_at_once(open_office: Callable[..., Any]) -> None:
    from kiosk.services import accounts

    office = open_office()
    office.sign_in("minh.tq")
    accounts.change(office.store, "commune", "an.vt", "Võ Thành An", "technician", LOGIN)
    office.settle()
    assert not office.window.lock.is_locked
    accounts.disable(office.store, "commune", "minh.tq", "nghỉ việc", LOGIN)
    office.settle()
    assert office.window.lock.is_locked
    assert "Tài khoản hoặc vai trò đã thay đổi" in office.window.lock.page.message.text()
    assert "ngừng dùng" in unlock(office, "minh.tq").message.text()
    assert office.window.lock.is_locked


def test_caps_lock_is_told_from_what_the_keys_write(open_office: Callable[..., Any]) -> None:
    page = open_office().window.sign_in_page
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for text, modifier, shown in (("A", none, True), ("a", none, False), ("a", shift, True), ("A", shift, False),
                                  ("A", none, True), ("7", none, True), ("b", none, False)):  # fmt: skip
        QApplication.sendEvent(page.password, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, text))
        assert page.caps.isVisible() == shown, (text, modifier)
