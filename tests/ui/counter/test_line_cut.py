"""Nothing waits on the network, nothing is lost, and the clerk is told what happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from kiosk.services import counters, serving
from ui.viewmodels import counter_person as person

F2, ENTER, ESC = Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Escape


def test_a_call_without_an_answer_is_shown_and_repeated_with_the_same_claim(place: Any) -> None:
    place.issue()
    place.hub.cut = True
    place.press(F2)
    assert place.props.person.phase == person.CALLING
    assert "Mất kết nối với máy chủ hàng đợi" in place.notice
    assert "Sẽ tự gọi lại" in place.notice
    place.hub.cut = False
    place.later(seconds=1)
    assert place.props.person.phase == person.CALLING, "too early for the second try"
    place.later(seconds=2)
    assert place.props.person.phase == person.CALLED
    assert len(place.hub.asked) == 2
    assert len(set(place.hub.asked)) == 1
    assert place.notice == ""


def test_an_answer_that_was_lost_gives_the_same_ticket_not_another(place: Any) -> None:
    first, second = place.issue(), place.issue()
    place.hub.answer_lost = True
    place.press(F2)
    place.hub.answer_lost = False
    place.later(seconds=3)
    assert serving.current_ticket(place.store).id == first.id
    assert place.state_of(second) == "waiting"


def test_the_call_is_repeated_at_once_when_the_line_comes_back(place: Any) -> None:
    place.issue()
    place.hub.cut = True
    place.hub_is(up=False)
    place.press(F2)
    place.later(seconds=1)
    place.hub.cut = False
    place.hub_is(up=True)
    place.later(seconds=0.1)
    assert place.props.person.phase == person.CALLED


def test_the_clerk_may_stop_waiting(place: Any) -> None:
    place.issue()
    place.hub.cut = True
    place.press(F2)
    place.press(ESC)
    assert place.props.person.phase == person.FREE
    place.later(seconds=60)
    assert len(place.hub.asked) == 1


def test_serving_goes_on_while_everything_is_cut(place: Any) -> None:
    ticket = place.issue()
    place.press(F2)
    place.hub.cut = True
    place.hub_is(up=False)
    place.province_is(up=False)
    place.press(ENTER)
    place.press(ENTER)
    assert place.state_of(ticket) == "served"


def test_both_lines_say_how_they_stand(place: Any) -> None:
    place.province_is(up=False, unsent=14, since=place.clock.at)
    place.later(seconds=1)
    header = place.desk.header
    assert header.hub.words() == "Trung tâm hàng đợi: đã kết nối"
    assert header.province.words() == "Tỉnh: mất kết nối từ 08:00, 14 việc chờ gửi"
    assert "đã lưu tại máy này" in header.province.toolTip()


def test_nobody_waiting_is_said(place: Any) -> None:
    place.press(F2)
    assert "Không còn ai chờ" in place.notice
    assert place.props.person.phase == person.FREE


def test_after_a_restart_the_citizen_stands_there_again(place: Any, open_place: Callable[..., Any]) -> None:
    ticket = place.issue()
    place.press(F2)
    place.press(ENTER)
    place.window.close()
    place.settle()
    assert counters.counter_state(place.store, 2).state == "open"
    place.clock.forward(minutes=2)
    again = open_place(place.hub)
    again.begin_work()
    assert again.desk.person.number.text() == "A001"
    assert again.desk.person.state.text() == "Đang phục vụ  ·  2:00"
    again.press(ENTER)
    assert again.state_of(ticket) == "served"


def test_a_call_that_a_crash_left_unanswered_is_taken_up(place: Any, open_place: Callable[..., Any]) -> None:
    first, second = place.issue(), place.issue()
    place.hub.answer_lost = True
    place.press(F2)
    place.hub.answer_lost = False
    again = open_place(place.hub)
    again.begin_work()
    assert again.desk.person.number.text() == "A001"
    assert [again.state_of(t) for t in (first, second)] == ["called", "waiting"]
    assert len(set(place.hub.asked)) == 1


def test_closing_the_window_of_a_free_counter_closes_the_counter(place: Any) -> None:
    place.window.close()
    place.settle()
    assert counters.counter_state(place.store, 2).state == "closed"


def test_signing_out_is_refused_in_words_while_a_citizen_is_held(place: Any) -> None:
    place.issue()
    place.press(F2)
    place.desk.header.leave.click()
    place.settle()
    assert "Quầy còn giữ số A001" in place.notice
    assert place.window.view_model is not None


def test_an_error_of_ours_is_shown_and_the_keys_work_again(place: Any) -> None:
    ticket = place.issue()

    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    place.hub.next, right = broken, place.hub.next
    place.press(F2)
    assert "Lỗi của chương trình" in place.notice
    place.hub.next = right
    place.press(F2)
    assert place.state_of(ticket) == "called"
