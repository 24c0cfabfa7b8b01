"""The holiday table that ships, and how it stands to the computed calendar."""

import tomllib
from datetime import date
from pathlib import Path

import holidays
import pytest

import resources
from kiosk.services.holiday_calendar import days_for, read_calendar
from kiosk.services.toml_table import TomlFile

SHIPPED = resources.path("calendar/holidays.toml")


def test_the_shipped_table_is_sound_and_says_where_each_day_comes_from() -> None:
    file = TomlFile(SHIPPED)
    calendar = read_calendar(file)
    assert file.faults == []
    assert (len(calendar.days_off), len(calendar.working_days)) == (57, 4)
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    for row in rows["off"] + rows["working"]:
        assert ("document" in row) != ("unverified" in row), row


def test_days_that_the_library_misses_are_in_the_table() -> None:
    calendar = read_calendar(TomlFile(SHIPPED))
    assert date(2026, 1, 2) in calendar.days_off
    assert date(2026, 1, 2) not in holidays.country_holidays("VN", years=2026)
    assert date(2026, 11, 24) in calendar.days_off


def test_years_beyond_the_table_are_computed() -> None:
    calendar = read_calendar(TomlFile(SHIPPED))
    off, _ = days_for(calendar, [2028])
    assert {date(2028, 1, 26), date(2028, 9, 2), date(2028, 11, 24)} <= off  # Tết Mậu Thân, 2/9, 24/11
    assert calendar.days_off <= off


def test_the_override_wins_over_the_computed_day(tmp_path: Path) -> None:
    table = tmp_path / "holidays.toml"
    table.write_text(
        '[[working]]\ndate = 2028-11-24\nname = "Làm việc"\ndocument = "01/QĐ"\n'
        '[[off]]\ndate = 2028-11-23\nname = "Nghỉ"\ndocument = "01/QĐ"\n',
        encoding="utf-8",
    )
    off, working = days_for(read_calendar(TomlFile(table)), [2028])
    assert date(2028, 11, 24) not in off
    assert date(2028, 11, 23) in off
    assert working == {date(2028, 11, 24)}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('[[off]]\ndate = "2028-11-24"\nname = "x"\ndocument = "y"', "một ngày, ví dụ"),
        ('[[off]]\ndate = 2028-11-24T07:00:00\nname = "x"\ndocument = "y"', "có cả giờ"),
        ('[[off]]\ndate = 2028-11-24\nname = "x"', "document: còn thiếu"),
        ('[[off]]\ndate = 2028-11-24\nname = "x"\ndocument = "y"\n' * 2, "ghi hai lần"),
        (
            '[[off]]\ndate = 2028-11-24\nname = "x"\ndocument = "y"\n'
            '[[working]]\ndate = 2028-11-24\nname = "x"\ndocument = "y"',
            "vừa nghỉ vừa làm việc",
        ),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: str, said: str) -> None:
    table = tmp_path / "holidays.toml"
    table.write_text(rows, encoding="utf-8")
    file = TomlFile(table)
    read_calendar(file)
    (fault,) = file.faults
    assert said in fault
    assert "holidays.toml" in fault
