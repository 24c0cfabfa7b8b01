"""Letting machines in and out from the admin's window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain.trouble import Refused, TryLater
from kiosk.store.trust import KnownKey, put_keys
from ui.admin_window import SMALLEST
from ui.viewmodels.admin_desk import NewMachine, ShownCode, WaitingCode
from ui.viewmodels.admin_machines import NOT_JOINED, MachinesInputs, derive_machines
from ui.viewmodels.admin_wording import kind_text

PASSWORD = "mua xuan 2026"
QR = "motcua-join:?server=https%3A%2F%2F192.0.2.7%3A8460&code=7KXM2QDA&ca=" + "3f" * 32


@dataclass
class Authority:
    """Notes what it is asked; refuses a wrong password."""

    asked: list[Any] = field(default_factory=list)
    waiting: tuple[WaitingCode, ...] = ()
    away: bool = False

    def code(self, login: str, password: str, machine: NewMachine) -> ShownCode:
        self._check(password)
        self.asked.append((login, machine))
        return ShownCode("7KXM-2QDA", QR, "https://192.0.2.7:8460", 30 * 60_000)

    def withdraw(self, login: str, password: str, station: str) -> int:
        self._check(password)
        self.asked.append((login, f"no code for {station}"))
        self.waiting = ()
        return 1

    def codes(self) -> tuple[WaitingCode, ...]:
        if self.away:
            raise TryLater("unreachable", "Không kết nối được https://192.0.2.8:8470.")
        return self.waiting

    def revoke(self, login: str, password: str, station: str) -> int:
        self._check(password)
        self.asked.append((login, station))
        return 1

    def _check(self, password: str) -> None:
        if password != PASSWORD:
            raise Refused("sign-in-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.", "Kiểm tra phím Caps Lock.")


@pytest.fixture
def office(open_office: Callable[..., Any], world: Any) -> Any:
    world.authority = Authority()
    made = open_office()
    made.sign_in()
    return made


def let_in(office: Any, station: str, kind: str = "kiosk", *, revoked_at: int = 0) -> None:
    key = KnownKey("commune", station, kind, f"{station:0<32}", bytes(32), office.clock.at, revoked_at)

    def work(tx: Any) -> None:
        put_keys(tx.conn, [key])
        tx.touch("trust")

    office.store.write(work)
    office.settle()


def test_a_code_is_asked_by_keys_alone_shown_large_and_read_by_a_camera(office: Any) -> None:
    office.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    office.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    page = office.desk.machines_page
    assert office.desk.page is page
    QTest.keyClicks(office.window.focusWidget(), "kiosk-2")
    office.press(Qt.Key.Key_Return)
    QTest.keyClicks(office.window.focusWidget(), PASSWORD)
    office.press(Qt.Key.Key_Return)
    assert office.world.authority.asked == [("hanh.nt", NewMachine("kiosk-2", "kiosk"))]
    assert page.code.code.text() == "7KXM-2QDA"
    assert page.code.left.text().startswith("Còn 30 phút 00 giây")
    assert page.form.password.text() == ""
    picture = (
        page.code._qr.pixmap().toImage().convertToFormat(page.code._qr.pixmap().toImage().Format.Format_Grayscale8)
    )
    seen = Image.frombuffer("L", (picture.width(), picture.height()), bytes(picture.constBits()), "raw", "L",
                            picture.bytesPerLine(), 1)  # fmt: skip
    assert [found.text for found in zxingcpp.read_barcodes(seen)] == [QR]


def test_a_counters_number_is_asked_and_needed(office: Any) -> None:
    page = office.desk.machines_page
    office.desk.open(5)
    assert not page.form.counter.isVisibleTo(page)
    page.form.kinds["counter"].click()
    assert page.form.counter.isVisibleTo(page)
    page.form.station.setText("counter-4")
    page.form.password.setText(PASSWORD)
    page.offer()
    office.settle()
    assert "số quầy" in page.message.text()
    page.form.counter.setText("4")
    page.offer()
    office.settle()
    assert office.world.authority.asked == [("hanh.nt", NewMachine("counter-4", "counter", 4))]


def test_a_wrong_password_is_said_and_shows_no_code(office: Any) -> None:
    page = office.desk.machines_page
    office.desk.open(5)
    page.form.station.setText("kiosk-2")
    page.form.password.setText("wrong")
    page.offer()
    office.settle()
    assert "mật khẩu không đúng" in page.message.text()
    assert page.code.isHidden()


def test_the_code_goes_when_its_time_is_over_or_the_machine_has_come(office: Any) -> None:
    page = office.desk.machines_page
    office.desk.open(5)
    for end in (lambda: office.clock.forward(minutes=30), lambda: let_in(office, "kiosk-2")):
        office.desk.machines.offer(NewMachine("kiosk-2", "kiosk"), PASSWORD)
        office.settle()
        assert not page.code.isHidden()
        end()
        office.desk.machines.tick()
        office.settle()
        assert page.code.isHidden()
        assert page.code.code.text() == ""


def test_a_machine_is_shut_out_only_by_its_whole_name(office: Any) -> None:
    let_in(office, "kiosk-2")
    page = office.desk.machines_page
    office.desk.open(5)
    (row,) = page.machines.texts()
    assert row.startswith("kiosk-2, Máy lấy số · gia nhập 08:00 23/11/2026")
    page.out.password.setText(PASSWORD)
    for name, done in (("kiosk", []), ("kiosk-2", [("hanh.nt", "kiosk-2")])):
        page.out.station.setText(name)
        page.revoke()
        office.settle()
        assert office.world.authority.asked == done
    assert "Đã thu hồi kiosk-2" in office.notice
    let_in(office, "kiosk-2", revoked_at=office.clock.at)
    assert page.machines.texts()[0].endswith("đã thu hồi 08:00 23/11")


def test_codes_that_wait_are_listed_and_taken_back_by_name_and_password(office: Any) -> None:
    page, authority = office.desk.machines_page, office.world.authority
    authority.waiting = (WaitingCode("kiosk-2", "kiosk", "hanh.nt", 12 * 60_000),)
    office.desk.open(5)
    office.settle()
    assert page.codes.texts() == (f"kiosk-2, {kind_text('kiosk')} · hanh.nt cấp, còn 12 phút",)
    page.out.station.setText("kiosk-2")
    page.revoke()
    office.settle()
    assert "Hủy mã chưa dùng" in page.message.text()
    for password, done in (("", []), ("wrong", []), (PASSWORD, [("hanh.nt", "no code for kiosk-2")])):
        page.out.password.setText(password)
        QTest.mouseClick(page.out.withdraw, Qt.MouseButton.LeftButton)
        office.settle()
        assert authority.asked == done
    assert "Đã hủy mã của kiosk-2" in office.notice
    assert page.codes.isHidden()
    assert page.out.password.text() == ""


def test_a_code_that_is_over_leaves_the_list_and_a_silent_authority_is_said(office: Any) -> None:
    page, authority = office.desk.machines_page, office.world.authority
    authority.waiting = (WaitingCode("kiosk-2", "kiosk", "hanh.nt", 12 * 60_000),)
    office.desk.open(5)
    office.settle()
    office.clock.forward(minutes=12)
    office.desk.machines.tick()
    assert page.codes.isHidden()
    authority.away = True
    page.refresh()
    office.settle()
    assert page.codes.texts() == ("Chưa hỏi được máy cấp phép: Không kết nối được https://192.0.2.8:8470.",)


def test_taking_back_the_code_on_the_screen_takes_it_off(office: Any) -> None:
    page = office.desk.machines_page
    office.desk.open(5)
    office.desk.machines.offer(NewMachine("kiosk-2", "kiosk"), PASSWORD)
    office.world.authority.waiting = (WaitingCode("kiosk-2", "kiosk", "hanh.nt", 30 * 60_000),)
    office.settle()
    assert not page.code.isHidden()
    office.desk.machines.withdraw("kiosk-2", PASSWORD)
    office.settle()
    assert page.code.isHidden()


def test_a_machine_that_has_not_joined_says_how(open_office: Callable[..., Any]) -> None:
    made = open_office()
    made.sign_in()
    page = made.desk.machines_page
    assert page.machines.texts() == (NOT_JOINED,)
    assert not page.form.isEnabled()


def test_a_machine_that_came_back_stands_once_by_its_newest_key() -> None:
    old = KnownKey("commune", "kiosk-1", "kiosk", "aa" * 16, bytes(32), 5, revoked_at=9)
    new = KnownKey("commune", "kiosk-1", "kiosk", "bb" * 16, bytes(32), 9)
    props = derive_machines(MachinesInputs(True, 10, (old, new)))
    assert [(r.title, r.side) for r in props.machines.rows] == [("kiosk-1", "được phép")]
    assert props.good == ("kiosk-1",)


def test_code_qr_and_forms_fit_the_smallest_window(office: Any) -> None:
    office.window.resize(*SMALLEST)
    office.desk.open(5)
    office.desk.machines.offer(NewMachine("counter-4", "counter", 4), PASSWORD)
    office.settle()
    page = office.desk.machines_page
    assert not page.code.isHidden()
    assert page.widget().minimumSizeHint().width() <= page.viewport().width()
