"""The board's Vietnamese, made from plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kiosk.domain.counter import OPEN, PAUSED, CounterState
from kiosk.domain.office import Office
from kiosk.domain.opening import is_open, next_opening
from kiosk.domain.service_day import local_time

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
FEW_COUNTERS = 8
"""Up to here closed counters are listed by number; beyond, only the paused ones."""
UNKNOWN = "–"


def clock_text(now: int) -> str:
    """08:24"""
    return local_time(now).strftime("%H:%M")


def date_text(now: int) -> str:
    """Thứ Hai, 23/11/2026"""
    day = local_time(now)
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def since_text(since: int, now: int) -> str:
    """10:32, or with its date when that was not today."""
    then = local_time(since)
    return then.strftime("%H:%M" if then.date() == local_time(now).date() else "%H:%M ngày %d/%m")


def minutes_text(low: int | None, high: int | None, counters_open: int) -> str:
    """What a newcomer may expect; what is not known is not said."""
    if not counters_open:
        return "Chưa có quầy phục vụ"
    if low is None or high is None:
        return "Chưa rõ thời gian chờ"
    if high <= 1:
        return "Được gọi ngay"
    return f"Chờ khoảng {low}–{high} phút" if low != high else f"Chờ khoảng {high} phút"


def place_text(office: Office, field: str, counter: int) -> str:
    """Where to go: the area of the counter and the field's name."""
    place, desk = office.field(field), office.counter(counter)
    area = desk.area if desk else (place.area if place else "")
    return " · ".join(part for part in (area, place.name if place else "") if part)


def counters_text(office: Office, states: Iterable[CounterState]) -> str:
    """How many counters are open, and which are not: paused ones always, closed ones in a small office."""
    known = {s.number: s for s in states}
    numbers = sorted({c.number for c in office.counters} | set(known))
    of = {n: known[n].state if n in known else "" for n in numbers}
    open_, paused = [n for n in numbers if of[n] == OPEN], [n for n in numbers if of[n] == PAUSED]
    closed = [n for n in numbers if n not in open_ and n not in paused]
    if not open_ and not paused:
        return "Chưa quầy nào mở"
    parts = [f"Đang mở {len(open_)}/{len(numbers)} quầy"]
    if paused:
        parts.append(f"Tạm dừng: {_list(paused)}")
    if closed and len(numbers) <= FEW_COUNTERS:
        parts.append(f"Đóng: {_list(closed)}")
    return " · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)


def idle_text(office: Office, now: int, *, always_open: bool = False) -> tuple[str, str]:
    """What stands where the called number will be, before the first call of the day: (headline, what to
    do)."""
    at = local_time(now)
    if always_open or is_open(office.hours, at):
        return "Chưa gọi số nào", "Mời lấy số tại máy và chờ gọi trên bảng này"
    opens = next_opening(office.hours, at)
    if opens is None:
        return "Ngoài giờ làm việc", "Mời xem lịch làm việc tại bàn hướng dẫn"
    return "Ngoài giờ làm việc", f"Mở cửa lúc {_opening(opens, at)}"


def stale_texts(since: int, now: int, ever_met: bool) -> tuple[str, str]:
    """(short sign, whole sentence with what to do) for a board that hears nothing."""
    when = since_text(since, now)
    advice = "Số mới gọi có thể chưa hiện ở đây: xin nghe cán bộ gọi tại quầy."
    if not ever_met:
        return f"Chưa có dữ liệu từ {when}", f"Bảng chưa nhận được dữ liệu của văn phòng. {advice}"
    return f"Không có dữ liệu từ {when}", f"Bảng mất liên lạc từ {when}. {advice}"


def _opening(opens: datetime, at: datetime) -> str:
    if opens.date() == at.date():
        return f"{opens:%H:%M}"
    return f"{opens:%H:%M}, {WEEKDAYS[opens.weekday()].lower()} {opens:%d/%m}"


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
