"""The kiosk's rules as tables: no window, no clock, no store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest

from kiosk.domain.office import Office
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.ticket import Ticket
from kiosk.services.overview import Ahead, FieldQueue
from kiosk.services.profile import load_office
from ui.strings.kiosk import EN, VI
from ui.viewmodels import kiosk_pages as pages
from ui.viewmodels import kiosk_visit as visits
from ui.viewmodels import kiosk_wording as say
from ui.viewmodels.kiosk_technician import Machine, derive_facts
from ui.viewmodels.kiosk_world import NO_PRINTER, PrinterNow, World

MONDAY = datetime(2026, 11, 23, 8, 24, tzinfo=VIETNAM)
OPEN = World(now=MONDAY, ready=True, counters_open=3)
EMPTY_PAPER = PrinterNow(False, "paper_out", "Máy in hết giấy. Mời ông/bà báo cán bộ.", "Thay cuộn giấy.")
NOBODY = visits.fresh(100.0)


def a_ticket(**changes: object) -> Ticket:
    ticket = Ticket(
        id="01-ticket", office="quy-nhon", station="kiosk-1", incarnation="i1", service_day="2026-11-23",
        number="A012", letter="A", series="", ordinal=12, field="civil-status", priority="", procedure="",
        appointment_at=0, issued_at=0, queued_at=0,
    )  # fmt: skip
    return replace(ticket, **changes)


def given(paper: str, **changes: object) -> visits.Visit:
    ahead = Ahead(4, 5, 9, "Khu A", (1, 2, 3, 4))
    return replace(NOBODY, page=visits.TICKET, given=visits.Given(a_ticket(**changes), ahead, paper))


@pytest.mark.parametrize(
    ("queue", "people", "wait"),
    [
        (None, "số người chờ chưa rõ", ""),
        (FieldQueue("land", 0, 0, 0, 2), "không ai chờ", "đến lượt ngay"),
        (FieldQueue("land", 0, None, None, 0), "không ai chờ", "chưa có quầy mở"),
        (FieldQueue("land", 1, 2, 4, 1), "1 người chờ", "khoảng 2–4 phút"),
        (FieldQueue("land", 7, 6, 6, 1), "7 người chờ", "khoảng 6 phút"),
        (FieldQueue("land", 7, None, None, 1), "7 người chờ", "chưa rõ"),
    ],
)
def test_what_is_not_known_of_a_queue_is_said_and_never_zero(queue, people, wait):
    assert (say.people_text(queue, VI), say.queue_wait_text(queue, VI)) == (people, wait)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [((), ""), ((3,), "quầy 3"), ((2, 1), "quầy 1, 2"), ((1, 2, 3, 4), "quầy 1–4"), ((1, 2, 5), "quầy 1, 2, 5")],
)
def test_counters_as_people_say_them(numbers, text):
    assert say.counters_text(numbers, VI) == text


@pytest.mark.parametrize(
    ("opens", "vietnamese", "english"),
    [
        (datetime(2026, 11, 23, 13, 30, tzinfo=VIETNAM), "Mở cửa lúc 13:30 hôm nay", "Opens at 13:30 today"),
        (datetime(2026, 11, 24, 7, 0, tzinfo=VIETNAM), "Mở cửa lúc 07:00 ngày mai", "Opens at 07:00 tomorrow"),
        (datetime(2026, 11, 30, 7, 0, tzinfo=VIETNAM), "Mở cửa lúc 07:00, Thứ Hai, 30/11/2026",
         "Opens at 07:00, Monday, 30 November 2026"),
        (None, "Giờ mở cửa: mời xem bảng thông báo", "Opening hours: please see the notice board"),
    ],
)  # fmt: skip
def test_when_the_office_opens(opens, vietnamese, english):
    assert say.opening_text(opens, MONDAY, VI) == vietnamese
    assert say.opening_text(opens, MONDAY, EN) == english


@pytest.mark.parametrize(
    ("world", "page"),
    [
        (World(now=MONDAY), visits.STARTING),
        (OPEN, visits.HOME),
        (replace(OPEN, open=False), visits.CLOSED),
        (replace(OPEN, ready=False, open=False), visits.STARTING),
    ],
)
def test_what_stands_in_for_home(world, page):
    assert pages.page_shown(NOBODY, world) == page
    assert pages.derive_home(NOBODY, world).can_take == (page == visits.HOME)


def test_who_chose_a_field_before_closing_time_still_gets_the_page():
    assert pages.page_shown(replace(NOBODY, page=visits.FIELDS), replace(OPEN, open=False)) == visits.FIELDS


def test_a_closed_home_says_todays_hours():
    world = replace(OPEN, open=False, sessions=((time(7), time(11, 30)), (time(13, 30), time(17))))
    assert "07:00–11:30, 13:30–17:00" in pages.derive_home(NOBODY, world).details


@pytest.mark.parametrize(
    ("printer", "take", "notice"),
    [
        (PrinterNow(), "Lấy số", ""),
        (EMPTY_PAPER, "Lấy số không cần giấy",
         "Máy in hết giấy. Số hiện trên màn hình, mời ông/bà chụp lại."),
        (PrinterNow(False, NO_PRINTER), "Lấy số không cần giấy", ""),
    ],
)  # fmt: skip
def test_missing_paper_is_said_on_home(printer, take, notice):
    home = pages.derive_home(NOBODY, replace(OPEN, printer=printer))
    assert (home.take, home.notice) == (take, notice)


def test_printer_trouble_in_english():
    visit = replace(NOBODY, language="en")
    notice = pages.derive_home(visit, replace(OPEN, printer=EMPTY_PAPER)).notice
    assert notice.startswith("The printer is out of paper.")


@pytest.mark.parametrize(("large", "counts"), [(False, [8, 6]), (True, [6, 6, 2])])
def test_fields_come_in_pages_and_none_is_lost(large, counts):
    office = load_office("province")
    visit = replace(NOBODY, page=visits.FIELDS, large=large)
    turns = [pages.derive_fields(office, replace(visit, fields_page=n), OPEN) for n in range(len(counts))]
    assert [len(turn.tiles) for turn in turns] == counts
    assert [tile.code for turn in turns for tile in turn.tiles] == [f.code for f in office.fields]
    assert pages.page_count(office, visit) == len(counts)
    assert pages.derive_fields(office, replace(visit, fields_page=9), OPEN).page == len(counts) - 1


def test_the_field_that_is_being_taken_says_so(commune: Office):
    visit = replace(NOBODY, page=visits.FIELDS, taking="land")
    props = pages.derive_fields(commune, visit, OPEN)
    assert props.busy
    assert [tile.people for tile in props.tiles if tile.taking] == ["Đang lấy số…"]


@pytest.mark.parametrize(
    ("paper", "invitation", "has_qr", "can_close"),
    [
        (visits.ON_ITS_WAY, "Đang in phiếu…", False, False),
        (visits.OUT, "Mời ông/bà lấy phiếu", False, True),
        (visits.NO_PAPER, "Mời ông/bà ghi nhớ số", True, True),
        (visits.FAILED, "Giấy không ra", True, True),
    ],
)
def test_the_ticket_page_follows_its_paper(commune: Office, paper, invitation, has_qr, can_close):
    props = pages.derive_ticket(commune, given(paper))
    assert (props.invitation, bool(props.qr), props.can_close) == (invitation, has_qr, can_close)
    assert (props.number, props.ahead, props.wait, props.area) == (
        "A012", "4 người", "khoảng 5–9 phút", "Khu A · quầy 1–4",
    )  # fmt: skip


def test_the_qr_on_the_screen_is_the_one_of_the_paper(commune: Office):
    assert pages.derive_ticket(commune, given(visits.NO_PAPER)).qr == "MC1|quy-nhon|20261123|A012|01-ticket"
    assert "A012" in pages.derive_ticket(commune, given(visits.FAILED)).explanation


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_before_a_ticket_is_said_in_words(commune: Office, people):
    visit = given(visits.OUT)
    visit = replace(visit, given=replace(visit.given, ahead=Ahead(people, None, None, "", ())))
    props = pages.derive_ticket(commune, visit)
    assert props.ahead == ("không có ai" if people == 0 else "1 người")
    assert (props.wait, props.area) == ("chưa rõ", "chưa rõ")


def test_home_with_something_of_a_person_asks_and_forgets():
    visit = replace(NOBODY, language="en", large=True)
    assert visits.tick(visit, 129.9).asked is None
    asked = visits.tick(visit, 130.0)
    assert (asked.asked, visits.seconds_left(asked, 135.0), visits.share_left(asked, 140.0)) == (130.0, 15, 0.5)
    assert visits.tick(asked, 149.9).language == "en"
    assert visits.tick(asked, 150.0) == visits.fresh(150.0)


def test_an_untouched_home_comes_to_rest_and_the_first_touch_wakes_it():
    resting = visits.tick(NOBODY, 160.0)
    assert resting.page == visits.ATTRACT
    assert visits.tick(resting, 900.0) == resting
    woken = visits.touched(resting, 901.0)
    assert woken.page == visits.HOME
    assert not visits.is_settled(woken, 901.3)
    assert visits.is_settled(woken, 901.5)


def test_the_question_is_not_answered_by_a_touch_elsewhere():
    asked = visits.tick(replace(NOBODY, page=visits.FIELDS), 130.0)
    assert visits.touched(asked, 131.0) == asked
    assert visits.extended(asked, 131.0).asked is None


def test_an_eleventh_question_is_not_asked():
    visit = replace(NOBODY, page=visits.FIELDS, extended=visits.EXTENSIONS, priority="elderly")
    assert visits.tick(visit, 130.0) == visits.fresh(130.0)


@pytest.mark.parametrize(
    ("paper", "stays"), [(visits.ON_ITS_WAY, None), (visits.OUT, 10), (visits.NO_PAPER, 60), (visits.FAILED, 60)]
)
def test_how_long_a_ticket_stays(paper, stays):
    visit = given(paper)
    if stays is None:
        assert visits.tick(visit, 10_000.0) == visit
    else:
        assert visits.tick(visit, 100.0 + stays - 0.1).page == visits.TICKET
        assert visits.tick(visit, 100.0 + stays) == visits.fresh(100.0 + stays)


def test_a_number_that_is_being_taken_is_waited_for():
    visit = replace(NOBODY, page=visits.FIELDS, taking="land")
    assert visits.tick(visit, 10_000.0) == visit


def test_five_touches_in_the_corner_within_five_seconds():
    def after(*touches: float) -> str:
        visit = NOBODY
        for at in touches:
            visit = visits.corner_touched(visit, at)
        return visit.page

    assert after(101, 102, 103, 104) == visits.HOME
    assert after(101, 102, 103, 104, 105) == visits.PIN
    assert after(101, 103, 105, 107, 109, 111) == visits.HOME


def test_the_kiosk_returns_to_its_own_language():
    visit = replace(visits.fresh(0.0, "en"), page=visits.FIELDS, language="vi")
    assert visits.left(visit, 5.0).language == "en"


def test_the_technician_reads_what_is_wrong():
    rows = derive_facts(Machine("kiosk-1", "0.1.0"), EMPTY_PAPER, False, 14)
    assert [(row.label, row.value, row.tone) for row in rows[2:]] == [
        ("Máy in", "Thay cuộn giấy.", "bad"),
        ("Máy chủ hàng đợi", "Mất kết nối, còn 14 việc chờ gửi", "bad"),
    ]
