from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.office import OpeningHours
from kiosk.domain.opening import closes_at, is_open, next_opening, sessions_of

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = ((time(7), time(11, 30)), (time(13, 30), time(17)))
HOURS = OpeningHours(
    week=(DAY,) * 5 + ((), ()),
    days_off=frozenset({date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}),
    make_up_days=frozenset({date(2026, 8, 22)}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2026-08-27 06:59:59", None),
        ("2026-08-27 07:00", "2026-08-27 11:30"),
        ("2026-08-27 11:29:59", "2026-08-27 11:30"),
        ("2026-08-27 11:30", None),
        ("2026-08-27 13:30", "2026-08-27 17:00"),
        ("2026-08-27 17:00", None),
        ("2026-08-29 09:00", None),  # an ordinary Saturday
        ("2026-08-22 09:00", "2026-08-22 11:30"),  # a compensatory Saturday
        ("2026-09-01 09:00", None),  # a holiday, a Tuesday
    ],
)
def test_open_and_until_when(moment: str, closes: str | None) -> None:
    assert closes_at(HOURS, at(moment)) == (at(closes) if closes else None)
    assert is_open(HOURS, at(moment)) is (closes is not None)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-08-27 05:00", "2026-08-27 07:00"),
        ("2026-08-27 07:00", "2026-08-27 13:30"),
        ("2026-08-27 12:00", "2026-08-27 13:30"),
        ("2026-08-27 17:00", "2026-08-28 07:00"),
        ("2026-08-21 18:00", "2026-08-22 07:00"),
        ("2026-08-28 18:00", "2026-09-03 07:00"),  # week-end, swapped Monday, two holidays
    ],
)
def test_the_next_opening(moment: str, opens: str) -> None:
    assert next_opening(HOURS, at(moment)) == at(opens)


def test_the_offset_is_seven_hours() -> None:
    opening = next_opening(HOURS, at("2026-08-27 05:00"))
    assert opening is not None
    assert opening.isoformat() == "2026-08-27T07:00:00+07:00"


def test_a_compensatory_day_beats_a_day_off() -> None:
    day = date(2026, 9, 1)
    both = OpeningHours(HOURS.week, days_off=frozenset({day}), make_up_days=frozenset({day}))
    assert sessions_of(both, day) == DAY


def test_an_office_without_hours_never_opens() -> None:
    never = OpeningHours(((),) * 7)
    assert next_opening(never, at("2026-08-27 05:00")) is None
    assert not is_open(never, at("2026-08-27 09:00"))


def test_a_naive_time_is_an_error() -> None:
    with pytest.raises(ValueError, match="aware"):
        is_open(HOURS, datetime(2026, 8, 27, 9))
