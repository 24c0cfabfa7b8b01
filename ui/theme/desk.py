"""The part of the one style sheet that only the desk's faces use (counter, admin): zones, action buttons, keys,
the message bar, tiles. Widgets say what they are by the dynamic property `role`."""

from __future__ import annotations

from resources import path
from ui.theme.tokens import Palette, Sizes


def desk_rules(p: Palette, s: Sizes) -> str:
    """Rules for roles: `zone`, `strip`, `act-…`, `key-…`, `state-…`, `line-…`, `bar-…`, `tile…`."""
    return "\n".join((_zones(p, s), _actions(p, s), _states(p, s), _bars(p, s), _tiles(p, s)))


def _zones(p: Palette, s: Sizes) -> str:
    return f"""
QFrame[role="zone"] {{ background: {p.card}; border: 0; border-right: {s.border}px solid {p.line}; }}
QFrame[role="strip"] {{ background: {p.card}; border: 0; border-bottom: {s.border}px solid {p.line}; }}
QFrame[role="foot"] {{ background: {p.card}; border: 0; border-top: {s.border}px solid {p.line}; }}
QFrame[role="row"] {{ background: transparent; border: 0; border-bottom: {s.border}px solid {p.line}; }}
QFrame[role="row-last"] {{ background: transparent; border: 0; }}
QWidget[role="page"], QScrollArea[role="page"] {{ background: {p.paper}; border: 0; }}
QScrollArea, QWidget[role="clear"] {{ border: 0; background: transparent; }}
QListView[role="bare"] {{ border: 0; border-radius: 0; background: {p.card}; }}
QListView[role="bare"]:focus {{ border: {s.border + 1}px solid {p.focus}; }}
QLabel[role="name"] {{ color: {p.muted}; font-size: {s.small}px; }}
QLabel[role="value"] {{ font-size: {s.label}px; }}
QLabel[role="value-quiet"] {{ font-size: {s.label}px; color: {p.muted}; }}
QLabel[role="value-strong"] {{ font-size: {s.label}px; font-weight: 600; }}
QLabel[role="value-priority"] {{ font-size: {s.label}px; color: {p.on_notice_soft}; font-weight: 600; }}
QLabel[role="value-warning"] {{ font-size: {s.label}px; color: {p.danger}; font-weight: 600; }}
QLabel[role="called-number"] {{ font-size: {s.number - 16}px; font-weight: 800; color: {p.on_soft}; }}
QLabel[role="empty"] {{ font-size: {s.title}px; color: {p.muted}; }}
QLabel[role="card-title"] {{ font-size: {s.title - 1}px; font-weight: 600; }}"""


def _actions(p: Palette, s: Sizes) -> str:
    tones = {
        "plain": (p.card, p.edge, p.ink, p.muted), "primary": (p.primary, p.primary, p.on_primary, p.on_primary_muted),
        "danger": (p.danger_soft, p.danger, p.on_danger_soft, p.on_danger_soft),
        "quiet": (p.paper, p.line, p.muted, p.muted),
    }  # fmt: skip
    coloured = "\n".join(
        f"""
QPushButton[role="act-{tone}"], QPushButton[role="act-{tone}"]:disabled {{ background: {ground};
  border: {s.border}px solid {edge}; min-height: {2 * s.touch - 12}px; }}
QPushButton[role="act-{tone}"]:hover, QPushButton[role="act-{tone}"]:focus {{
  border: {s.border + 1}px solid {p.focus}; }}
QLabel[role="action-{tone}"] {{ font-size: {s.label + 1}px; font-weight: 600; color: {ink}; background: transparent; }}
QLabel[role="key-{tone}"] {{ font-size: {s.small - 1}px; color: {key}; background: transparent; }}"""
        for tone, (ground, edge, ink, key) in tones.items()
    )
    return f"""
{coloured}
QLabel[role="cap"] {{ font-size: {s.small - 1}px; color: {p.on_soft}; background: {p.soft}; font-weight: 600;
  border-radius: 4px; padding: 1px 5px; }}
QLabel[role="tool-words"] {{ background: transparent; }}
QPushButton[role="tool"] {{ text-align: left; min-height: {s.touch - 4}px; padding: 0; border-color: {p.line}; }}
QPushButton[role="small"], QPushButton[role="small-quiet"] {{ min-height: {s.touch - 8}px; padding: 0 {s.unit}px;
  font-size: {s.small}px; }}
QPushButton[role="small-quiet"] {{ border-color: {p.line}; color: {p.muted}; font-weight: 500; }}
QPushButton[role="primary"][tall="true"] {{ min-height: {s.touch + 10}px; font-size: {s.label}px; }}
QComboBox[tall="true"] {{ min-height: {s.touch + 4}px; font-size: {s.label}px; }}
QComboBox::drop-down {{ border: 0; width: {4 * s.unit}px; }}
QComboBox::down-arrow {{ image: url("{path("icons/chevron-down.svg").as_posix()}"); width: {2 * s.unit}px; }}
QLineEdit[tall="true"] {{ min-height: {s.touch + 4}px; font-size: {s.label}px; }}
QPushButton[role="header"] {{ background: transparent; color: {p.on_primary_dark};
  border-color: {p.on_primary_dark_muted}; min-height: {s.touch - 8}px; font-weight: 500; }}
QPushButton[role="nav"] {{ text-align: left; border: 0; border-radius: {s.radius}px; min-height: {s.touch + 4}px;
  padding: 0 {2 * s.unit}px; background: transparent; font-weight: 500; }}
QPushButton[role="nav"]:checked {{ background: {p.soft}; color: {p.on_soft}; font-weight: 600; }}
QPushButton[role="choice"] {{ text-align: left; padding: 0 {2 * s.unit}px; min-height: {2 * s.touch - 12}px; }}
QPushButton[role="choice"]:checked {{ background: {p.soft}; color: {p.on_soft};
  border: {s.border + 1}px solid {p.primary}; }}
QPushButton[role="option"] {{ min-height: {s.touch + 2}px; padding: 0 {s.unit}px; font-weight: 500; }}
QPushButton[role="option"]:checked {{ background: {p.soft}; color: {p.on_soft}; font-weight: 600;
  border: {s.border + 1}px solid {p.primary}; }}
QListView[role="picker"]::item {{ padding: 0 {s.unit}px; height: {s.touch - 4}px; }}
QListView[role="picker"]::item:selected {{ background: {p.soft}; color: {p.on_soft}; }}"""


