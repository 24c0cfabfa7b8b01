"""A clerk's day by keys alone, on a real store: what is on screen and what the journal holds."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.services import counters, overview, serving
from ui.viewmodels import counter_person as person

ENTER, F2, DEL, ESC = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier


def shown_state(place: Any) -> tuple[str, str]:
    return place.desk.person.number.text(), place.desk.person.state.text()


@pytest.mark.parametrize("key", [F2, Qt.Key.Key_Space], ids=["F2", "Space"])
def test_next_calls_the_first_of_the_line(place: Any, key: Any) -> None:
    first, second = place.issue(), place.issue()
    place.press(key)
    assert shown_state(place) == ("A001", "Đã gọi  ·  0:00")
    assert (place.state_of(first), place.state_of(second)) == ("called", "waiting")
    place.later(seconds=23)
    assert shown_state(place)[1] == "Đã gọi  ·  0:23"


def test_enter_begins_and_ends_a_service(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press(ENTER)
    place.later(minutes=4, seconds=10)
    assert shown_state(place) == ("A001", "Đang phục vụ  ·  4:10")
    place.press(ENTER)
    assert place.state_of(ticket) == "served"
    assert place.props.person.phase == person.FREE
    assert place.notice == "Đã xong A001."


def test_s_begins_too_but_never_ends(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press("s")
    assert place.state_of(ticket) == "serving"
    place.press("s")
    assert place.state_of(ticket) == "serving"


def test_f2_while_serving_ends_and_calls_the_next_as_its_button_says(place: Any) -> None:
    first, second = place.issue(), place.issue()
    place.press(F2)
    place.press(ENTER)
    assert place.desk.person.buttons[1].texts() == ("Xong và gọi tiếp", "F2")
    place.press(F2)
    assert (place.state_of(first), place.state_of(second)) == ("served", "called")


def test_the_space_bar_ends_nobodys_service(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press(ENTER)
    place.press(Qt.Key.Key_Space)
    assert place.state_of(ticket) == "serving"
    assert "A001 đang ở quầy" in place.notice


def test_f2_while_called_skips_nobody(place: Any) -> None:
    first, second = place.issue(), place.issue()
    place.press(F2)
    place.press(F2)
    assert (place.state_of(first), place.state_of(second)) == ("called", "waiting")
    assert "A001 đang ở quầy" in place.notice


def test_recall(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.later(seconds=30)
    place.press("r")
    assert serving.current_ticket(place.store).recalls == 1
    assert shown_state(place)[1] == "Đã gọi lại  ·  0:00"
    assert place.state_of(ticket) == "called"


def test_absence_is_asked_before_it_is_written(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press(DEL)
    assert place.state_of(ticket) == "called"
    assert "Ghi A001 vắng mặt?" in place.notice
    assert place.desk.person.buttons[4].texts()[0] == "Xác nhận vắng"
    place.press(DEL)
    assert place.state_of(ticket) == "absent"


@pytest.mark.parametrize("way_out", ["escape", "time"])
def test_an_absence_not_confirmed_is_forgotten(place: Any, way_out: str) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press(DEL)
    if way_out == "escape":
        place.press(ESC)
    else:
        place.later(seconds=7)
    assert place.notice == ""
    place.press(DEL)
    assert place.state_of(ticket) == "called"


def test_hold_and_take_up_again(place: Any) -> None:
    held, other = place.issue(), place.issue()
    place.press(F2)
    place.press(ENTER)
    place.press("h")
    assert place.state_of(held) == "held"
    assert [row.number for row in place.props.held] == ["A001"]
    assert place.desk.person.buttons[2].texts() == ("Tiếp tục A001", "H")
    place.press(F2)
    assert place.state_of(other) == "called"
    place.press(ENTER)
    place.press(ENTER)
    place.press("h")
    assert place.state_of(held) == "serving"


def test_transfer_by_typing_a_few_letters_without_marks(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press("t")
    assert place.desk.panels.isVisible()
    for char in "dat":
        place.press(char)
    assert place.desk.transfer.targets.currentItem().text().startswith("Đất đai")
    place.press(ENTER)
    moved = overview.find_ticket(place.store, place.paper(ticket))
    assert moved is not None
    assert (moved.state, moved.field, moved.transfers) == ("waiting", "land", 1)
    assert place.notice == "Đã chuyển A001 đến Đất đai."
    assert not place.desk.panels.isVisible()


def test_transfer_to_a_counter_chosen_with_the_arrows(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press("t")
    for char in "quay":
        place.press(char)
    place.press(Qt.Key.Key_Down)
    place.press(ENTER)
    moved = overview.find_ticket(place.store, place.paper(ticket))
    assert moved is not None
    assert (moved.to_counter, moved.state) == (3, "waiting")


def test_a_quick_typist_has_the_keys_back_after_a_panel_was_answered(place: Any) -> None:
    place.issue()
    other = place.issue()
    place.press(F2)
    place.press("t")
    for char in "dat":
        QTest.keyClick(place.focus, char)
    QTest.keyClick(place.focus, ENTER)
    place.settle()
    place.press(F2)
    place.press("r")
    called = overview.find_ticket(place.store, place.paper(other))
    assert called is not None
    assert called.recalls == 1


def test_transfer_before_any_hub_was_met_keeps_the_citizen_here(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.hub_is(hub="")
    place.vm.transfer("land", 0, "")
    place.settle()
    assert place.state_of(ticket) == "called"
    assert "chưa từng gặp máy chủ hàng đợi" in place.notice


def test_a_particular_number_needs_a_reason(place: Any) -> None:
    place.issue()
    wanted = place.issue()
    place.press("n")
    for char in "a002":
        place.press(char)
    place.press(ENTER)
    assert place.state_of(wanted) == "waiting"
    assert place.focus is place.desk.number.reason
    place.press("1", Qt.KeyboardModifier.AltModifier)
    place.press(ENTER)
    called = overview.find_ticket(place.store, place.paper(wanted))
    assert called is not None
    assert (called.state, called.calls[-1].branch) == ("called", "by_number")
    assert "gọi riêng số này: Người dân đưa phiếu tại quầy" in [f.value for f in place.props.sheet.facts]
    assert called.calls[-1].reason == "Người dân đưa phiếu tại quầy"


def test_a_number_that_cannot_be_called_is_said(place: Any) -> None:
    place.vm.call_number("A077", "lỡ lượt")
    place.settle()
    assert "Hôm nay không có số A077" in place.notice
    assert place.props.person.phase == person.FREE


def test_pause_with_a_reason_and_open_again(place: Any) -> None:
    place.press("p")
    place.press(ENTER)
    assert place.desk.panels.isVisible(), "no reason yet"
    for char in "hop":
        place.press(char)
    place.press(ENTER)
    state = counters.counter_state(place.store, 2)
    assert (state.state, state.reason) == ("paused", "hop")
    assert shown_state(place)[1].startswith("Tạm nghỉ")
    place.press(F2)
    assert serving.current_ticket(place.store) is None
    place.press(ENTER)
    assert counters.counter_state(place.store, 2).state == "open"


def test_ctrl_f_opens_a_ticket_without_calling_it(place: Any) -> None:
    ticket = place.issue("certification")
    place.press(Qt.Key.Key_F, CONTROL)
    for char in "b001":
        place.press(char)
    place.press(ENTER)
    assert place.props.sheet.title == "Đang xem phiếu B001 (đang chờ)"
    assert place.state_of(ticket) == "waiting"
    place.press(ESC)
    assert place.props.sheet is None


def test_looking_through_the_line_with_the_arrows_calls_nobody(place: Any) -> None:
    tickets = [place.issue(), place.issue()]
    place.press(Qt.Key.Key_Down)
    place.press(Qt.Key.Key_Down)
    assert place.props.sheet.number == "A002"
    assert [place.state_of(t) for t in tickets] == ["waiting", "waiting"]


def test_f1_shows_every_key_and_escape_gives_the_keys_back(place: Any) -> None:
    place.press(Qt.Key.Key_F1)
    assert place.desk.panels.currentWidget() is place.desk.keys_sheet
    place.press(ESC)
    assert not place.desk.panels.isVisible()
    place.issue()
    place.press(F2)
    assert shown_state(place)[0] == "A001"


def test_letters_typed_into_a_field_do_nothing_else(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press(Qt.Key.Key_F, CONTROL)
    for char in "rhstnp":
        place.press(char)
    assert place.desk.find.text.text() == "rhstnp"
    assert place.state_of(ticket) == "called"
    assert serving.current_ticket(place.store).recalls == 0


def test_every_button_does_what_its_key_does(place: Any) -> None:
    place.issue()
    buttons = place.desk.person.buttons
    for press, expected in ((0, "called"), (1, "called"), (0, "serving"), (2, "held")):
        buttons[press].click()
        place.settle()
        found = overview.find_ticket(place.store, "A001")
        assert found is not None
        assert found.state == expected
    assert found.recalls == 1


def test_every_button_names_its_key(place: Any) -> None:
    place.issue()
    place.press(F2)
    for button in place.desk.person.buttons:
        words, keys = button.texts()
        assert words
        assert keys
        assert keys in button.accessibleName()
