"""Settling a priority class at the counter: the line of the sheet, the panel by key and by hand."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from kiosk.services import overview, serving

ENTER, F2, ESC = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Escape
UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down
CARD = "001090123456|012345678|NGUYEN VAN AN|01011950|Nam|Quy Nhon|15042021"


def standing(place: Any, number: str = "A001") -> tuple[str, str]:
    ticket = overview.find_ticket(place.store, number)
    assert ticket is not None
    return ticket.priority, ticket.priority_by


def line(place: Any) -> tuple[str, str]:
    """The priority as the sheet says it: its label and its value, "" for none."""
    facts = [f for f in place.props.sheet.facts if f.label.startswith("Ưu tiên")]
    return (facts[0].label, facts[0].value) if facts else ("", "")


def button(place: Any) -> QPushButton | None:
    found = [b for b in place.desk.work.facts.findChildren(QPushButton) if b.text().endswith("  U") and b.isVisible()]
    return found[0] if found else None


def panel_is_open(place: Any) -> bool:
    return bool(place.desk.panels.isVisible() and place.desk.panels.currentWidget() is place.desk.priority)


def chosen(place: Any) -> str:
    marked = place.desk.priority.classes.selectedItems()
    return str(marked[0].text()) if marked else ""


def test_u_and_enter_confirm_what_was_stated(place: Any) -> None:
    place.issue(priority="elderly")
    place.press(F2)
    assert line(place) == ("Ưu tiên tự nhận", "Người cao tuổi · cần xem giấy tờ")
    place.press("u")
    assert panel_is_open(place)
    assert place.desk.priority.title.text() == "Ưu tiên của A001"
    assert chosen(place) == "Người cao tuổi"
    place.press(ENTER)
    assert not panel_is_open(place)
    assert standing(place) == ("elderly", "hanh.nt")
    assert line(place) == ("Ưu tiên", "Người cao tuổi · đã xem giấy tờ")
    assert place.notice == "Đã ghi ưu tiên: Người cao tuổi."
    assert [h.what for h in place.props.sheet.history][-1] == "Xác nhận ưu tiên: người cao tuổi"
    place.press(ENTER)
    assert place.state_of(overview.find_ticket(place.store, "A001")) == "serving", "the keys are the counter's again"


def test_somebody_without_proof_waits_like_everybody(place: Any) -> None:
    place.issue(priority="elderly")
    place.press(F2)
    place.press(ENTER)
    place.press("u")
    for _ in range(9):
        place.press(DOWN)
    assert chosen(place) == "Không thuộc diện ưu tiên"
    place.press(ENTER)
    assert standing(place) == ("", "hanh.nt")
    assert line(place) == ("Ưu tiên", "Không thuộc diện · đã xem giấy tờ")
    assert "ưu tiên" not in place.desk.person.detail.text()
    assert place.notice == "Đã ghi: không thuộc diện ưu tiên."


def test_a_class_for_somebody_who_stated_none_and_a_mistake_put_right(place: Any) -> None:
    place.issue()
    place.press(F2)
    assert line(place) == ("Ưu tiên", "Không tự nhận")
    place.press("U")
    assert chosen(place) == "Không thuộc diện ưu tiên"
    place.press(UP)
    place.press(ENTER)
    assert standing(place) == ("merit", "hanh.nt")
    place.press("u")
    place.press(UP)
    place.press(ENTER)
    assert standing(place) == ("pregnant", "hanh.nt")


def test_escape_leaves_it_as_it_was(place: Any) -> None:
    place.issue(priority="elderly")
    place.press(F2)
    place.press("u")
    place.press(DOWN)
    place.press(ESC)
    assert not panel_is_open(place)
    assert standing(place) == ("elderly", "")
    place.press("u")
    assert chosen(place) == "Người cao tuổi", "the next time it begins with what is known"


def test_by_hand_alone(place: Any, qtbot: Any) -> None:
    place.issue(priority="elderly")
    place.press(F2)
    press = button(place)
    assert press is not None
    assert press.accessibleName() == "Xác nhận ưu tiên, phím U"
    QTest.mouseClick(press, Qt.MouseButton.LeftButton)
    assert panel_is_open(place)
    classes = place.desk.priority.classes
    third = classes.visualItemRect(classes.item(2))
    assert third.height() >= 48, "a finger's width"
    QTest.mouseClick(classes.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, third.center().y()))
    assert chosen(place) == "Phụ nữ mang thai, có con nhỏ"
    assert panel_is_open(place), "a touch chooses, it does not confirm"
    QTest.mouseClick(place.desk.priority.do, Qt.MouseButton.LeftButton)
    place.settle()
    assert standing(place) == ("pregnant", "hanh.nt")
    again = button(place)
    assert again is not None
    assert again.text() == "Sửa  U"


def test_the_whole_list_is_seen_and_heard(place: Any) -> None:
    place.issue()
    place.press(F2)
    place.press("u")
    classes = place.desk.priority.classes
    assert classes.verticalScrollBar().maximum() == 0
    heard = QAccessible.queryAccessibleInterface(classes)
    assert heard is not None
    assert heard.text(QAccessible.Text.Name) == "Diện ưu tiên"
    rows = [heard.child(n).text(QAccessible.Text.Name) for n in range(classes.count())]
    for row, known in zip(rows, place.office.priorities, strict=False):
        assert row.startswith(known.name)
        assert known.legal_basis in row
    assert len(rows) == len(place.office.priorities) + 1
    assert rows[-1].startswith("Không thuộc diện ưu tiên")


def test_it_is_offered_only_for_the_citizen_in_front(place: Any) -> None:
    place.issue(priority="elderly")
    place.press("u")
    assert not panel_is_open(place)
    place.vm.opening.find("A001")
    place.settle()
    assert line(place) == ("Ưu tiên tự nhận", "Người cao tuổi · cần xem giấy tờ")
    assert button(place) is None
    place.press("u")
    assert not panel_is_open(place)


def test_the_proof_itself_may_be_scanned_while_the_panel_is_open(place: Any) -> None:
    place.issue(priority="elderly")
    place.press(F2)
    place.press("u")
    place.scan(CARD)
    assert panel_is_open(place)
    assert chosen(place) == "Người cao tuổi"
    assert standing(place) == ("elderly", ""), "the Enter of a scanner confirms nothing"
    assert "không phải phiếu số thứ tự" in place.notice
    place.press(ENTER)
    assert standing(place) == ("elderly", "hanh.nt")


@pytest.mark.parametrize("key", ["u", "t"])
def test_a_question_about_one_citizen_is_never_answered_for_the_next(place: Any, key: str) -> None:
    place.issue(priority="elderly")
    place.issue(priority="elderly")
    place.press(F2)
    place.press(ENTER)
    place.press(key)
    assert place.desk.panels.isVisible()
    QTest.mouseClick(place.desk.person.buttons[1], Qt.MouseButton.LeftButton)
    place.settle()
    assert serving.current_ticket(place.store).number == "A002"
    assert not place.desk.panels.isVisible()
    place.press(ENTER)
    assert standing(place, "A002") == ("elderly", "")
    assert place.state_of(overview.find_ticket(place.store, "A002")) == "serving"


def test_a_class_that_this_office_no_longer_has_must_be_chosen_anew(place: Any) -> None:
    place.issue(priority="elderly")
    place.press(F2)
    place.desk.open_panel(place.desk.priority, "A001", "veteran-of-1975")
    assert chosen(place) == ""
    place.press(ENTER)
    assert panel_is_open(place)
    assert standing(place) == ("elderly", "")


def test_enter_takes_a_target_that_was_touched_in_the_transfer_list(place: Any) -> None:
    place.issue()
    place.press(F2)
    place.press("t")
    targets = place.desk.transfer.targets
    second = targets.visualItemRect(targets.item(1)).center()
    QTest.mouseClick(targets.viewport(), Qt.MouseButton.LeftButton, pos=second)
    wanted = targets.item(1).text().partition("  ·")[0]
    place.press(ENTER)
    assert place.notice == f"Đã chuyển A001 đến {wanted}."
