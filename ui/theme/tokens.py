"""The one table of looks: colours, sizes and durations with their meanings. Plain values, no Qt.

It feeds the QML `Theme` singleton (`ui.theme.qml_theme`), the QPalette and the one style sheet of the
widgets (`ui.theme.stylesheet`). Contrasts are proved over the whole table: 7:1 for text, 4.5:1 for large
text, 3:1 for edges (screens.md, WCAG 2.2 and EN 301 549).
"""

from __future__ import annotations

from dataclasses import dataclass

FAMILY = "Be Vietnam Pro"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#RRGGBB`. A name that begins with `on_` is what is written on the colour of that name."""

    name: str
    paper: str
    """The ground of a page."""
    card: str
    """Raised sheets: tiles, fields, tables."""
    ink: str
    muted: str
    """Second voice on paper, card or soft."""
    line: str
    """Quiet dividers: never the only sign of anything."""
    edge: str
    """The border of what can be touched (3:1)."""
    primary: str
    on_primary: str
    on_primary_muted: str
    primary_dark: str
    on_primary_dark: str
    on_primary_dark_muted: str
    soft: str
    """A tint of primary: chosen things, icon grounds."""
    on_soft: str
    accent: str
    on_accent: str
    success: str
    success_soft: str
    on_success_soft: str
    danger: str
    danger_soft: str
    on_danger_soft: str
    notice_soft: str
    """Trouble that people can live with."""
    on_notice_soft: str
    focus: str
    """The ring of the keyboard's focus (3:1 on paper and card)."""
    number: str
    """A called number."""


LIGHT = Palette(
    name="light", paper="#F6F8FB", card="#FFFFFF", ink="#14202E", muted="#455260",
    line="#D5DDE6", edge="#7F8D9D",
    primary="#0B5CAD", on_primary="#FFFFFF", on_primary_muted="#F2F7FD",
    primary_dark="#083E77", on_primary_dark="#FFFFFF", on_primary_dark_muted="#C9DAEC",
    soft="#E8F0F9", on_soft="#094B8D", accent="#F2B705", on_accent="#14202E",
    success="#14653B", success_soft="#E6F3EC", on_success_soft="#0F5430",
    danger="#9E1F18", danger_soft="#FCEBEA", on_danger_soft="#8C1A14",
    notice_soft="#FFF4CC", on_notice_soft="#4F3B00", focus="#B45309", number="#14202E",
)  # fmt: skip

DARK = Palette(
    name="dark", paper="#101A26", card="#1A2736", ink="#F1F5F9", muted="#B4C1CF",
    line="#2C3C4E", edge="#6B7F94",
    primary="#8FC1F5", on_primary="#0A1622", on_primary_muted="#122236",
    primary_dark="#0B2A4C", on_primary_dark="#FFFFFF", on_primary_dark_muted="#C9DAEC",
    soft="#1F3247", on_soft="#B9DBFA", accent="#F2B705", on_accent="#14202E",
    success="#7FD8A5", success_soft="#16342A", on_success_soft="#9BE3BA",
    danger="#FFB3AC", danger_soft="#43211F", on_danger_soft="#FFC9C4",
    notice_soft="#3A3115", on_notice_soft="#FFE08A", focus="#F2B705", number="#FFD54A",
)  # fmt: skip

BOARD = Palette(
    name="board", paper="#071B33", card="#0E2A4A", ink="#FFFFFF", muted="#B9CADC",
    line="#1E3F63", edge="#6787AB",
    primary="#8FC1F5", on_primary="#071B33", on_primary_muted="#0B2038",
    primary_dark="#05142A", on_primary_dark="#FFFFFF", on_primary_dark_muted="#B9CADC",
    soft="#14365C", on_soft="#CFE5FB", accent="#F2B705", on_accent="#14202E",
    success="#7FD8A5", success_soft="#12392F", on_success_soft="#A6E8C2",
    danger="#FFB3AC", danger_soft="#4A2326", on_danger_soft="#FFCFCB",
    notice_soft="#3B3312", on_notice_soft="#FFE08A", focus="#F2B705", number="#FFD54A",
)  # fmt: skip

CONTRAST = Palette(
    name="contrast", paper="#FFFFFF", card="#FFFFFF", ink="#000000", muted="#1A1A1A",
    line="#000000", edge="#000000",
    primary="#00264D", on_primary="#FFFFFF", on_primary_muted="#FFFFFF",
    primary_dark="#000000", on_primary_dark="#FFFFFF", on_primary_dark_muted="#FFFFFF",
    soft="#FFFFFF", on_soft="#00264D", accent="#FFD54A", on_accent="#000000",
    success="#003D1F", success_soft="#FFFFFF", on_success_soft="#003D1F",
    danger="#7A0000", danger_soft="#FFFFFF", on_danger_soft="#7A0000",
    notice_soft="#FFF4CC", on_notice_soft="#000000", focus="#B45309", number="#000000",
)  # fmt: skip

PALETTES = {palette.name: palette for palette in (LIGHT, DARK, BOARD, CONTRAST)}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths and type sizes in pixels of the design's own screen: 1080 px across a 21.5" kiosk (4.03 px/mm),
    or a desk monitor at 96 dpi. The faces multiply them by their own factor."""

    unit: int
    """The spacing unit: every gap is a multiple."""
    radius: int
    radius_tile: int
    border: int
    touch: int
    """The smallest side of what can be touched."""
    touch_gap: int
    small: int
    body: int
    label: int
    title: int
    heading: int
    display: int
    number: int


KIOSK_SIZES = Sizes(
    unit=8, radius=8, radius_tile=16, border=2, touch=84, touch_gap=24,
    small=30, body=34, label=40, title=46, heading=58, display=104, number=264,
)  # fmt: skip
"""Smallest type 30 px: capitals of 5 mm on a 21.5" kiosk; touch 84 px: 20 mm (screens.md, Measures)."""

DESK_SIZES = Sizes(
    unit=8, radius=8, radius_tile=8, border=1, touch=36, touch_gap=8,
    small=13, body=14, label=15, title=18, heading=24, display=40, number=96,
)  # fmt: skip

QUICK_MS = 100
"""An answer to a touch."""
CALM_MS = 180
"""A change of page; nothing moves longer than 200 ms."""
