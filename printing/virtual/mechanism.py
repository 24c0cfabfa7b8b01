"""The paper side of the virtual printer: state of the roll and the cover, the page being printed, tickets as files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageChops

from printing.virtual.commands import (
    Column,
    Command,
    Cut,
    Feed,
    Initialise,
    LineSpacing,
    PrintGraphics,
    Raster,
    StoreGraphics,
)  # fmt: skip

_NAME = re.compile(r"^(\d{4,})(?:\.partial)?\.(?:bin|png)$")
_DEFAULT_SPACING = 30


@dataclass(slots=True)
class PrinterState:
    """What a person can do to the printer, and what a test can. `*_after` count down and then happen, once: rows of
    paper left, bytes until the line drops, bytes until it falls silent."""

    paper_out: bool = False
    near_end: bool = False
    cover_open: bool = False
    cutter_error: bool = False
    mute: bool = False
    garbage: bool = False
    slow_ms: float = 0.0
    paper_out_after_rows: int | None = None
    drop_after_bytes: int | None = None
    mute_after_bytes: int | None = None

    @property
    def halted(self) -> bool:
        """Nothing can be printed now."""
        return self.paper_out or self.cover_open or self.cutter_error

    def real_time(self, n: int) -> int:
        """The answer to `DLE EOT n`, n from 1 to 4."""
        if self.garbage:
            return 0xFF
        bits = {
            1: 0x08 * self.halted,
            2: 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * self.cutter_error,
            3: 0x08 * self.cutter_error,
            4: 0x0C * (self.near_end or self.paper_out) | 0x60 * self.paper_out,
        }
        return 0x12 | bits[n]

    def paper_sensor(self) -> int:
        """The answer to `GS r 1`."""
        return 0x03 * (self.near_end or self.paper_out) | 0x0C * self.paper_out

    def automatic(self) -> bytes:
        """The four bytes of automatic status (`GS a`)."""
        first = 0x10 | 0x08 * self.halted | 0x20 * self.cover_open
        return bytes((first, 0x08 * self.cutter_error, self.paper_sensor(), 0x0F))


class Shelf:
    """The folder printed tickets fall into: `NNNN.bin` and `NNNN.png`, or `NNNN.partial.*` for torn ones.

    Numbering goes on after a restart. The picture appears last and whole: who sees it may read both.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        found = [int(match[1]) for path in folder.iterdir() if (match := _NAME.match(path.name))]
        self._last = max(found, default=0)
        self.delivered = 0
        self.partial = 0

    def put(self, raw: bytes, picture: Image.Image, whole: bool) -> str:
        """Keep one piece of paper; its file name without ending."""
        self._last += 1
        name = f"{self._last:04d}" + ("" if whole else ".partial")
        self._write(f"{name}.bin", lambda path: path.write_bytes(raw))
        self._write(f"{name}.png", lambda path: picture.save(path, "PNG", compress_level=1))
        if whole:
            self.delivered += 1
        else:
            self.partial += 1
        return name

    def _write(self, name: str, write: Callable[[Path], object]) -> None:
        unfinished = self._folder / f".{name}.unfinished"
        write(unfinished)
        unfinished.replace(self._folder / name)


@dataclass
class Page:
    """The paper between two cuts, for one connection. After trouble it is `spoiled`: what belongs to the same ticket
    is lost until the next `ESC @` or cut; `torn` until the next `ESC @`."""

    state: PrinterState
    shelf: Shelf
    width_dots: int
    spoiled: bool = False
    torn: bool = False
    _rows: list[bytes] = field(default_factory=list)
    _raw: bytearray = field(default_factory=bytearray)
    _spacing: int = _DEFAULT_SPACING
    _stored: StoreGraphics | None = None
    _band: list[bytes] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of dots printed since the last cut."""
        return len(self._rows)

    def execute(self, command: Command) -> str | None:
        """Do what a print command says; the name of the ticket when one was cut off."""
        if isinstance(command, Initialise):
            self.spoiled, self.torn = False, False
            self._spacing, self._band = _DEFAULT_SPACING, []
        self._raw += command.raw
        if isinstance(command, Cut):
            return self._cut(command)
        if not self.spoiled:
            self._print(command)
        return None

    def spoil(self) -> None:
        """Printing stopped in the middle: what is on the paper so far will never be a ticket."""
        if self._rows and not self.spoiled:
            self.shelf.put(bytes(self._raw), self._picture(), whole=False)
            self.spoiled = self.torn = True
        self._rows, self._band = [], []
        self._raw.clear()

    def _print(self, command: Command) -> None:
        match command:
            case Raster():
                self._advance(_rows_of(command.dots, command.width_bytes, self.width_dots // 8))
            case StoreGraphics():
                self._stored = command
            case PrintGraphics() if self._stored:
                self._advance(_rows_of(self._stored.dots, self._stored.width_bytes, self.width_dots // 8))
            case Column():
                self._band = _rows_of(*_turned(command), self.width_dots // 8)
            case LineSpacing():
                self._spacing = command.dots
            case Feed():
                self._feed(command)

    def _feed(self, feed: Feed) -> None:
        height = max(feed.lines * self._spacing + feed.dots, len(self._band))
        blank = bytes(self.width_dots // 8)
        self._advance(self._band + [blank] * (height - len(self._band)))
        self._band = []

    def _advance(self, rows: list[bytes]) -> None:
        left = self.state.paper_out_after_rows
        if left is not None:
            rows = rows[:left]
            self.state.paper_out_after_rows = left - len(rows)
        self._rows += rows
        if self.state.paper_out_after_rows == 0:
            self.state.paper_out_after_rows = None
            self.state.paper_out = True
            self.spoil()

    def _cut(self, cut: Cut) -> str | None:
        name = None
        if not self.spoiled:
            self._advance([bytes(self.width_dots // 8)] * cut.feed)
        if self._rows and not self.spoiled:
            name = self.shelf.put(bytes(self._raw), self._picture(), whole=True)
        if not self.state.halted:
            self.spoiled = False
        self._rows = []
        self._raw.clear()
        return name

    def _picture(self) -> Image.Image:
        dots = b"".join(self._rows)
        return ImageChops.invert(Image.frombytes("1", (self.width_dots, len(self._rows)), dots))


def _rows_of(dots: bytes, width: int, paper: int) -> list[bytes]:
    """Rows cut or filled to the paper's width, as a printer drops what hangs over the edge."""
    rows = [dots[start : start + width] for start in range(0, len(dots), width)]
    return [row[:paper].ljust(paper, b"\0") for row in rows]


def _turned(column: Column) -> tuple[bytes, int]:
    """`ESC *` columns as rows, and their width in bytes."""
    size = column.height, len(column.dots) * 8 // column.height
    if not size[1]:
        return b"", 1
    upright = Image.frombytes("1", size, column.dots).transpose(Image.Transpose.TRANSPOSE)
    return upright.tobytes(), (size[1] + 7) // 8
