"""The announcement queue, with a clock moved by hand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.announcing import MOST_SAYINGS, SAYINGS, TOO_OLD_MS, Announcing, HeardCall, hear, take

NOON = 1_780_000_000_000


def call(number: str, counter: int = 1, at: int = NOON, times: int = 1, open: bool = True) -> HeardCall:
    return HeardCall(f"ticket-{number}", number, counter, at, times, open)


def joined(*before: HeardCall) -> Announcing:
    return hear(Announcing(), before, NOON)


def said(queue: Announcing, now: int) -> list[str]:
    numbers = []
    while True:
        announcement, queue = take(queue, now)
        if announcement is None:
            return numbers
        numbers.append(announcement.call.number)


def test_a_board_that_joins_late_says_none_of_the_old_calls() -> None:
    queue = joined(call("A001"), call("A002"))
    assert said(queue, NOON) == []
    assert said(hear(queue, [call("A001"), call("A002"), call("A003")], NOON), NOON) == ["A003"]


def test_calls_are_said_in_the_order_of_calling_and_once_each() -> None:
    calls = [call("A003", 2, NOON + 3), call("A002", 1, NOON + 2), call("B001", 3, NOON + 1)]
    queue = hear(joined(), calls, NOON + 10)
    assert said(queue, NOON + 10) == ["B001", "A002", "A003"]
    assert said(hear(queue, calls, NOON + 20), NOON + 20) == ["B001", "A002", "A003"]


def test_taking_removes_and_the_same_call_does_not_come_back() -> None:
    queue = hear(joined(), [call("A001")], NOON)
    announcement, queue = take(queue, NOON)
    assert announcement is not None
    assert announcement.sayings == SAYINGS
    assert said(hear(queue, [call("A001")], NOON + 5), NOON + 5) == []


def test_a_recall_after_the_announcement_is_a_new_one() -> None:
    _, queue = take(hear(joined(), [call("A001")], NOON), NOON)
    queue = hear(queue, [call("A001", at=NOON + 30_000, times=2)], NOON + 30_000)
    assert said(queue, NOON + 30_000) == ["A001"]


def test_recalls_while_waiting_lengthen_the_announcement_to_three_at_most() -> None:
    queue = hear(joined(), [call("A001")], NOON)
    for times in (2, 3, 4):
        queue = hear(queue, [call("A001", at=NOON + times, times=times)], NOON + times)
    announcement, rest = take(queue, NOON + 5)
    assert announcement is not None
    assert announcement.sayings == MOST_SAYINGS
    assert said(rest, NOON + 5) == []


def test_a_citizen_who_came_before_the_turn_is_not_announced() -> None:
    queue = hear(joined(), [call("A001"), call("A002", 2)], NOON)
    queue = hear(queue, [call("A001", open=False), call("A002", 2)], NOON + 1)
    assert said(queue, NOON + 1) == ["A002"]
    assert queue.skipped == 1


def test_a_call_that_is_already_answered_when_it_arrives_is_skipped() -> None:
    queue = hear(joined(), [call("A001", open=False)], NOON)
    assert said(queue, NOON) == []
    assert queue.skipped == 1


def test_too_old_is_dropped_and_counted_and_the_next_is_said() -> None:
    queue = hear(joined(), [call("A001")], NOON)
    queue = hear(queue, [call("A001"), call("A002", 2, NOON + 60_000)], NOON + 60_000)
    announcement, queue = take(queue, NOON + TOO_OLD_MS + 1)
    assert announcement is not None
    assert announcement.call.number == "A002"
    assert queue.dropped == 1


def test_what_arrives_after_a_cut_is_dropped() -> None:
    queue = hear(joined(), [call("A001", 1, NOON - TOO_OLD_MS - 1)], NOON)
    assert said(queue, NOON) == []
    assert queue.dropped == 1


def test_a_wait_in_the_line_and_a_wait_in_the_queue_add_up() -> None:
    queue = hear(joined(), [call("A001", 1, NOON - 50_000)], NOON)
    assert said(queue, NOON + 41_000) == []


def test_a_counter_with_a_slow_clock_loses_one_announcement_and_no_more() -> None:
    queue = hear(joined(), [call("A001", 1, NOON - 300_000)], NOON)
    queue = hear(queue, [call("A001", 1, NOON - 300_000), call("A002", 1, NOON - 240_000)], NOON + 60_000)
    assert said(queue, NOON + 60_000) == ["A002"]


def test_a_clock_ahead_does_not_keep_an_announcement_for_ever() -> None:
    queue = hear(joined(), [call("A001", 1, NOON + 3_600_000)], NOON)
    assert said(queue, NOON + TOO_OLD_MS + 1) == []


STEPS = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 120_000), st.booleans()), max_size=25)


@given(STEPS, st.integers(1, 200_000))
def test_nothing_is_lost_and_nothing_is_said_twice(steps: list[tuple[int, int, bool]], later: int) -> None:
    """Every call heard is said, skipped, dropped, or merged with its own earlier call that still waited."""
    queue, now, state = joined(), NOON, dict[int, HeardCall]()
    said_keys, merged, heard = [], 0, set()
    for who, pause, speak in steps:
        now += pause + 1
        old = state.get(who)
        waits = any(a.call.ticket_id == f"ticket-A00{who}" for a in queue.waiting)
        state[who] = call(f"A00{who}", who, now, old.times + 1 if old else 1)
        heard.add(state[who].key)
        queue = hear(queue, state.values(), now)
        merged += waits
        if speak:
            announcement, queue = take(queue, now)
            said_keys += [announcement.call.key] if announcement else []
    said_keys += [a.call.key for a in queue.waiting]
    assert len(said_keys) == len(set(said_keys))
    assert len(said_keys) + merged + queue.dropped + queue.skipped == len(heard)
    answered = [replace(c, open=False) for c in state.values()]
    assert said(hear(queue, answered, now + later), now + later) == []
