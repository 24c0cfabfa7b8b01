"""Sizes: one factor, capitals that are read at six metres, and every field of an office somewhere."""

from __future__ import annotations

from math import hypot

import pytest
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication

from ui.theme import install_fonts
from ui.theme.tokens import FAMILY
from ui.viewmodels.board_measures import CAPITAL, derive, floor_px, readable_m

MM_43_INCHES = 43 * 25.4 / hypot(1920, 1080)


@pytest.mark.parametrize(
    ("size", "factor", "portrait"),
    [((1920, 1080), 1.0, False), ((1280, 720), 2 / 3, False), ((3840, 2160), 2.0, False), ((1080, 1920), 1.0, True),
     ((2560, 1080), 1.0, False), ((1024, 768), 1024 / 1920, False), ((720, 1280), 2 / 3, True)],
)  # fmt: skip
def test_every_size_follows_from_one_factor(size: tuple[int, int], factor: float, portrait: bool) -> None:
    measures = derive(*size, 0.0, 6)
    assert measures.factor == pytest.approx(factor)
    assert measures.portrait is portrait


def test_at_six_metres_capitals_are_73_millimetres_on_a_43_inch_screen() -> None:
    floor = floor_px(MM_43_INCHES)
    assert floor * CAPITAL * MM_43_INCHES == pytest.approx(73.2, abs=0.5)
    assert floor == 200
    assert readable_m(floor, MM_43_INCHES) >= 6
    assert readable_m(floor - 1, MM_43_INCHES) < 6


def test_a_screen_that_does_not_say_its_size_has_no_floor() -> None:
    assert floor_px(0.0) == 0


@pytest.mark.parametrize("fields", range(1, 33))
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_pages_are_balanced_and_hold_every_field(fields: int, size: tuple[int, int]) -> None:
    measures = derive(*size, 0.0, fields)
    pages = -(-fields // measures.per_page)
    assert measures.rows <= (4 if measures.portrait else 8)
    assert pages * measures.per_page - fields < pages * measures.columns


@pytest.mark.parametrize(
    ("fields", "landscape", "portrait"), [(6, (6, 1), (3, 2)), (8, (8, 1), (4, 2)), (14, (7, 1), (4, 2))]
)
def test_six_to_fourteen_fields(fields: int, landscape: tuple[int, int], portrait: tuple[int, int]) -> None:
    wide, high = derive(1920, 1080, 0.0, fields), derive(1080, 1920, 0.0, fields)
    assert (wide.rows, wide.columns) == landscape
    assert (high.rows, high.columns) == portrait


def test_the_capital_height_is_the_font_s_own(qapp: QGuiApplication) -> None:
    install_fonts()
    font = QFont(FAMILY)
    font.setPixelSize(1000)
    font.setWeight(QFont.Weight.Bold)
    assert QFontMetricsF(font).capHeight() == pytest.approx(1000 * CAPITAL, abs=5)
