"""A scanner types like a keyboard: wherever the focus is, a ticket is opened and nothing else happens."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain.qr import qr_text
from kiosk.services import serving
from ui.viewmodels.counter_scan import BACKSPACE, FOREIGN, GAP_MS, GARBLED, KEYS, TICKET, Burst, read_scan

GOOD = qr_text("commune", "2026-11-23", "A012", "01923c1e-7d3a-7bbb-8add-0a1b2c3d4e5f")


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        (GOOD, TICKET, "A012"),
        (GOOD + "\r", TICKET, "A012"),
        (GOOD.replace("dd", "đ"), GARBLED, "A012"),
        (GOOD.replace("A012", "Ạ012"), GARBLED, ""),
        ("Mc1|qúy-nhơn|20261123|B007|abc", GARBLED, "B007"),
        ("MĆ|commune|2026|A012", GARBLED, "A012"),
        ("ḿc1|commune|20261123|B007|abc", GARBLED, "B007"),
        ("001090123456|012345678|NGUYỄN VĂN AN|01011990|Nam|Quy Nhơn|15042021", FOREIGN, ""),
        ("https://example.org/x", FOREIGN, ""),
        ("rh", KEYS, ""),
        ("", KEYS, ""),
    ],
)
def test_what_was_scanned(text: str, kind: str, number: str) -> None:
    scan = read_scan(text)
    assert (scan.kind, scan.number) == (kind, number)


def test_a_burst_ends_with_a_pause() -> None:
    burst = Burst()
    burst.feed("M", 1000)
    burst.feed("C", 1000 + GAP_MS)
    assert burst.text == "MC"
    burst.feed("r", 1000 + 2 * GAP_MS + 1)
    assert burst.text == "r"


def test_letters_taken_back_betray_an_input_method() -> None:
    burst = Burst()
    for at, char in enumerate(("x", "|", "a", BACKSPACE, "â", "|", "7", "|")):
        burst.feed(char, at)
    assert (burst.text, burst.rewritten) == ("x|â|7|", True)
    assert read_scan(burst.text, burst.rewritten).kind == GARBLED


@pytest.mark.parametrize("enter", [True, False], ids=["with Enter", "without"])
def test_a_scanned_ticket_is_opened_and_no_letter_of_it_acts(place: Any, enter: bool) -> None:
    ticket, other = place.issue("certification"), place.issue()
    place.press(Qt.Key.Key_F2)
    in_front = serving.current_ticket(place.store)
    place.scan(place.paper(other if in_front.id == ticket.id else ticket), enter)
    assert place.props.sheet.viewed
    after = serving.current_ticket(place.store)
    assert (after.id, after.state, after.recalls) == (in_front.id, "called", 0)
    assert not place.desk.panels.isVisible()
    assert place.notice == ""


def test_a_ticket_scanned_into_a_text_field_leaves_the_field_as_it_was(place: Any) -> None:
    ticket, _other = place.issue(), place.issue()
    place.press(Qt.Key.Key_P)
    for char in "hop":
        place.press(char)
    place.scan(place.paper(ticket))
    assert place.desk.pause.reason.text() == "hop"
    assert place.props.sheet.number == "A001"


def test_a_garbled_scan_is_said_and_the_number_is_offered(place: Any) -> None:
    place.issue()
    place.vm.opening.scanned(read_scan(place.paper(place.issue()).replace("commune", "cómmune")))
    place.settle()
    assert "Bộ gõ tiếng Việt" in place.notice
    assert "tiếng Anh" in place.notice
    assert place.desk.find.text.text() == "A002"
    place.press(Qt.Key.Key_Return)
    assert place.props.sheet.number == "A002"


def test_a_garbled_scan_typed_key_by_key_acts_on_nobody(place: Any) -> None:
    ticket = place.issue()
    place.press(Qt.Key.Key_F2)
    text = place.paper(ticket).replace("commune", "commn")
    for char in text[:8]:
        QTest.keyClick(place.focus, char)
    QTest.keyClick(place.focus, Qt.Key.Key_Backspace)
    for char in text[8:]:
        QTest.keyClick(place.focus, char)
    QTest.keyClick(place.focus, Qt.Key.Key_Return)
    place.settle()
    assert place.notice != ""
    assert place.state_of(ticket) == "called"


def test_an_identity_card_is_not_shown_on_screen(place: Any) -> None:
    place.scan("001090123456|012345678|NGUYEN VAN AN|01011990|Nam|Quy Nhon|15042021")
    assert "không phải phiếu" in place.notice
    assert "NGUYEN" not in place.notice


def test_a_ticket_of_yesterday_or_of_another_office(place: Any) -> None:
    place.scan(qr_text("commune", "2026-11-20", "A001", "x"))
    assert "của ngày 20/11/2026, đã hết hạn" in place.notice
    place.scan(qr_text("pleiku", "2026-11-23", "A001", "x"))
    assert "nơi khác" in place.notice
    place.scan(qr_text("commune", "2026-11-23", "A099", "x"))
    assert "Hôm nay chưa thấy phiếu A099" in place.notice


def test_two_keys_at_once_do_nothing(place: Any) -> None:
    ticket = place.issue()
    place.press(Qt.Key.Key_F2)
    place.scan("rh", enter=False)
    assert "nhiều phím" in place.notice
    assert place.state_of(ticket) == "called"


def test_a_scanned_paper_that_nobody_here_knows_is_served_at_once(place: Any) -> None:
    place.hub_is(up=False, trouble="mất mạng")
    place.scan(GOOD)
    assert "bấm G để phục vụ ngay" in place.notice
    place.press(Qt.Key.Key_G)
    assert place.desk.paper.text.text() == "A012"
    place.press(Qt.Key.Key_Return)
    now = serving.current_ticket(place.store)
    assert now is not None
    assert (now.id, now.number, now.state) == (GOOD.rpartition("|")[2], "A012", "serving")
    assert place.props.person.phase == "serving"
    place.press(Qt.Key.Key_Return)
    assert place.props.person.phase == "free"


def test_a_typed_number_is_served_too_and_a_wrong_one_said(place: Any) -> None:
    ticket = place.issue()
    place.press(Qt.Key.Key_G)
    for text in ("khong phai so", ticket.number.lower()):
        place.desk.paper.text.setText(text)
        place.desk.paper.submit()
        place.settle()
        if text != ticket.number.lower():
            assert "không phải phiếu số" in place.notice
            place.press(Qt.Key.Key_G)
    assert place.state_of(ticket) == "serving"
