"""How a printer is reached. One frozen value, checked when it is made; times are seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["tcp", "serial", "usb", "cups", "windows", "file", "none"]
Flow = Literal["dtr", "rts", "xonxoff", "none"]

DOTS = {80: 576, 58: 384}
"""Printable dots of a roll, by its width in mm, at 203 dpi."""

_NEEDED: dict[str, tuple[str, ...]] = {
    "tcp": ("host", "port"), "serial": ("device", "baud"), "usb": ("usb_vendor", "usb_product"),
    "cups": ("queue",), "windows": ("queue",), "file": ("path",),
}  # fmt: skip


class WrongPrinterSetting(ValueError):
    """Settings that cannot work together; `faults` are (setting, what is wrong and what to do, in Vietnamese)."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"printer.{name}: {what}" for name, what in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """One printer.

    `ask_status`: the printer answers status queries over this connection (spoolers never do). `keep_open`: the
    connection stays open between tickets; false for a network printer that several kiosks share. `confirm`: what proves
    that the paper is out: "buffer" = the answer to `GS r 1`, which a printer gives after everything before it was
    printed; "realtime" = only `DLE EOT`, weaker, for printers that do not know `GS r`. `write_timeout` is the longest
    stall, `job_timeout` the longest a whole ticket may take beyond the time its bytes need on a serial line.
    Raises WrongPrinterSetting, naming every wrong setting.
    """

    kind: Kind = "none"
    host: str = ""
    port: int = 9100
    device: str = ""
    baud: int = 19200
    flow: Flow = "dtr"
    usb_vendor: int = 0
    usb_product: int = 0
    usb_in: int = 0x82
    usb_out: int = 0x01
    queue: str = ""
    path: str = ""
    width_mm: int = 80
    cut: bool = True
    ask_status: bool = True
    keep_open: bool = True
    confirm: Literal["buffer", "realtime"] = "buffer"
    connect_timeout: float = 1.5
    write_timeout: float = 3.0
    status_timeout: float = 1.0
    job_timeout: float = 15.0

    def __post_init__(self) -> None:
        if wrong := tuple(self._wrong()):
            raise WrongPrinterSetting(wrong)

    def _wrong(self) -> Iterator[tuple[str, str]]:
        for name in _NEEDED.get(self.kind, ()):
            if not getattr(self, name):
                yield name, f'còn thiếu; máy in kind = "{self.kind}" cần giá trị này. Hãy thêm {name}.'
        for name, allowed in (("kind", get_args(Kind)), ("flow", get_args(Flow)), ("confirm", ("buffer", "realtime"))):
            if (value := getattr(self, name)) not in allowed:
                yield name, f"{value!r} không dùng được. Hãy ghi một trong: {', '.join(allowed)}."
        if self.width_mm not in DOTS:
            yield "width_mm", f"{self.width_mm} không phải khổ giấy của máy in. Hãy ghi 80 hoặc 58."
        if not 0 <= self.port <= 65535:
            yield "port", f"{self.port} không phải cổng TCP. Hãy ghi một số từ 1 đến 65535."
        for name in ("connect_timeout", "write_timeout", "status_timeout", "job_timeout"):
            if getattr(self, name) <= 0:
                yield name, "phải lớn hơn 0 giây. Hãy sửa hoặc xóa dòng này."

    @property
    def width_dots(self) -> int:
        """Dots across the paper: 576 or 384."""
        return DOTS[self.width_mm]
