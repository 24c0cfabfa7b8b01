"""Days off and compensatory working days: the editable table first, computed holidays where it is silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.services.toml_table import TomlFile


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """What the override table says: dates, and the years for which it is complete."""

    days_off: frozenset[date]
    working_days: frozenset[date]
    complete_years: frozenset[int]


def read_calendar(file: TomlFile) -> HolidayCalendar:
    """The table of `resources/calendar/holidays.toml`; faults are noted in `file`."""
    root = file.root
    years = root.items("complete_years", int, default=())
    off, working = _dates(file, "off"), _dates(file, "working")
    for day in sorted(off & working):
        root.fault("working", f"ngày {day:%d/%m/%Y} vừa nghỉ vừa làm việc. Hãy xóa một trong hai dòng.")
    root.finish()
    return HolidayCalendar(off, working, frozenset(years))


def days_for(calendar: HolidayCalendar, years: Iterable[int]) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and compensatory working days, computing the `years` that the table does not cover.

    The override wins: a computed holiday that the table calls a working day is not a day off.
    """
    missing = sorted(set(years) - calendar.complete_years)
    computed = _computed(missing) if missing else frozenset()
    return (calendar.days_off | computed) - calendar.working_days, calendar.working_days


def _computed(years: list[int]) -> frozenset[date]:
    import holidays  # 0.12 s: only in a year that the table does not cover

    return frozenset(holidays.country_holidays("VN", years=years))


def _dates(file: TomlFile, kind: str) -> frozenset[date]:
    found: set[date] = set()
    for row in file.root.tables(kind, optional=True):
        day = row.value("date", date, "một ngày, ví dụ 2026-09-02")
        row.text("name")
        if not row.has("unverified"):
            row.text("document")
        row.text("unverified", default="")
        row.text("document", default="")
        row.finish()
        if isinstance(day, datetime):
            row.fault("date", "có cả giờ. Hãy chỉ ghi ngày, ví dụ 2026-09-02.")
        elif day in found:
            row.fault("date", f"ngày {day:%d/%m/%Y} ghi hai lần. Hãy xóa một dòng.")
        elif day is not None:
            found.add(day)
    return frozenset(found)
