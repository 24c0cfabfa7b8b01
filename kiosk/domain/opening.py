"""When an office is open. Times are aware, in Asia/Ho_Chi_Minh, and given by the caller: no clock in here.

A day off beats the week; a compensatory working day beats both and keeps the hours of its weekday or, on a
day without hours (a Saturday), those of the first working day of the week.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from kiosk.domain.office import OpeningHours

SEARCH_DAYS = 60
"""How far `next_opening` looks: longer than any run of holidays."""

_DAY = timedelta(days=1)


def sessions_of(hours: OpeningHours, day: date) -> tuple[tuple[time, time], ...]:
    """The sessions (opens, closes) of one day, in order; empty when the office is closed all day."""
    usual = hours.week[day.weekday()]
    if day in hours.make_up_days:
        return usual or next((sessions for sessions in hours.week if sessions), ())
    return () if day in hours.days_off else usual


def is_open(hours: OpeningHours, at: datetime) -> bool:
    """Whether the office is open at this moment; the closing minute itself is closed."""
    return closes_at(hours, at) is not None


def closes_at(hours: OpeningHours, at: datetime) -> datetime | None:
    """When the session that is going on ends, or None while closed."""
    return next((end for start, end in _sessions(hours, at) if start <= at < end), None)


def next_opening(hours: OpeningHours, at: datetime) -> datetime | None:
    """The next moment at which a session begins after `at`, or None within `SEARCH_DAYS` days."""
    for ahead in range(SEARCH_DAYS + 1):
        for start, _ in _sessions(hours, at + ahead * _DAY):
            if start > at:
                return start
    return None


def _sessions(hours: OpeningHours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    if at.tzinfo is None:
        raise ValueError("opening hours need an aware datetime")
    day = at.date()
    for opens, closes in sessions_of(hours, day):
        yield datetime.combine(day, opens, at.tzinfo), datetime.combine(day, closes, at.tzinfo)
