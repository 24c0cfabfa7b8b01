"""A lead's morning in the real window, on a real store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.services import counters, staff
from kiosk.services.staff import Staff

CONTROL = Qt.KeyboardModifier.ControlModifier
PASSWORD = "mua xuan 2026"


def test_a_clerk_is_told_why_not(open_office: Callable[..., Any]) -> None:
    office = open_office()
    office.sign_in("an.vt")
    assert office.window.desk is None
    said = office.window.sign_in_page.message.text()
    assert said == "Võ Thành An chưa được giao quyền quản trị. Nhờ lãnh đạo bộ phận đăng nhập."


@pytest.mark.parametrize("login", ["hanh.nt", "minh.tq"])
def test_leads_and_technicians_enter(open_office: Callable[..., Any], login: str) -> None:
    office = open_office()
    office.sign_in(login)
    assert office.window.desk is not None


def test_a_ticket_shows_at_once(office: Any) -> None:
    assert office.tile("Đang chờ")[0] == "0"
    office.issue()
    assert office.tile("Đang chờ")[:2] == ("1", "1 số đã cấp hôm nay")


def test_waiting_alone_brings_a_ticket_to_the_limit(office: Any) -> None:
    ticket = office.issue()
    assert office.desk.today_page.next_up.texts() == ("Không ai sắp chạm giới hạn trong 5 phút tới.",)
    office.later(minutes=16)
    (row,) = office.desk.today_page.next_up.texts()
    assert row == f"{ticket.number}, Hộ tịch, đã chờ 16 phút, còn 4 phút"
    office.later(minutes=7)
    assert office.desk.today_page.next_up.texts()[0].endswith("quá 3 phút")
    assert office.tile("Chờ lâu nhất") == ("23", "1 người quá 20 phút", "trouble")


def test_counters_open_and_pause(office: Any) -> None:
    counters.open_counter(office.store, 1, Staff("an.vt", "Võ Thành An", "clerk"), ("civil-status",))
    office.settle()
    assert office.tile("Quầy đang mở")[0] == "1/4"
    assert office.desk.today_page.counters.texts()[0] == "Quầy 1, Võ Thành An, Hộ tịch, mở từ 08:00"
    counters.pause(office.store, 1, "họp giao ban", "an.vt")
    office.settle()
    assert office.tile("Quầy đang mở")[:2] == ("0/4", "1 quầy tạm nghỉ")
    assert office.desk.today_page.counters.texts()[0] == "Quầy 1, Võ Thành An, họp giao ban, tạm nghỉ từ 08:00"


def test_stations_live_and_fall_silent(office: Any) -> None:
    office.world.seen = [
        ("kiosk-1", "kiosk", 15_000, {"printer": "ready"}), ("board-1", "board", 15_001, {}),
        ("kiosk-2", "kiosk", 1_000, {"printer": "paper_out", "unsent": 3}),
    ]  # fmt: skip
    office.later(seconds=5)
    assert office.tile("Máy đang chạy") == ("2/3", "im lặng: board-1", "trouble")
    assert office.tile("Máy in") == ("1/2", "kiosk-2: hết giấy", "trouble")
    assert office.tile("Việc chờ gửi")[:2] == ("3", "3 lên máy chủ đơn vị")
    assert office.desk.printers_page.others.texts()[1].startswith("kiosk-2, Thay cuộn giấy")


def test_the_hub_is_away_and_nothing_is_called_zero(office: Any) -> None:
    office.world.seen = [("kiosk-1", "kiosk", 1_000, {"printer": "ready"})]
    office.issue()
    office.later(minutes=10)
    assert office.tile("Máy đang chạy")[0] == "1/1"
    assert office.tile("Chờ lâu nhất")[0] == "10"
    office.world.away = True
    office.world.hub = replace(office.world.hub, up=False, since=office.clock.now_ms())
    office.later(minutes=32)
    assert office.tile("Máy đang chạy") == ("–", "Không có dữ liệu của các máy từ 08:10.", "warning")
    assert office.tile("Chờ lâu nhất")[0] == "10"
    assert "Không có dữ liệu mới từ 08:10" in office.desk.today_page.stale.words()
    assert "Không kết nối được máy chủ hàng đợi" in office.desk.today_page.stations.texts()[0]
    assert "mất kết nối từ 08:10" in office.desk.header.hub.words()
    office.world.away, office.world.hub = False, replace(office.world.hub, up=True)
    office.later(seconds=5)
    assert office.tile("Máy đang chạy")[0] == "1/1"
    assert office.desk.today_page.stale.words() == ""
    assert office.tile("Chờ lâu nhất")[0] == "42"


def test_pages_turn_by_keys(office: Any) -> None:
    for place, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5)):
        office.press(key, CONTROL)
        assert office.desk.pages.currentIndex() == place
        assert office.desk.nav.buttons[place].isChecked()


def test_a_colleague_is_added_by_keys_alone(office: Any) -> None:
    office.press(Qt.Key.Key_3, CONTROL)
    office.press(Qt.Key.Key_N, CONTROL)
    form = office.desk.staff_page.form
    for edit, text in ((form.name, "Lê Văn Dũng"), (form.login, "dung.lv"), (form.password, PASSWORD)):
        assert office.window.focusWidget() is edit
        edit.insert(text)
        office.press(Qt.Key.Key_Return)
    QTest.keyClicks(form.last, PASSWORD)
    form.roles["technician"].click()
    form.last.setFocus()
    office.press(Qt.Key.Key_Return)
    assert office.notice.startswith("Đã thêm Lê Văn Dũng.")
    assert staff.sign_in(office.store, "dung.lv", PASSWORD).role == "technician"
    assert "Lê Văn Dũng, dung.lv, Kỹ thuật viên" in office.desk.staff_page.people.texts()
    assert form.password.text() == form.last.text() == form.login.text() == ""


def test_tab_walks_the_form_as_it_is_read(office: Any) -> None:
    office.press(Qt.Key.Key_3, CONTROL)
    office.press(Qt.Key.Key_N, CONTROL)
    form = office.desk.staff_page.form
    for widget in (form.name, form.login, form.roles["clerk"], form.password, form.last, form.button):
        assert office.window.focusWidget() is widget
        office.press(Qt.Key.Key_Tab)


def test_a_role_is_chosen_by_arrows(office: Any) -> None:
    office.desk.open(2)
    form = office.desk.staff_page.form
    form.roles["clerk"].setFocus()
    office.press(Qt.Key.Key_Right)
    assert form.account().role == "lead"
    assert form.right.text().startswith("Làm việc tại quầy và vào trang quản trị, giữ tài khoản")


@pytest.mark.parametrize(
    ("login", "name", "again", "said"),
    [
        ("", "Lê Văn Dũng", PASSWORD, "Chưa điền đủ"),
        ("dung.lv", "Lê Văn Dũng", "khac", "không giống nhau"),
        ("an.vt", "Lê Văn Dũng", PASSWORD, "là của Võ Thành An"),
        ("Dũng", "Lê Văn Dũng", PASSWORD, "không dấu"),
        ("an.vt", "Võ Thành An", PASSWORD, "đã có người dùng"),
    ],
)
def test_a_wrong_form_is_refused_in_words_and_keeps_what_was_typed(
    office: Any, login: str, name: str, again: str, said: str
) -> None:
    before = staff.staff(office.store)
    office.desk.open(2)
    form = office.desk.staff_page.form
    form.name.setText(name)
    form.login.setText(login)
    form.password.setText(PASSWORD)
    form.last.setText(again)
    form.button.click()
    office.settle()
    assert said in form.message.text()
    assert form.name.text() == name
    assert staff.staff(office.store) == before


def test_the_doctor_is_asked_when_looked_at_and_again_by_f5(office: Any) -> None:
    assert office.world.examined == 0
    office.press(Qt.Key.Key_5, CONTROL)
    assert office.world.examined == 1
    assert office.desk.doctor_page.verdict.text() == "Máy này tốt."
    office.press(Qt.Key.Key_1, CONTROL)
    office.press(Qt.Key.Key_5, CONTROL)
    assert office.world.examined == 1
    office.press(Qt.Key.Key_F5)
    assert office.world.examined == 2


def test_an_error_of_ours_is_said_and_the_page_lives_on(office: Any) -> None:
    office.world.broken = True
    office.press(Qt.Key.Key_5, CONTROL)
    assert office.notice.startswith("Lỗi của chương trình")
    assert office.desk.doctor_page.again.isEnabled()
    office.press(Qt.Key.Key_Escape)
    assert office.notice == ""


def test_the_office_is_shown_with_its_file(office: Any) -> None:
    cards = office.desk.services_page.cards
    assert cards["fields"].texts()[0] == "A, Hộ tịch, Khai sinh, kết hôn, khai tử · quầy 1, 2 · Khu A, 12 phút"
    assert cards["hours"].texts()[:2] == ("Thứ Hai – Thứ Sáu, 07:00–11:30, 13:30–17:00", "Thứ Bảy – Chủ nhật, nghỉ")
    assert len(cards["counters"].texts()) == len(office.office.counters)


def test_signing_out_leaves_nothing_behind(office: Any) -> None:
    office.desk.header.leave.click()
    office.settle()
    assert office.window.desk is None
    assert office.window.sign_in_page.password.text() == ""
    office.issue()
    office.sign_in("minh.tq")
    assert office.tile("Đang chờ")[0] == "1"


def test_three_columns_on_a_wide_screen(office: Any) -> None:
    office.window.resize(1920, 1080)
    office.settle()
    page = office.desk.today_page
    assert page.stations.x() > page.counters.x() > page.next_up.x()
    office.window.resize(1440, 900)
    office.settle()
    assert page.stations.x() == page.counters.x() > page.fields.x()
