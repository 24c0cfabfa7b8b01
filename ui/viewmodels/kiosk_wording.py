"""Figures and dates as the kiosk says them. Pure; what is not known is said, never shown as 0."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.office import Office, PriorityClass, ServiceField
from ui.strings.kiosk import PRINTER_TROUBLE_EN, VI, KioskWords

if TYPE_CHECKING:
    from kiosk.services.overview import Ahead, FieldQueue


def clock_text(at: datetime) -> str:
    """`08:24`."""
    return f"{at:%H:%M}"


def date_text(at: datetime, words: KioskWords) -> str:
    """`Thứ Hai, 23/11/2026`, or `Monday, 23 November 2026`."""
    weekday = words.weekdays[at.weekday()]
    if words.months:
        return f"{weekday}, {at.day} {words.months[at.month - 1]} {at.year}"
    return f"{weekday}, {at:%d/%m/%Y}"


def field_name(place: ServiceField, words: KioskWords) -> str:
    """The field in the reader's language, as far as the profile has it."""
    return place.name if words is VI else place.name_en or place.name


def field_hint(place: ServiceField, words: KioskWords) -> str:
    """Examples of what belongs to the field."""
    return place.hint if words is VI else place.hint_en or place.hint


def priority_name(priority: PriorityClass, words: KioskWords) -> str:
    """The priority class in the reader's language, as far as the profile has it."""
    return priority.name if words is VI else priority.name_en or priority.name


def people_text(queue: FieldQueue | None, words: KioskWords) -> str:
    """How many wait."""
    if queue is None:
        return words.waiting_unknown
    if queue.waiting == 0:
        return words.nobody
    return words.people_one if queue.waiting == 1 else words.people.format(queue.waiting)


def queue_wait_text(queue: FieldQueue | None, words: KioskWords) -> str:
    """The estimate of a field: minutes, or why there is none."""
    if queue is None:
        return ""
    if queue.counters_open == 0:
        return words.no_counter
    return wait_text(queue.low, queue.high, words)


def wait_text(low: int | None, high: int | None, words: KioskWords) -> str:
    """Minutes with their spread."""
    if low is None or high is None:
        return words.wait_unknown
    if high <= 0:
        return words.wait_soon
    return words.wait_about.format(high) if low >= high else words.wait_between.format(low, high)


def ahead_text(ahead: Ahead, words: KioskWords) -> str:
    """How many stand before a ticket."""
    return words.ahead_people.format(ahead.people) if ahead.people else words.ahead_none


def area_text(ahead: Ahead, words: KioskWords) -> str:
    """Where to wait, and the counters that may call."""
    counters = counters_text(ahead.counters, words)
    return " · ".join(part for part in (ahead.area, counters) if part) or words.wait_unknown


def counters_text(numbers: tuple[int, ...], words: KioskWords) -> str:
    """`quầy 1–4`, `quầy 1, 3`; "" for none."""
    line = sorted(numbers)
    if not line:
        return ""
    joined = len(line) > 2 and line[-1] - line[0] == len(line) - 1
    shown = f"{line[0]}–{line[-1]}" if joined else ", ".join(str(n) for n in line)
    return words.counters.format(shown)


def opening_text(opens: datetime | None, now: datetime, words: KioskWords) -> str:
    """When the office opens next, as one would say it at the door."""
    if opens is None:
        return words.opens_unknown
    day: date = opens.date()
    if day == now.date():
        return words.opens_today.format(clock_text(opens))
    if day == now.date() + timedelta(days=1):
        return words.opens_tomorrow.format(clock_text(opens))
    return words.opens_on.format(clock_text(opens), date_text(opens, words))


def hours_text(sessions: tuple[tuple[time, time], ...], words: KioskWords) -> str:
    """`Giờ làm việc hôm nay: 07:00–11:30, 13:30–17:00`; "" on a day off."""
    said = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in sessions)
    return words.hours_today.format(said) if said else ""


def printer_text(code: str, message: str, words: KioskWords) -> str:
    """What a citizen is told about the printer: the first sentence says what, the page says what to do."""
    if words is not VI and code in PRINTER_TROUBLE_EN:
        return PRINTER_TROUBLE_EN[code]
    return message.split(". ")[0].rstrip(".") + "." if message else ""


def office_lines(office: Office) -> str:
    """The office's name without the name of its place, which stands below it."""
    place = office.place.split(",")[0].strip()
    name = office.name
    if place and name.lower().endswith(place.lower()) and len(name) > len(place):
        return name[: -len(place)].rstrip(" ,-")
    return name
