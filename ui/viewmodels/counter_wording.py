"""How a clerk is told times, reasons and events: one place for the counter's and the admin's plain words."""

from __future__ import annotations

from kiosk.domain.service_day import local_time

STATE_WORDS = {
    "waiting": "đang chờ",
    "called": "đã gọi",
    "serving": "đang phục vụ",
    "held": "đang giữ",
    "served": "đã xong",
    "absent": "vắng mặt",
    "voided": "đã hủy",
    "expired": "hết hạn trong ngày",
}
"""Every ticket state as people read it."""

CONFLICT_WORDS = {
    "called_twice": "hai quầy cùng gọi phiếu này",
    "served_twice": "hai quầy cùng ghi đã phục vụ phiếu này",
    "issued_twice": "phiếu này được cấp hai lần",
    "called_while_declared_off": "được gọi từ quầy đã khai là tắt",
    "called_under_old_epoch": "được gọi theo máy chủ cũ sau khi máy khác đã nhận hàng đợi",
    "called_after_served": "được gọi sau khi quầy khác đã phục vụ xong",
    "called_after_voided": "được gọi sau khi số đã bị hủy",
    "voided_while_called": "bị hủy trong khi đang gọi",
}


def clock_text(at_ms: int) -> str:
    """Wall time in Vietnam, `08:02`; "" for 0."""
    return local_time(at_ms).strftime("%H:%M") if at_ms else ""


def day_text(iso_day: str) -> str:
    """An ISO date as people write it, `23/11/2026`."""
    year, month, day = iso_day.split("-")
    return f"{day}/{month}/{year}"


def span_text(span_ms: int) -> str:
    """A running time, `0:23`, `4:10`, `1:04:10`; never negative."""
    seconds = max(span_ms, 0) // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    tail = f"{seconds % 60:02d}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"


def minutes_text(span_ms: int) -> str:
    """A length of time in words, `dưới 1 phút`, `7 phút`, `1 giờ 5 phút`."""
    minutes = max(span_ms, 0) // 60_000
    if minutes < 1:
        return "dưới 1 phút"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} phút"
    return f"{hours} giờ {rest} phút" if rest else f"{hours} giờ"


def conflict_text(conflict: str) -> str:
    """A visible conflict (R5) in words; "" for none."""
    if conflict.startswith("called_after_"):
        ended = STATE_WORDS.get(conflict.removeprefix("called_after_"), "đã kết thúc")
        return f"phiếu được gọi sau khi {ended}"
    return CONFLICT_WORDS.get(conflict, conflict)
