"""The ESC/POS commands the virtual printer knows, as values; each carries the bytes it came as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """Any command; `raw` are the bytes it came as."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Raster(Command):
    """Rows of dots, `width_bytes` each, 1 = black (`GS v 0`, or `GS ( L` printed)."""

    width_bytes: int
    dots: bytes


@dataclass(frozen=True, slots=True)
class StoreGraphics(Command):
    """`GS ( L` fn 112: a picture kept until fn 50 prints it."""

    width_bytes: int
    dots: bytes


@dataclass(frozen=True, slots=True)
class PrintGraphics(Command):
    """`GS ( L` fn 50."""


@dataclass(frozen=True, slots=True)
class Column(Command):
    """`ESC *`: a band of columns, `height` 8 or 24 dots high, printed by the next line feed."""

    height: int
    dots: bytes


@dataclass(frozen=True, slots=True)
class Feed(Command):
    """Paper moved by `lines` lines of the current spacing, or by `dots`."""

    lines: int = 0
    dots: int = 0


@dataclass(frozen=True, slots=True)
class LineSpacing(Command):
    """`ESC 2` and `ESC 3`: dots from line to line."""

    dots: int


@dataclass(frozen=True, slots=True)
class Cut(Command):
    """`GS V`, after `feed` dots."""

    feed: int = 0


@dataclass(frozen=True, slots=True)
class Initialise(Command):
    """`ESC @`."""


@dataclass(frozen=True, slots=True)
class AskPaper(Command):
    """`GS r n`: answered when its turn comes."""


@dataclass(frozen=True, slots=True)
class AskIdentity(Command):
    """`GS I n`."""

    n: int


@dataclass(frozen=True, slots=True)
class AutomaticStatus(Command):
    """`GS a n`: status sent unasked when n is not 0."""

    on: bool


@dataclass(frozen=True, slots=True)
class AskStatus(Command):
    """`DLE EOT n`: answered at once."""

    n: int


@dataclass(frozen=True, slots=True)
class ClearBuffers(Command):
    """`DLE DC4` fn 8: what is not printed yet is forgotten, at once."""


@dataclass(frozen=True, slots=True)
class Setting(Command):
    """Understood, but of no effect on what is modelled (alignment, fonts, text)."""


@dataclass(frozen=True, slots=True)
class Unknown(Command):
    """Bytes that are no command of ESC/POS as known here."""
