"""A ticket as pure facts, and its layout as a list of lines: no dots, no fonts, no printer.

Sizes are dots at 203 dpi (8 dots = 1 mm): 576 dots across an 80 mm roll, 384 across 58 mm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Weight = Literal["regular", "medium", "semibold", "bold", "extrabold"]
Align = Literal["left", "center", "right"]

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """Everything the paper says. `ahead` people and `wait_low`/`wait_high` minutes are None when not known,
    and then the paper says so; `issued_at` is local time; `qr_text` comes from `kiosk.domain.qr.qr_text`;
    `trial` leaves out what only a citizen's ticket says."""

    office_name: str
    place: str
    number: str
    field_name: str
    issued_at: datetime
    qr_text: str
    area: str = ""
    ahead: int | None = None
    wait_low: int | None = None
    wait_high: int | None = None
    priority_name: str | None = None
    procedure_name: str | None = None
    offline: bool = False
    reprint: bool = False
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: `size` is the em in dots; `fit` shrinks it to one line instead of wrapping;
    `boxed` prints white on a black band."""

    text: str
    size: int
    weight: Weight = "regular"
    align: Align = "center"
    fit: bool = False
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line, `thickness` dots; `dash` > 0 makes it dots of that length."""

    thickness: int = 2
    dash: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Blank paper, `height` dots."""

    height: int


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code not wider than `max_width` dots with its quiet zone, in whole dots per module."""

    text: str
    max_width: int
    align: Align = "center"


@dataclass(frozen=True, slots=True)
class Columns:
    """Two stacks of lines side by side, centred on each other; the left one is `left_width` dots wide."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    left_width: int


Line = Text | Rule | Gap | QrCode | Columns


def lay_out(slip: TicketSlip, width_dots: int) -> list[Line]:
    """The lines of a slip for paper `width_dots` wide (576 or 384; ValueError below 300), from top to bottom."""
    if width_dots < 300:
        raise ValueError(f"a ticket needs at least 300 dots, not {width_dots}")
    scale = 1.0 if width_dots >= 512 else 0.78
    return [*_head(slip, scale), *_number(slip, width_dots, scale), *_foot(slip, width_dots, scale)]


def _head(slip: TicketSlip, scale: float) -> Iterator[Line]:
    if slip.office_name:
        yield Text(_keep_together(slip.office_name), round(30 * scale), "semibold")
    if slip.place:
        yield Gap(4)
        yield Text(slip.place, round(24 * scale))
    yield Gap(16)
    yield Rule(2)


def _keep_together(name: str) -> str:
    term = "hành chính công"
    return name.replace(term, term.replace(" ", "\N{NO-BREAK SPACE}"))


def _number(slip: TicketSlip, width: int, scale: float) -> Iterator[Line]:
    yield Gap(18)
    yield Text(slip.field_name, round(40 * scale), "bold")
    if slip.procedure_name:
        yield Gap(4)
        yield Text(slip.procedure_name, round(25 * scale))
    yield Gap(26)
    yield Text(slip.number, round(width * 0.37), "extrabold", fit=True)
    if slip.priority_name:
        yield Gap(20)
        yield Text(f"Ưu tiên: {slip.priority_name}", round(28 * scale), "bold", boxed=True)
    yield Gap(22)
    yield Rule(2)
    yield Gap(16)


def _foot(slip: TicketSlip, width: int, scale: float) -> Iterator[Line]:
    if width >= 512:
        qr_width = 272
        facts = tuple(_facts(slip, 1.0, "left"))
        yield Columns((QrCode(slip.qr_text, qr_width, "left"),), facts, qr_width + 8)
    else:
        yield from _facts(slip, scale, "center")
        yield Gap(8)
        yield QrCode(slip.qr_text, round(width * 0.66))
    yield Gap(12)
    yield from _notes(slip, scale)


def _facts(slip: TicketSlip, scale: float, align: Align) -> Iterator[Line]:
    small, large = round(23 * scale), round(34 * scale)
    for label, value in _pairs(slip):
        yield Text(label, small, "regular", align)
        yield Text(value, large, "bold", align)
        yield Gap(12)


def _pairs(slip: TicketSlip) -> Iterator[tuple[str, str]]:
    if slip.trial:
        yield "Dấu rõ từng chữ", "Ẵ Ễ Ộ Ự Ỹ ẫ ợ đ"
        return
    yield "Trước ông/bà", "chưa rõ" if slip.ahead is None else f"{slip.ahead} người"
    yield "Thời gian chờ", wait_text(slip.wait_low, slip.wait_high)
    if slip.area:
        yield "Mời chờ tại", slip.area


def wait_text(low: int | None, high: int | None) -> str:
    """An estimate in minutes as people read it: `5–9 phút`; what is not known is said, never 0."""
    known = sorted(value for value in (low, high) if value is not None)
    if not known:
        return "chưa rõ"
    if known[-1] <= 0:
        return "đến lượt ngay"
    if known[0] == known[-1]:
        return f"khoảng {known[0]} phút"
    return f"{known[0]}–{known[-1]} phút"


def _notes(slip: TicketSlip, scale: float) -> Iterator[Line]:
    at = slip.issued_at
    small = round(23 * scale)
    yield Rule(2, dash=6)
    yield Gap(10)
    yield Text(f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y} · {at:%H:%M}", small, "medium")
    if not slip.trial:
        yield Text("Xin giữ phiếu và đưa cho cán bộ khi được gọi.", small)
    if slip.offline:
        yield Text("Số cấp khi mất kết nối, vẫn có giá trị như thường.", small)
    if slip.reprint:
        yield Gap(4)
        yield Text("BẢN IN LẠI", small, "bold")


def trial_slip(office_name: str, place: str, at: datetime) -> TicketSlip:
    """The ticket a technician prints to try a printer: Vietnamese letters, a QR, no number of the queue."""
    return TicketSlip(
        office_name, place, "THỬ", "Phiếu in thử", at, "https://dichvucong.gov.vn",
        procedure_name="Chữ rõ dấu, mã QR quét được, giấy tự cắt: máy in dùng tốt", trial=True,
    )  # fmt: skip
