from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent, QQmlEngine
from PySide6.QtWidgets import QApplication

from ui.theme import install_fonts, tokens
from ui.theme.qml_theme import Theme, theme_of
from ui.theme.stylesheet import style_sheet, widget_palette

TEXT = 7.0
EDGE = 3.0
ON_GROUND = [("ink", "paper"), ("ink", "card"), ("muted", "paper"), ("muted", "card"), ("danger", "card"),
             ("success", "card"), ("on_soft", "soft"), ("on_soft", "card"), ("number", "card"),
             ("on_success_soft", "success_soft"), ("on_danger_soft", "danger_soft"),
             ("on_notice_soft", "notice_soft"), ("on_accent", "accent"), ("on_primary_dark", "primary_dark"),
             ("on_primary_dark_muted", "primary_dark")]  # fmt: skip
LARGE = [("on_primary", "primary"), ("on_primary_muted", "primary"), ("primary", "card")]
EDGES = [("edge", "paper"), ("edge", "card"), ("focus", "paper"), ("focus", "card"), ("primary", "paper")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_weak(palette: tokens.Palette) -> list[str]:
    pairs = [(p, TEXT) for p in ON_GROUND] + [(p, 4.5) for p in LARGE] + [(p, EDGE) for p in EDGES]
    return [
        f"{palette.name}: {above} on {below} {ratio:.2f} < {least}"
        for (above, below), least in pairs
        if (ratio := contrast(getattr(palette, above), getattr(palette, below))) < least
    ]


@pytest.mark.parametrize("palette", tokens.PALETTES.values(), ids=lambda p: p.name)
def test_every_text_and_edge_can_be_seen(palette):
    assert too_weak(palette) == []


def test_the_contrast_test_sees_a_weak_colour():
    assert too_weak(replace(tokens.LIGHT, muted="#8A96A3")) == [
        f"light: muted on {ground} {contrast('#8A96A3', getattr(tokens.LIGHT, ground)):.2f} < 7.0"
        for ground in ("paper", "card")
    ]


def test_black_on_white_is_21():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_sizes_hold_the_measures_of_a_kiosk():
    px_per_mm = 1080 / (21.5 * 25.4 * 9 / (9**2 + 16**2) ** 0.5)
    cap_height = 0.7
    assert tokens.KIOSK_SIZES.touch >= 20 * px_per_mm
    assert tokens.KIOSK_SIZES.touch_gap >= 5 * px_per_mm
    assert tokens.KIOSK_SIZES.small * cap_height >= 5 * px_per_mm
    assert max(tokens.QUICK_MS, tokens.CALM_MS) <= 200


def test_the_qml_theme_has_every_colour_of_the_table_and_no_other():
    meta = Theme.staticMetaObject
    names = {meta.property(i).name() for i in range(meta.propertyOffset(), meta.propertyCount())
             if meta.property(i).typeName() == "QColor"}  # fmt: skip
    camel = {re.sub(r"_(\w)", lambda m: m[1].upper(), f.name) for f in fields(tokens.Palette)} - {"name"}
    assert names == camel


def test_qml_reads_the_theme_of_its_engine_and_follows_it(qtbot):
    engine = QQmlEngine()
    component = QQmlComponent(engine)
    component.setData(
        b"import QtQuick; import MotCua.Theme;"
        b"QtObject { property color ink: Theme.ink; property int touch: Theme.touch;"
        b"property int s: Theme.sizeBody }",
        QUrl(),
    )
    page = component.create()
    assert component.errors() == []
    assert (page.property("ink").name().upper(), page.property("touch")) == (tokens.LIGHT.ink, 84)
    theme_of(engine).use_palette(tokens.BOARD)
    theme_of(engine).use_scale(2.0, text=1.5)
    assert page.property("ink").name().upper() == tokens.BOARD.ink
    assert (page.property("touch"), page.property("s")) == (168, 102)
    page.deleteLater()


def test_widgets_get_the_same_colours(qtbot):
    install_fonts()
    install_fonts()
    assert QApplication.font().family() == tokens.FAMILY
    sheet = style_sheet(tokens.DARK, tokens.DESK_SIZES)
    table = {getattr(tokens.DARK, f.name) for f in fields(tokens.Palette)}
    assert set(re.findall(r"#[0-9A-F]{6}", sheet)) <= table
    assert sheet.count("{") == sheet.count("}")
    assert widget_palette(tokens.DARK).windowText().color().name().upper() == tokens.DARK.ink
