"""Estimates: honest spreads, or nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.estimate import ENOUGH, Spread, estimate

_LENGTHS = st.lists(st.integers(0, 7_200_000), max_size=30)


def test_without_an_open_counter_nobody_can_know() -> None:
    assert estimate(3, 0, 10, []) is None


def test_nobody_ahead_is_no_wait() -> None:
    assert estimate(0, 2, 10, []) == Spread(0, 0)


@given(people=st.integers(1, 400), counters=st.integers(1, 30), minutes=st.integers(1, 240), lengths=_LENGTHS)
def test_a_spread_is_whole_minutes_low_below_high(people: int, counters: int, minutes: int, lengths: list[int]) -> None:
    spread = estimate(people, counters, minutes, lengths)
    assert spread is not None
    assert 1 <= spread.low < spread.high


@given(people=st.integers(1, 200), minutes=st.integers(2, 60))
def test_the_middle_lies_inside_and_more_counters_are_never_slower(people: int, minutes: int) -> None:
    alone, together = estimate(people, 1, minutes, []), estimate(people, 3, minutes, [])
    assert alone is not None
    assert together is not None
    assert alone.low <= people * minutes <= alone.high
    assert together.high <= alone.high


def test_the_offices_own_figures_replace_the_profiles_once_there_are_enough() -> None:
    two_minutes = [120_000] * ENOUGH
    assert estimate(4, 1, 10, two_minutes[1:]) == estimate(4, 1, 10, [])
    assert estimate(4, 1, 10, two_minutes) == Spread(8, 9)
