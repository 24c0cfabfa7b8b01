"""A person at the kiosk, by real touches on a real window over a real store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.domain.qr import parse_qr_text
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.trouble import CallTechnician
from kiosk.services import access_log
from printing.trouble import PrintTrouble
from ui.hand import deeds


def test_three_touches_give_a_number_and_its_paper(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    assert kiosk.page == "fields"
    kiosk.tap("field-civil-status")
    assert kiosk.page == "ticket"
    assert kiosk.sees("A001")
    [ticket] = kiosk.tickets()
    [slip] = kiosk.printer.slips
    read = parse_qr_text(slip.qr_text)
    assert read is not None
    assert (read.number, read.ticket_id, ticket.paper, ticket.transit_to) == ("A001", ticket.id, "printed", "hub-1")
    kiosk.tap("ticketDone")
    assert kiosk.page == "home"


def test_a_double_tap_takes_one_number(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    tile = deeds.tappable({"name": "field-civil-status"})
    for _ in range(4):
        deeds.tap(tile)
    kiosk.settle()
    assert len(kiosk.tickets()) == 1
    assert len(kiosk.printer.slips) == 1


def test_the_second_half_of_a_double_tap_does_not_choose_a_field(kiosk: Any) -> None:
    kiosk.tap("takeNumber", settle=False)
    window = kiosk.window.window
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(540, 700))
    kiosk.settle()
    assert kiosk.page == "fields"
    assert kiosk.tickets() == []


def test_two_fingers_on_two_fields_take_one_number(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    places = [deeds.tappable({"name": f"field-{code}"}) for code in ("civil-status", "land")]
    for place in places:
        deeds.tap(place)
    kiosk.settle()
    assert len(kiosk.tickets()) == 1


def test_a_long_press_takes_one_number(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    place = deeds.tappable({"name": "field-land"}).rect.center()
    window, button, plain = kiosk.window.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window, button, plain, place)
    kiosk.settle()
    QTest.mouseRelease(window, button, plain, place, 1500)
    kiosk.settle()
    assert len(kiosk.tickets()) == 1


def test_a_finger_that_slips_off_takes_none(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    place = deeds.tappable({"name": "field-land"}).rect
    window, button, plain = kiosk.window.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window, button, plain, place.center())
    QTest.mouseMove(window, QPoint(place.center().x(), 60))
    QTest.mouseRelease(window, button, plain, QPoint(place.center().x(), 60))
    kiosk.settle()
    assert kiosk.tickets() == []


def test_a_priority_class_is_stated_and_forgotten_with_its_person(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    kiosk.tap("priority")
    kiosk.tap(f"priority-{kiosk.office.priorities[0].code}")
    kiosk.tap("field-land")
    assert kiosk.tickets()[0].priority == kiosk.office.priorities[0].code
    kiosk.tap("ticketDone")
    kiosk.take_one("land")
    assert kiosk.tickets()[-1].priority == ""


def test_nobody_answers_the_idle_question_and_nothing_of_the_person_stays(kiosk: Any) -> None:
    kiosk.tap("english")
    kiosk.tap("takeNumber")
    kiosk.tap("priority")
    kiosk.tap(f"priority-{kiosk.office.priorities[1].code}")
    kiosk.pass_time(29)
    assert not kiosk.can_tap("answerYes")
    kiosk.pass_time(2)
    assert kiosk.can_tap("answerYes")
    kiosk.pass_time(21)
    kiosk.settle()
    assert kiosk.page == "home"
    assert kiosk.sees("Lấy số")
    assert kiosk.flow._visit.is_fresh


def test_the_question_can_be_put_off_ten_times(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    for _ in range(10):
        kiosk.pass_time(31)
        kiosk.settle()
        kiosk.tap("answerYes")
        assert kiosk.page == "fields"
    kiosk.pass_time(60)
    kiosk.settle()
    assert kiosk.page == "home"


def test_the_ticket_leaves_by_itself(kiosk: Any) -> None:
    kiosk.take_one()
    kiosk.pass_time(11)
    assert kiosk.page == "home"


def test_outside_office_hours_it_says_when_it_opens(kiosk: Any, clock: Any) -> None:
    clock.at = int(datetime(2026, 11, 23, 12, 0, tzinfo=VIETNAM).timestamp() * 1000)
    kiosk.flow.tick()
    kiosk.settle()
    assert kiosk.page == "closed"
    assert kiosk.sees("13:30")
    assert not kiosk.can_tap("takeNumber")


def test_missing_paper_is_said_before_a_number_is_taken(kiosk: Any) -> None:
    kiosk.printer.trouble = PrintTrouble.PAPER_OUT
    kiosk.look_at_printer()
    assert kiosk.sees("hết giấy")
    assert kiosk.tickets() == []
    kiosk.tap("takeNumber")
    kiosk.tap("field-land")
    [ticket] = kiosk.tickets()
    assert (kiosk.page, ticket.paper, kiosk.printer.slips) == ("ticket", "not_printed", [])
    assert kiosk.flow.ticket.qr.startswith("MC1|")


def test_paper_that_ran_out_unseen_is_asked_about_before_a_number_is_taken(kiosk: Any) -> None:
    kiosk.tap("takeNumber")
    kiosk.printer.trouble = PrintTrouble.COVER_OPEN
    kiosk.tap("field-land")
    assert kiosk.tickets() == []
    kiosk.tap("answerNo")
    assert (kiosk.page, kiosk.tickets()) == ("home", [])
    kiosk.tap("takeNumber")
    kiosk.tap("field-land")
    if kiosk.can_tap("answerYes"):
        kiosk.tap("answerYes")
    assert len(kiosk.tickets()) == 1


def test_paper_that_does_not_come_out_keeps_the_number_on_the_screen(kiosk: Any) -> None:
    kiosk.printer.fails = PrintTrouble.PAPER_OUT
    kiosk.take_one("land")
    [ticket] = kiosk.tickets()
    assert ticket.paper == "unprinted"
    assert kiosk.sees("Giấy không ra")
    assert kiosk.sees(ticket.number)
    assert ticket.id in kiosk.flow.ticket.qr


def test_cut_off_from_the_hub_it_goes_on_with_a_small_sign(kiosk: Any) -> None:
    kiosk.link.up = False
    kiosk.flow.tick()
    kiosk.settle()
    assert kiosk.sees("mất kết nối")
    kiosk.take_one()
    [ticket] = kiosk.tickets()
    assert (ticket.owner, ticket.transit_to) == ("kiosk-1", "")
    assert kiosk.printer.slips[0].offline


def test_without_a_series_it_says_so_and_takes_nothing(open_one: Any) -> None:
    kiosk = open_one(series=False)
    kiosk.take_one()
    assert kiosk.page == "stopped"
    assert kiosk.sees("chưa được cấp dải số")
    assert kiosk.tickets() == []


def test_a_store_that_does_not_open_is_said_on_the_screen(open_one: Any) -> None:
    kiosk = open_one(attach=False)
    assert kiosk.page == "starting"
    kiosk.flow.refuse(CallTechnician("disk-full", "Ổ đĩa đã đầy.", "Mời cán bộ kỹ thuật giải phóng ổ đĩa."))
    kiosk.settle()
    assert kiosk.sees("Ổ đĩa đã đầy.")


def test_a_procedure_is_found_without_marks_and_gives_a_number(with_catalogue: Any) -> None:
    kiosk = with_catalogue
    kiosk.tap("procedures")
    assert kiosk.page == "search"
    for letter in "lam giay khai sinh":
        kiosk.flow.search.type(letter)
    kiosk.settle()
    code = "1.001193"
    kiosk.tap(f"procedure-{code}")
    assert kiosk.page == "procedure"
    kiosk.tap("takeForProcedure")
    [ticket] = kiosk.tickets()
    assert (ticket.procedure, ticket.field) == (code, "civil-status")


def test_english_for_one_person(kiosk: Any) -> None:
    kiosk.tap("english")
    assert kiosk.sees("Take a number")
    kiosk.take_one()
    assert kiosk.sees("Please take your ticket")


def enter(kiosk: Any, pin: str) -> None:
    for _ in range(5):
        deeds.tap(deeds.tappable({"name": "technicianCorner"}))
    kiosk.settle()
    for digit in pin:
        kiosk.window.technician.type(digit)
    kiosk.settle()


def test_the_technicians_corner_needs_five_touches_and_the_pin(kiosk: Any) -> None:
    enter(kiosk, "0000")
    assert kiosk.page == "pin"
    for digit in "2580":
        kiosk.window.technician.type(digit)
    kiosk.settle()
    assert kiosk.page == "technician"
    kiosk.tap("exitProgram")
    assert kiosk.left == [True]


def test_wrong_pins_rest_over_a_restart_and_stand_in_the_log(kiosk: Any) -> None:
    enter(kiosk, "0000")
    for wrong in ("1111", "2222", "2580"):
        for digit in wrong:
            kiosk.window.technician.type(digit)
        kiosk.settle()
    assert kiosk.page == "pin"
    assert "Xin chờ một phút" in kiosk.window.technician.note
    noted = [o.label for o in access_log.openings(kiosk.store, 0, 2**62)]
    assert noted == ["refused"] * 3, "what comes while it rests fills no journal"
    kiosk.clock.forward(minutes=1)
    for digit in "2580":
        kiosk.window.technician.type(digit)
    kiosk.settle()
    assert kiosk.page == "technician"
    assert access_log.openings(kiosk.store, 0, 2**62)[0].label == "opened"


def test_an_owed_ticket_is_reprinted_with_its_number_or_withdrawn(kiosk: Any) -> None:
    kiosk.printer.fails = PrintTrouble.PAPER_OUT
    kiosk.take_one()
    kiosk.tap("ticketDone")
    kiosk.take_one()
    kiosk.tap("ticketDone")
    kiosk.printer.fails = None
    enter(kiosk, "2580")
    kiosk.tap("reprint-A001")
    assert [(s.number, s.reprint) for s in kiosk.printer.slips] == [("A001", True)]
    kiosk.tap("withdraw-A002")
    if kiosk.can_tap("withdraw-A002"):
        kiosk.tap("withdraw-A002")
    assert [t.number for t in kiosk.tickets()] == ["A001"]


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["upright", "wide"])
def test_everything_touchable_has_a_name_a_role_and_the_size_of_a_finger(open_one: Any, size: tuple[int, int]) -> None:
    """20 mm on a 21.5 inch screen of 1080 by 1920 are 81 pixels; never below 48."""
    kiosk = open_one(size=size)

    def check() -> int:
        found = 0
        for e in deeds.see()["elements"]:
            if e["role"] in ("Button", "CheckBox") and e["enabled"]:
                found += 1
                assert e["name"].strip(), e
                rect = deeds.target({"name": e["object"] or e["name"]}).rect
                assert min(rect.width(), rect.height()) >= 48, (kiosk.page, e, rect)
        return found

    assert check() >= 3
    kiosk.tap("takeNumber")
    assert check() >= 8
    kiosk.tap("priority")
    assert check() >= 5
    kiosk.tap("noPriority")
    kiosk.tap("field-land")
    assert check() >= 1


def test_a_doubtful_date_gives_no_number_until_a_technician_confirms_it(kiosk: Any) -> None:
    kiosk.take_one()
    kiosk.tap("ticketDone")
    kiosk.clock.at += 3 * 365 * 86_400_000
    kiosk.settle()
    before = len(kiosk.tickets())
    kiosk.take_one()
    kiosk.settle()
    assert len(kiosk.tickets()) == before
    assert kiosk.sees("chưa có gì xác nhận")
    kiosk.pass_time(60)
    enter(kiosk, "2580")
    assert kiosk.page == "technician"
    kiosk.tap("confirmDay")
    assert kiosk.window.technician.doubtfulDay == ""
    kiosk.window.technician.goHome()
    kiosk.settle()
    kiosk.take_one()
    assert kiosk.tickets()[-1].service_day > "2029"
