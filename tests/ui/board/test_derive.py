"""The board's picture as a function, case by case. No window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from kiosk.domain.counter import CLOSED, OPEN, PAUSED, CounterState
from kiosk.domain.office import Office
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.ticket import CALLED, SERVED, SERVING, WAITING
from kiosk.services.overview import BoardFacts, CallShown, FieldQueue
from ui.viewmodels import board_wording as words
from ui.viewmodels.board_derive import FRESH_MS, GRACE_MS, LAST_CALLS, MOST_CALLS, Known, derive, first_seen, heard


def at(hour: int, minute: int, day: int = 23) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM).timestamp() * 1000)


NOW = at(9, 0)


@dataclass(frozen=True)
class Line:
    up: bool = True
    since: int = 0
    hub: str = "hub-1"


def call(number: str, counter: int = 1, ago_ms: int = 0, state: str = CALLED, times: int = 1) -> CallShown:
    return CallShown(number, number, counter, NOW - ago_ms, times, "civil-status", "Khu A", state)


def queues(
    office: Office, waiting: int = 0, low: int | None = 5, high: int | None = 9, open_: int = 1
) -> tuple[FieldQueue, ...]:
    return tuple(FieldQueue(f.code, waiting, low, high, open_) for f in office.fields)


def known(office: Office, *calls: CallShown, waiting: int = 0, now: int = NOW, line: Line | None = None) -> Known:
    facts = BoardFacts(calls, queues(office, waiting), ())
    return Known(office, now, line or Line(), facts, first_seen(None, calls, NOW))


def test_the_newest_call_is_the_large_one_and_fresh_for_twenty_seconds(commune: Office) -> None:
    calls = (call("A012", 2, 1_000), call("C003", 3, 25_000))
    props = derive(known(commune, *calls))
    assert (props.now_calling.number, props.now_calling.counter, props.now_calling.fresh) == ("A012", "2", True)
    assert [(row.number, row.fresh) for row in props.recent] == [("C003", False)]
    last_moment = derive(known(commune, *calls, now=NOW - 1_000 + FRESH_MS - 1))
    assert last_moment.now_calling.fresh
    assert not derive(known(commune, *calls, now=NOW - 1_000 + FRESH_MS)).now_calling.fresh


def test_several_calls_at_once_all_stay_visible_and_fresh(commune: Office) -> None:
    calls = tuple(call(f"A{n:03d}", n, n * 100) for n in range(1, 13))
    props = derive(known(commune, *calls))
    assert len(props.recent) + 1 == MOST_CALLS
    assert all(row.fresh for row in (props.now_calling, *props.recent))
    later = derive(known(commune, *calls, now=NOW + FRESH_MS))
    assert len(later.recent) == LAST_CALLS


def test_twenty_seconds_count_from_when_this_board_saw_the_call(commune: Office) -> None:
    late = call("A001", ago_ms=300_000)
    seen = first_seen(first_seen(None, (), NOW - 60_000), (late,), NOW)
    facts = BoardFacts((late,), queues(commune), ())
    props = derive(Known(commune, NOW + FRESH_MS - 1, Line(), facts, seen))
    assert props.now_calling.fresh
    assert first_seen(seen, (late,), NOW + 5_000) == seen


def test_a_board_that_joins_late_shows_old_calls_without_highlight(commune: Office) -> None:
    assert not derive(known(commune, call("A001", ago_ms=60_000))).now_calling.fresh


def test_a_recall_is_fresh_again_and_comes_first(commune: Office) -> None:
    seen = first_seen(None, (call("B001", 2, 30_000), call("A001", 1, 40_000)), NOW)
    calls = (call("B001", 2, 30_000), call("A001", 1, 0, times=2))
    props = derive(Known(commune, NOW, Line(), BoardFacts(calls, queues(commune), ()), first_seen(seen, calls, NOW)))
    assert (props.now_calling.number, props.now_calling.fresh) == ("A001", True)


def test_a_citizen_sent_on_is_no_longer_on_the_board(commune: Office) -> None:
    moved = call("A001", counter=0, state=WAITING)
    assert derive(known(commune, moved)).now_calling.number == ""
    assert heard((moved,)) == ()


@pytest.mark.parametrize(("state", "open_"), [(CALLED, True), (SERVING, False), (SERVED, False)])
def test_the_voice_hears_whether_the_citizen_still_has_to_come(state: str, open_: bool) -> None:
    assert [c.open for c in heard((call("A001", state=state),))] == [open_]


def test_nobody_waiting_is_a_nought_and_no_data_is_a_dash_with_the_time(commune: Office) -> None:
    fine = derive(known(commune, call("A001"), waiting=0))
    assert {row.count for row in fine.waiting} == {"0"}
    assert (fine.signs.stale, fine.signs.advice) == ("", "")
    cut = derive(known(commune, call("A001"), now=at(10, 40), line=Line(False, at(10, 32))))
    assert {row.count for row in cut.waiting} == {"–"}
    assert cut.signs.stale == "Không có dữ liệu từ 10:32"
    assert "mất liên lạc từ 10:32" in cut.signs.advice
    assert "xin nghe cán bộ gọi" in cut.signs.advice
    assert cut.now_calling.number == "A001"


def test_a_moment_without_the_line_is_not_shouted_about(commune: Office) -> None:
    line = Line(False, NOW)
    assert derive(known(commune, now=NOW + GRACE_MS - 1, line=line)).signs.stale == ""
    assert derive(known(commune, now=NOW + GRACE_MS, line=line)).signs.stale != ""


def test_a_board_that_never_met_its_hub_says_so(commune: Office) -> None:
    props = derive(known(commune, now=at(9, 5), line=Line(False, NOW, hub="")))
    assert props.signs.stale == "Chưa có dữ liệu từ 09:00"
    assert props.signs.headline == "Chưa có dữ liệu"


def test_a_cut_of_yesterday_carries_its_date() -> None:
    assert words.since_text(at(16, 5, day=22), NOW) == "16:05 ngày 22/11"


@pytest.mark.parametrize(
    ("now", "headline", "hint"),
    [(at(6, 41), "Ngoài giờ làm việc", "Mở cửa lúc 07:00"), (at(9, 0), "Chưa gọi số nào", "Mời lấy số tại máy"),
     (at(12, 0), "Ngoài giờ làm việc", "Mở cửa lúc 13:30"), (at(18, 0, day=27), "Ngoài giờ làm việc", "thứ hai 30/11")],
)  # fmt: skip
def test_before_the_first_call_the_board_says_why(commune: Office, now: int, headline: str, hint: str) -> None:
    signs = derive(known(commune, now=now)).signs
    assert signs.headline == headline
    assert hint in signs.hint


@pytest.mark.parametrize(
    ("low", "high", "open_", "text"),
    [(5, 9, 2, "Chờ khoảng 5–9 phút"), (7, 7, 1, "Chờ khoảng 7 phút"), (0, 0, 1, "Được gọi ngay"),
     (None, None, 1, "Chưa rõ thời gian chờ"), (5, 9, 0, "Chưa có quầy phục vụ")],
)  # fmt: skip
def test_what_a_newcomer_may_expect(low: int | None, high: int | None, open_: int, text: str) -> None:
    assert words.minutes_text(low, high, open_) == text


def test_before_anyone_works_rows_stay_quiet_and_one_line_says_it(commune: Office) -> None:
    facts = BoardFacts((), queues(commune, open_=0), ())
    props = derive(Known(commune, at(6, 30), Line(), facts, {}))
    assert {row.note for row in props.waiting} == {""}
    assert props.signs.counters == "Chưa quầy nào mở"


def state(number: int, what: str) -> CounterState:
    return CounterState(f"counter:{number}", "o", number, "s", what)


def test_paused_and_closed_counters_are_named(commune: Office) -> None:
    states = (state(1, OPEN), state(2, PAUSED), state(3, OPEN), state(4, CLOSED))
    for known_states in (states, states[:3]):
        text = words.counters_text(commune, known_states).replace("\N{NO-BREAK SPACE}", " ")
        assert text == "Đang mở 2/4 quầy · Tạm dừng: 2 · Đóng: 4"


def test_pages_and_notices_take_turns_by_the_clock(commune: Office) -> None:
    base = replace(known(commune), per_page=4)
    shown = [derive(replace(base, now=NOW + s * 1000)) for s in range(0, 60, 5)]
    assert {p.pages for p in shown} == {2}
    assert {p.page for p in shown} == {0, 1}
    assert next(len(p.waiting) for p in shown if p.page == 1) == 2
    assert {p.signs.notice for p in shown} == set(commune.notices)


def test_the_clock_and_the_day_are_vietnamese(commune: Office) -> None:
    clock = derive(known(commune)).clock
    assert (clock.time, clock.date) == ("09:00", "Thứ Hai, 23/11/2026")


def test_before_the_first_reading_nothing_is_claimed(commune: Office) -> None:
    props = derive(Known(commune, NOW, Line()))
    assert props.signs.headline == "Đang đọc dữ liệu…"
    assert {row.count for row in props.waiting} == {"–"}
