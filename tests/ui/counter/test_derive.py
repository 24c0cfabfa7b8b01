"""What a clerk sees, as tables: no window, no store, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from kiosk.domain import facts
from kiosk.domain.counter import PAUSED, CounterState
from kiosk.domain.event import seal
from kiosk.domain.order import APPOINTMENT, OLDEST, OVERDUE, PRIORITY
from kiosk.domain.ticket import CALLED, HELD, SERVING, WAITING, Call, Ticket
from ui.viewmodels import counter_person as person
from ui.viewmodels.counter_facts import CounterFacts, CounterInputs
from ui.viewmodels.counter_history import history_lines
from ui.viewmodels.counter_line import CUT, GOOD, SENDING, derive_line
from ui.viewmodels.counter_place import PlaceInputs, derive_place
from ui.viewmodels.counter_ticket import TicketView, derive_sheet
from ui.viewmodels.counter_window import derive_counter
from ui.viewmodels.counter_wording import clock_text, conflict_text, minutes_text, span_text
from ui.viewmodels.signin import FIRST, LOADING, SIGN_IN, SignInInputs, derive_sign_in
from ui.viewmodels.waiting import derive_waiting

EIGHT = 1_795_395_600_000
"""08:00 on 23/11/2026 in Vietnam."""
MINUTE = 60_000


@dataclass(frozen=True)
class Place:
    ticket: Ticket
    branch: str


@dataclass(frozen=True)
class Link:
    up: bool = True
    since: int = 0
    unsent: int = 0
    trouble: str = ""
    hub: str = "hub"


def ticket(number: str = "A012", **more: Any) -> Ticket:
    values: dict[str, Any] = {
        "id": f"id-{number}", "office": "commune", "station": "kiosk-1", "incarnation": "i", "letter": number[0],
        "service_day": "2026-11-23", "number": number, "series": "", "ordinal": int(number[1:]),
        "field": "civil-status", "priority": "", "procedure": "", "appointment_at": 0, "issued_at": EIGHT,
        "queued_at": EIGHT,
    }  # fmt: skip
    return Ticket(**{**values, **more})


def inputs(commune: Any, now: int = EIGHT, **more: Any) -> CounterInputs:
    return CounterInputs(commune, 2, ("civil-status", "certification"), "Nguyễn Thị Hạnh", now, **more)


def in_front(state: str, **more: Any) -> CounterFacts:
    return CounterFacts(current=TicketView(ticket(state=state, **more)))


def test_the_moment_used_here_is_eight_o_clock() -> None:
    assert clock_text(EIGHT) == "08:00"


@pytest.mark.parametrize(
    ("span", "running", "words"),
    [(0, "0:00", "dưới 1 phút"), (23_000, "0:23", "dưới 1 phút"), (250_000, "4:10", "4 phút"),
     (3_600_000, "1:00:00", "1 giờ"), (3_900_000, "1:05:00", "1 giờ 5 phút"), (-5, "0:00", "dưới 1 phút")],
)  # fmt: skip
def test_times(span: int, running: str, words: str) -> None:
    assert (span_text(span), minutes_text(span)) == (running, words)


CALLED_AT, STARTED_AT = EIGHT + 5 * MINUTE, EIGHT + 6 * MINUTE


@pytest.mark.parametrize(
    ("given", "phase", "line", "clock", "first", "offered"),
    [
        ({}, person.FREE, "Quầy trống", "", "Gọi tiếp", {person.NEXT}),
        ({"claiming": 1}, person.CALLING, "Đang gọi…", "", "Đang gọi…", set()),
        (
            {"facts": in_front(CALLED, called_at=CALLED_AT, announced_at=CALLED_AT)},
            person.CALLED, "Đã gọi", "5:00", "Bắt đầu",
            {person.START, person.RECALL, person.HOLD, person.TRANSFER, person.ABSENT},
        ),
        (
            {"facts": in_front(CALLED, called_at=CALLED_AT, announced_at=CALLED_AT + MINUTE, recalls=1)},
            person.CALLED, "Đã gọi lại", "4:00", "Bắt đầu",
            {person.START, person.RECALL, person.HOLD, person.TRANSFER, person.ABSENT},
        ),
        (
            {"facts": in_front(SERVING, called_at=CALLED_AT, started_at=STARTED_AT)},
            person.SERVING, "Đang phục vụ", "4:00", "Xong",
            {person.FINISH, person.FINISH_NEXT, person.HOLD, person.TRANSFER},
        ),
        (
            {"facts": CounterFacts(state=CounterState("counter:2", "commune", 2, "c", PAUSED, since=STARTED_AT))},
            person.AWAY, "Tạm nghỉ", "4:00", "Mở lại quầy", {person.UNPAUSE},
        ),
        ({"busy": True, "facts": in_front(SERVING, started_at=EIGHT)}, person.SERVING, "Đang phục vụ", "10:00",
         "Xong", set()),
        (
            {"facts": CounterFacts(held=(ticket("A009", state=HELD),))},
            person.FREE, "Quầy trống", "", "Gọi tiếp", {person.NEXT, person.RESUME},
        ),
    ],
    ids=["free", "calling", "called", "recalled", "serving", "paused", "busy", "held"],
)  # fmt: skip
def test_the_person_in_front(
    commune: Any, given: Any, phase: str, line: str, clock: str, first: str, offered: set[str]
) -> None:
    props = person.derive_person(inputs(commune, EIGHT + 10 * MINUTE, **given))
    assert (props.phase, props.line, props.clock, props.actions[0].label) == (phase, line, clock, first)
    assert {a.action for a in props.actions if a.enabled} == offered
    assert len(props.actions) == 5


def test_the_detail_names_field_wait_and_priority(commune: Any) -> None:
    given = in_front(CALLED, called_at=EIGHT + 7 * MINUTE, announced_at=EIGHT, priority="elderly", recalls=1)
    detail = person.derive_person(inputs(commune, facts=given)).detail
    assert detail == "Hộ tịch · đã chờ 7 phút · ưu tiên: người cao tuổi · gọi 2 lần"


def test_a_free_counter_is_told_who_comes_next(commune: Any) -> None:
    line = (Place(ticket("B001", field="certification"), OLDEST),)
    detail = person.derive_person(inputs(commune, facts=CounterFacts(waiting=line))).detail
    assert detail == "Tiếp theo: B001 · Chứng thực · đến sớm nhất"


@pytest.mark.parametrize(
    ("place", "why", "tone"),
    [
        (Place(ticket(), OVERDUE), "chờ quá 20 phút", OVERDUE),
        (Place(ticket(appointment_at=EIGHT + 30 * MINUTE), APPOINTMENT), "hẹn 08:30", APPOINTMENT),
        (Place(ticket(priority="elderly"), PRIORITY), "ưu tiên: người cao tuổi", PRIORITY),
        (Place(ticket(), OLDEST), "đến sớm nhất", ""),
        (Place(ticket(priority="elderly"), OLDEST), "ưu tiên, sau lượt thường", ""),
        (Place(ticket(to_counter=2, transfers=1), OLDEST), "chuyển đến quầy này · đến sớm nhất", ""),
        (Place(ticket(transfers=1), OLDEST), "được chuyển đến · đến sớm nhất", ""),
    ],
)
def test_why_in_this_order(commune: Any, place: Place, why: str, tone: str) -> None:
    row = derive_waiting(commune, [place], 2, EIGHT + 21 * MINUTE + 40_000).rows[0]
    assert (row.why, row.tone, row.waited) == (why, tone, "21:40")
    assert row.spoken.startswith("A012, Hộ tịch, đã chờ 21:40")


def test_only_the_first_of_the_plain_line_came_earliest(commune: Any) -> None:
    line = [Place(ticket(f"A00{n}", queued_at=EIGHT + n), OLDEST) for n in (1, 2, 3)]
    props = derive_waiting(commune, line, 2, EIGHT + 9 * MINUTE)
    assert [row.why for row in props.rows] == ["đến sớm nhất", "", ""]
    assert (props.title, props.summary) == ("Đang chờ  3", "Chờ lâu nhất 8 phút")


def test_an_empty_line_says_so(commune: Any) -> None:
    props = derive_waiting(commune, [], 2, EIGHT)
    assert props.rows == ()
    assert "Không còn ai chờ" in props.summary


@pytest.mark.parametrize(
    ("link", "text", "tone"),
    [
        (Link(), "Tỉnh: đã kết nối", GOOD),
        (Link(unsent=3), "Tỉnh: đang gửi 3 việc", SENDING),
        (Link(up=False, since=EIGHT, unsent=14), "Tỉnh: mất kết nối từ 08:00, 14 việc chờ gửi", CUT),
        (Link(up=False), "Tỉnh: chưa kết nối được", CUT),
        (Link(unsent=2, trouble="Sự kiện số 3 không gửi được."), "Tỉnh: cần kỹ thuật xem, 2 việc chờ gửi", CUT),
    ],
)
def test_a_line(link: Link, text: str, tone: str) -> None:
    props = derive_line("Tỉnh", link)
    assert props is not None
    assert (props.text, props.tone) == (text, tone)


def test_no_line_no_words() -> None:
    assert derive_line("Tỉnh", None) is None


def test_the_sheet_of_a_ticket(commune: Any) -> None:
    call = Call("c", 2, "counter-2", EIGHT, PRIORITY, "", "civil-status")
    t = ticket(state=CALLED, priority="elderly", called_at=EIGHT + 7 * MINUTE, calls=(call,), conflict="called_twice")
    sheet = derive_sheet(commune, TicketView(t), EIGHT, viewed=False)
    assert sheet is not None
    said = {fact.label: fact.value for fact in sheet.facts}
    assert said["Ưu tiên tự nhận"].startswith("Người cao tuổi")
    assert said["Đã chờ"] == "7 phút"
    assert said["Gọi theo"] == "đối tượng ưu tiên"
    assert "hai quầy cùng gọi" in said["Cần kiểm tra"]
    assert sheet.procedure_note == "Người dân chưa chọn thủ tục khi lấy số."
    assert not sheet.callable


@pytest.mark.parametrize(
    ("state", "viewed", "stated", "by", "said"),
    [
        (CALLED, False, "elderly", "", ("Ưu tiên tự nhận", "Người cao tuổi · cần xem giấy tờ", "Xác nhận", True)),
        (SERVING, False, "elderly", "hanh", ("Ưu tiên", "Người cao tuổi · đã xem giấy tờ", "Sửa", False)),
        (SERVING, False, "", "hanh", ("Ưu tiên", "Không thuộc diện · đã xem giấy tờ", "Sửa", False)),
        (CALLED, False, "", "", ("Ưu tiên", "Không tự nhận", "Ghi diện", False)),
        (CALLED, False, "no-more", "", ("Ưu tiên tự nhận", "no-more · cần xem giấy tờ", "Xác nhận", True)),
        (SERVING, True, "elderly", "", ("Ưu tiên tự nhận", "Người cao tuổi · cần xem giấy tờ", "", False)),
        (HELD, False, "elderly", "hanh", ("Ưu tiên", "Người cao tuổi · đã xem giấy tờ", "", False)),
        (WAITING, True, "", "", None),
    ],
)
def test_the_line_of_priority(
    commune: Any, state: str, viewed: bool, stated: str, by: str, said: tuple[str, str, str, bool] | None
) -> None:
    view = TicketView(ticket(state=state, priority=stated, priority_by=by))
    sheet = derive_sheet(commune, view, EIGHT, viewed)
    assert sheet is not None
    lines = [(f.label, f.value, f.change, f.due) for f in sheet.facts if f.label.startswith("Ưu tiên")]
    assert lines == ([said] if said else [])


def test_a_waiting_ticket_that_is_looked_at_may_be_called(commune: Any) -> None:
    sheet = derive_sheet(commune, TicketView(ticket(state=WAITING)), EIGHT + MINUTE, viewed=True)
    assert sheet is not None
    assert (sheet.title, sheet.callable) == ("Đang xem phiếu A012 (đang chờ)", True)


def test_an_unknown_procedure_is_said(commune: Any) -> None:
    sheet = derive_sheet(commune, TicketView(ticket(procedure="1.999999")), EIGHT, viewed=False)
    assert sheet is not None
    assert "1.999999 không có trong danh mục" in sheet.procedure_note


def test_every_known_fact_of_a_ticket_has_plain_words(commune: Any) -> None:
    samples: list[facts.Fact] = [
        facts.TicketIssued("2026-11-23", "A012", "A", "", 12, "civil-status", "elderly"),
        facts.TicketHandedOver("hub", 1), facts.TicketAccepted(1),
        facts.TicketCalled("c", 2, "counter-2", "by_number", "lỡ lượt"), facts.TicketRecalled(2),
        facts.TicketStarted(2), facts.TicketServed(2), facts.TicketAbsent(2), facts.TicketHeld(2, "đi sao"),
        facts.TicketResumed(2), facts.TicketTransferred("land", 0, "hub", 2, "nhầm"), facts.TicketPrinting(),
        facts.TicketPrinted(), facts.TicketUnprinted("paper-out"), facts.TicketVoided("thử"), facts.TicketExpired(),
        facts.TicketPresented(2, "2026-11-23", "A012", "scanned"), facts.TicketJoined("t"), facts.TicketSurrendered(),
        facts.TicketTakenOver(1, 2), facts.TicketAttested("c", 2), facts.TicketSettled("đã hỏi", ("e",)),
        facts.TicketPriorityConfirmed("elderly"),
    ]  # fmt: skip
    assert {type(s) for s in samples} == {c for c in facts.KNOWN.values() if c.type.startswith("ticket.")}
    events = [_event(fact) for fact in samples]
    lines = history_lines(commune, events)
    assert not [line.what for line in lines if "ticket." in line.what or not line.what]
    assert lines[0].what == "Lấy số A012 · Hộ tịch · tự nhận ưu tiên: người cao tuổi"
    assert lines[3].what == "Gọi đến quầy 2 (gọi riêng số này): lỡ lượt"
    assert lines[10].what == "Chuyển đến Đất đai: nhầm"
    assert lines[3].at == "08:00"
    assert lines[3].where == "hanh.nt · counter-2"


def test_an_event_of_a_later_version_is_named_not_hidden(commune: Any) -> None:
    later = replace(_event(facts.TicketExpired()), type="ticket.blessed")
    assert history_lines(commune, [later])[0].what == "Sự kiện chưa đọc được (ticket.blessed)"


def test_conflicts_in_words() -> None:
    assert conflict_text("called_after_served") == "phiếu được gọi sau khi đã xong"
    assert conflict_text("") == ""


def test_a_held_citizen_can_be_taken_up_only_at_a_free_counter(commune: Any) -> None:
    held = (ticket("A009", state=HELD, started_at=EIGHT, reason="đi sao"),)
    free = derive_counter(inputs(commune, EIGHT + MINUTE, facts=CounterFacts(held=held)))
    assert (free.held[0].number, free.held[0].since, free.held[0].enabled) == ("A009", "1:00", True)
    busy = in_front(SERVING, started_at=EIGHT)
    assert not derive_counter(inputs(commune, facts=replace(busy, held=held))).held[0].enabled


def test_a_ticket_that_is_in_front_is_not_shown_as_looked_at(commune: Any) -> None:
    both = replace(in_front(SERVING, started_at=EIGHT), viewed=TicketView(ticket()))
    sheet = derive_counter(inputs(commune, facts=both)).sheet
    assert sheet is not None
    assert not sheet.viewed


@pytest.mark.parametrize(
    ("known", "mode", "title"),
    [(None, LOADING, "Đang mở sổ"), (True, SIGN_IN, "Đăng nhập"), (False, FIRST, "Tạo tài khoản đầu tiên")],
)
def test_the_sign_in_page(known: bool | None, mode: str, title: str) -> None:
    props = derive_sign_in(SignInInputs(known=known))
    assert props.mode == mode
    assert props.title.startswith(title)
    assert props.busy is (known is None)


def test_a_counter_that_another_clerk_has_open_cannot_be_taken(commune: Any) -> None:
    taken = CounterState("counter:2", "commune", 2, "counter-9", "open", "lan", "Lê Lan")
    props = derive_place(PlaceInputs(commune, "counter-2", 2, ("land",), (taken,)))
    assert not props.ready
    assert next(c.taken_by for c in props.counters if c.number == 2) == "Lê Lan"
    assert derive_place(PlaceInputs(commune, "counter-9", 2, ("land",), (taken,))).ready
    assert not derive_place(PlaceInputs(commune, "counter-9", 2, (), ())).ready


def _event(fact: facts.Fact) -> Any:
    return seal(
        office="commune", station="counter-2", incarnation="i", seq=1, event_id="e", stream_id="ticket:x",
        stream_ver=1, type=fact.type, schema_ver=fact.schema_ver, at=EIGHT, actor="hanh.nt",
        body=facts.to_body(fact), prev_hash="0",
    )  # fmt: skip
