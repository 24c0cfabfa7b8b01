"""The test ticket against a virtual printer in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_test_ticket_comes_out(open_office: Callable[..., Any], paper: Any) -> None:
    office = open_office(paper.printer)
    office.sign_in()
    office.press(Qt.Key.Key_2, CONTROL)
    assert office.desk.printer.props.state == "Máy in sẵn sàng."
    assert paper.papers() == []
    office.press(Qt.Key.Key_P, CONTROL)
    assert len(paper.papers()) == 1
    assert office.notice.startswith("Phiếu thử đã in xong.")


def test_no_paper_is_said_with_its_remedy(open_office: Callable[..., Any], paper: Any) -> None:
    office = open_office(paper.printer)
    office.sign_in()
    paper.tell("paper_out")
    office.press(Qt.Key.Key_2, CONTROL)
    assert office.desk.printer.props.state == "Máy in hết giấy."
    office.press(Qt.Key.Key_P, CONTROL)
    assert office.notice.startswith("Phiếu thử chưa in được: máy in hết giấy. Thay cuộn giấy")
    assert paper.papers() == []


def test_the_button_waits_for_the_paper(open_office: Callable[..., Any], paper: Any) -> None:
    office = open_office(paper.printer)
    office.sign_in()
    card = office.desk.printers_page.own
    card.test.click()
    assert not card.test.isEnabled()
    assert card.test.text().startswith("Đang in…")
    card.test.click()
    office.settle()
    assert card.test.isEnabled()
    assert len(paper.papers()) == 1


def test_a_machine_without_a_printer_says_so(office: Any) -> None:
    props = office.desk.printer.props
    assert props.state == "Chưa cấu hình máy in."
    assert "[printer]" in props.remedy
    assert not office.desk.printers_page.own.test.isEnabled()
    office.press(Qt.Key.Key_2, CONTROL)
    office.press(Qt.Key.Key_P, CONTROL)
    assert office.notice == ""
