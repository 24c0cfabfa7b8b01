"""How a printer is reached. One frozen value, checked when it is made; times are seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["tcp", "serial", "usb", "cups", "windows", "file", "none"]
Flow = Literal["dtr", "rts", "xonxoff", "none"]

DOTS = {80: 576, 58: 384}
"""Printable dots of a roll, by its width in mm, at 203 dpi."""


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """One printer.

    `ask_status`: the printer answers status queries over this connection (spoolers never do). `keep_open`: the
    connection stays open between tickets; false for a network printer that several kiosks share. `confirm`: what proves
    that the paper is out: "buffer" = the answer to `GS r 1`, which a printer gives after everything before it was
    printed; "realtime" = only `DLE EOT`, weaker, for printers that do not know `GS r`. `write_timeout` is the longest
    stall, `job_timeout` the longest a whole ticket may take beyond the time its bytes need on a serial line.
    Raises ValueError, naming every wrong setting.
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
        if wrong := self._wrong():
            raise ValueError("; ".join(wrong))

    def _wrong(self) -> list[str]:
        needed: dict[str, tuple[str, ...]] = {
            "tcp": ("host", "port"), "serial": ("device", "baud"), "usb": ("usb_vendor", "usb_product"),
            "cups": ("queue",), "windows": ("queue",), "file": ("path",),
        }  # fmt: skip
        wrong = [f"printer.{name}: needed for kind {self.kind}" for name in needed.get(self.kind, ())
                 if not getattr(self, name)]  # fmt: skip
        if self.kind not in get_args(Kind):
            wrong.append(f"printer.kind: {self.kind!r} is none of {', '.join(get_args(Kind))}")
        if self.width_mm not in DOTS:
            wrong.append(f"printer.width_mm: {self.width_mm} is neither 80 nor 58")
        if not 0 <= self.port <= 65535:
            wrong.append(f"printer.port: {self.port} is not a TCP port")
        for name in ("connect_timeout", "write_timeout", "status_timeout", "job_timeout"):
            if getattr(self, name) <= 0:
                wrong.append(f"printer.{name}: must be more than 0 seconds")
        return wrong

    @property
    def width_dots(self) -> int:
        """Dots across the paper: 576 or 384."""
        return DOTS[self.width_mm]
