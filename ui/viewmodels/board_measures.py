"""How large things are on a board: one factor from the picture's size, and what a waiting room can read.
Pure.

The board is designed at 1920x1080 and at 1080x1920; every length follows from `factor`, so 720p and 4K look
the same. Letters are read at 12.2 mm of capital height for each metre of distance (screens.md, Measures):
73 mm at 6 m.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

LONG, SHORT = 1920, 1080
MM_PER_METRE = 12.2
CAPITAL = 0.74
"""Height of Be Vietnam Pro's capitals and figures in ems; a test measures the font."""
DISTANCE_M = 6.0
MOST_ROWS = 8
"""Rows of the waiting list that fit one column of a landscape board."""
MOST_ROWS_PORTRAIT = 4


@dataclass(frozen=True, slots=True)
class BoardMeasures:
    """`factor`: pixels for one of the design's. `floor_px`: the smallest type size of a called number that
    is read at `DISTANCE_M`, 0 when the screen does not say how large it is. `rows`, `columns`: fields of
    one waiting page."""

    portrait: bool
    factor: float
    floor_px: int
    rows: int
    columns: int

    @property
    def per_page(self) -> int:
        """Fields shown at once."""
        return self.rows * self.columns


def derive(width: int, height: int, mm_per_px: float, fields: int) -> BoardMeasures:
    """The measures of a picture of `width` x `height` pixels on a screen of `mm_per_px` (0 = not known),
    for an office with that many fields."""
    portrait = height > width
    factor = min(max(width, height) / LONG, min(width, height) / SHORT)
    columns = 2 if portrait and fields > 1 else 1
    most = MOST_ROWS_PORTRAIT if portrait else MOST_ROWS
    pages = max(1, ceil(fields / (most * columns)))
    rows = max(1, ceil(fields / (pages * columns)))
    return BoardMeasures(portrait, factor, floor_px(mm_per_px), rows, columns)


def floor_px(mm_per_px: float, distance_m: float = DISTANCE_M) -> int:
    """The type size in pixels whose capitals can be read at `distance_m`; 0 when `mm_per_px` is not known."""
    return ceil(MM_PER_METRE * distance_m / (CAPITAL * mm_per_px)) if mm_per_px > 0 else 0


def readable_m(type_px: float, mm_per_px: float) -> float:
    """From how far type of `type_px` is read."""
    return type_px * CAPITAL * mm_per_px / MM_PER_METRE