def _states(p: Palette, s: Sizes) -> str:
    colours = {
        "free": p.muted, "calling": p.on_soft, "called": p.on_soft, "serving": p.success, "paused": p.on_notice_soft,
    }  # fmt: skip
    states = "\n".join(
        f'QLabel[role="state-{phase}"] {{ font-size: {s.heading - 2}px; font-weight: 600; color: {colour}; }}'
        for phase, colour in colours.items()
    )
    lines = {"good": p.on_primary_dark_muted, "sending": p.on_primary_dark, "cut": p.accent}
    return states + "\n".join(
        f'QFrame[role="header"] QLabel[role="line-{tone}"] {{ color: {colour}; }}' for tone, colour in lines.items()
    )


def _bars(p: Palette, s: Sizes) -> str:
    tones = {
        "info": (p.soft, p.on_soft), "done": (p.success_soft, p.on_success_soft),
        "warning": (p.notice_soft, p.on_notice_soft), "trouble": (p.danger_soft, p.on_danger_soft),
    }  # fmt: skip
    return "\n".join(
        f'QFrame[role="bar-{tone}"] {{ background: {ground}; border: 0; border-left: 4px solid {ink}; '
        f"border-radius: {s.radius}px; }}\n"
        f'QFrame[role="bar-{tone}"] QLabel {{ color: {ink}; font-size: {s.label}px; }}\n'
        f'QFrame[role="bar-{tone}"] QLabel[role="strong"] {{ font-weight: 600; }}\n'
        f'QFrame[role="bar-{tone}"] QPushButton {{ background: transparent; color: {ink}; border-color: {ink}; }}'
        for tone, (ground, ink) in tones.items()
    )


def _tiles(p: Palette, s: Sizes) -> str:
    """A tile speaks by its figure and a mark at its left edge: eight grounds of colour would shout."""
    tones = {"plain": (p.line, p.ink), "warning": (p.accent, p.on_notice_soft), "trouble": (p.danger, p.danger)}
    figure = f"font-size: {s.display}px; font-weight: 700;"
    return (
        f'QLabel[role="unit"] {{ font-size: {s.title}px; color: {p.muted}; padding-bottom: {s.unit}px; }}'
        + "\n".join(
            f'QFrame[role="tile-{tone}"] {{ background: {p.card}; border: {s.border}px solid {p.line}; '
            f"border-left: {s.border if tone == 'plain' else 4}px solid {mark}; border-radius: {s.radius}px; }}\n"
            f'QFrame[role="tile-{tone}"] QLabel[role="figure"] {{ color: {ink}; {figure} }}'
            for tone, (mark, ink) in tones.items()
        )
    )
