"""Who is next (R7): four branches, the streak per field, and a shown line that tells the truth."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.office import QueuePolicy
from kiosk.domain.order import APPOINTMENT, OLDEST, OVERDUE, PRIORITY, Choice, choose_next, line_up
from kiosk.domain.ticket import Ticket

MINUTE = 60_000
NOW = 1_795_000_000_000
POLICY = QueuePolicy(max_wait_minutes=20, priority_in_a_row=2)


def _ticket(name: str, waited: float, field: str = "land", priority: str = "", **more: Any) -> Ticket:
    at = NOW - int(waited * MINUTE)
    plain: dict[str, Any] = {"procedure": "", "appointment_at": 0, "issued_at": at, "queued_at": at, **more}
    return Ticket(
        id=name,
        office="commune",
        station="kiosk-1",
        incarnation="i",
        service_day="2026-11-23",
        number=name,
        letter="A",
        series="",
        ordinal=1,
        field=field,
        priority=priority,
        **plain,
    )


def _next(*waiting: Ticket, streak: int = 0, now: int = NOW) -> tuple[str, str] | None:
    choice = choose_next(waiting, now, POLICY, {"land": streak})
    return (choice.ticket.id, choice.branch) if choice else None


def test_nobody_waits_nobody_is_called() -> None:
    assert _next() is None


def test_branch_1_the_overdue_come_before_everybody_oldest_first() -> None:
    late, later = _ticket("late", 21), _ticket("later", 25)
    assert _next(_ticket("old", 19, priority="elderly"), late, later) == ("later", OVERDUE)


def test_exactly_the_limit_is_not_past_it() -> None:
    one = _ticket("one", 20)
    assert _next(one, _ticket("elder", 1, priority="elderly")) == ("elder", PRIORITY)
    assert _next(one, _ticket("elder", 1, priority="elderly"), now=NOW + 1) == ("one", OVERDUE)


def test_branch_2_an_appointment_counts_from_its_time_on() -> None:
    booked, elder = _ticket("booked", 1, appointment_at=NOW), _ticket("elder", 3, priority="elderly")
    assert _next(booked, elder) == ("booked", APPOINTMENT)
    assert _next(booked, elder, now=NOW - 1) == ("elder", PRIORITY)


def test_branch_3_priority_passes_twice_in_a_row_while_others_wait() -> None:
    elder, plain = _ticket("elder", 1, priority="elderly"), _ticket("plain", 9)
    assert _next(elder, plain, streak=1) == ("elder", PRIORITY)
    assert _next(elder, plain, streak=2) == ("plain", OLDEST)


def test_the_streak_binds_only_while_ordinary_people_of_that_field_wait() -> None:
    elder = _ticket("elder", 1, priority="elderly")
    assert _next(elder, _ticket("other", 9, field="tax"), streak=2) == ("elder", PRIORITY)
    assert _next(elder, _ticket("elder-2", 9, priority="merit"), streak=5) == ("elder-2", PRIORITY)


def test_the_streak_is_counted_per_field() -> None:
    line = [_ticket("land-elder", 2, priority="e"), _ticket("land-plain", 9), _ticket("tax-elder", 1, "tax", "e")]
    choice = choose_next(line, NOW, POLICY, {"land": 2, "tax": 0})
    assert choice == Choice(line[2], PRIORITY)


def test_branch_4_the_oldest_and_equal_times_are_settled_alike_everywhere() -> None:
    assert _next(_ticket("b", 5), _ticket("c", 4), _ticket("a", 5)) == ("a", OLDEST)


_TICKETS = st.lists(
    st.builds(
        lambda name, waited, field, priority, booked: _ticket(
            f"t{name:04d}", waited, field, priority, appointment_at=NOW + booked * MINUTE if booked is not None else 0
        ),
        st.integers(0, 9999),
        st.integers(0, 30),
        st.sampled_from(["land", "tax"]),
        st.sampled_from(["", "", "elderly", "merit"]),
        st.none() | st.integers(-9, 9),
    ),
    unique_by=lambda t: t.id,
    max_size=12,
)
_STREAKS = st.fixed_dictionaries({"land": st.integers(0, 3), "tax": st.integers(0, 3)})


@settings(max_examples=200)
@given(waiting=_TICKETS, streaks=_STREAKS, order=st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_the_list(
    waiting: list[Ticket], streaks: dict[str, int], order: Any
) -> None:
    mixed = list(waiting)
    order.shuffle(mixed)
    assert choose_next(mixed, NOW, POLICY, streaks) == choose_next(waiting, NOW, POLICY, streaks)


@settings(max_examples=200)
@given(waiting=_TICKETS, streaks=_STREAKS)
def test_the_shown_line_is_the_line_of_repeated_calls(waiting: list[Ticket], streaks: dict[str, int]) -> None:
    left, running, called = list(waiting), dict(streaks), []
    while choice := choose_next(left, NOW, POLICY, running):
        called.append(choice)
        left.remove(choice.ticket)
        in_a_row = running[choice.ticket.field] + 1 if choice.branch == PRIORITY else 0
        running[choice.ticket.field] = in_a_row
    assert line_up(waiting, NOW, POLICY, streaks) == called
    assert {c.ticket.id for c in called} == {t.id for t in waiting}


@settings(max_examples=200)
@given(waiting=_TICKETS)
def test_within_a_field_and_a_class_first_in_is_first_out(waiting: list[Ticket]) -> None:
    """I6, but for appointments, which come by their own time."""
    plain = [t for t in waiting if not t.appointment_at]
    called = [c.ticket for c in line_up(plain, NOW, POLICY, {})]
    for field in ("land", "tax"):
        for of_class in ("", "elderly", "merit"):
            group = [t for t in called if t.field == field and t.priority == of_class]
            assert group == sorted(group, key=lambda t: (t.queued_at, t.id))


@settings(max_examples=200)
@given(waiting=_TICKETS)
def test_no_more_than_k_priority_calls_in_a_row_while_ordinary_people_wait(waiting: list[Ticket]) -> None:
    called = line_up(waiting, NOW, POLICY, {})
    for field in ("land", "tax"):
        own = [c for c in called if c.ticket.field == field]
        for n in range(len(own) - POLICY.priority_in_a_row):
            passed = own[n : n + POLICY.priority_in_a_row + 1]
            still = [c for c in own[n + POLICY.priority_in_a_row :] if not c.ticket.priority]
            assert not (still and all(c.branch == PRIORITY for c in passed))
