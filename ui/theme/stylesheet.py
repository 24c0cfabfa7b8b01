"""Tokens for QtWidgets: a QPalette and the one style sheet.

Widgets say what they are by the dynamic property `role`, never by an object name:
button `primary`, `accent`, `danger`, `ghost`; label `title`, `heading`, `display`, `number`, `muted`,
`danger`, `success`; frame `card`, `notice`, `danger`, `success`, `soft`, `header`, `line`.
After changing a role at run time call `restyle(widget)`.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.desk import desk_rules
from ui.theme.tokens import DESK_SIZES, FAMILY, LIGHT, Palette, Sizes


def apply(app: QApplication, palette: Palette = LIGHT, sizes: Sizes = DESK_SIZES) -> None:
    """Dress the whole application: Fusion, palette and style sheet. Costs nothing when it is dressed so already."""
    sheet = style_sheet(palette, sizes)
    if app.styleSheet() != sheet:
        app.setStyle("Fusion")
        app.setPalette(widget_palette(palette))
        app.setStyleSheet(sheet)


def restyle(widget: QWidget) -> None:
    """Let the style sheet see a `role` that has just changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def widget_palette(p: Palette) -> QPalette:
    """The tokens as Qt's own palette, for what a style sheet does not reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: p.paper, role.WindowText: p.ink, role.Base: p.card, role.AlternateBase: p.paper,
        role.Text: p.ink, role.Button: p.card, role.ButtonText: p.ink, role.PlaceholderText: p.muted,
        role.Highlight: p.primary, role.HighlightedText: p.on_primary, role.ToolTipBase: p.primary_dark,
        role.ToolTipText: p.on_primary_dark, role.Link: p.on_soft, role.Mid: p.edge, role.Dark: p.edge,
    }  # fmt: skip
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(p.muted))
    return palette


def style_sheet(p: Palette, s: Sizes) -> str:
    """The one style sheet of all widgets."""
    return "\n".join((_text(p, s), _frames(p, s), _buttons(p, s), _inputs(p, s), _lists(p, s), desk_rules(p, s)))


def _text(p: Palette, s: Sizes) -> str:
    return f"""
QWidget {{ font-family: "{FAMILY}"; font-size: {s.body}px; color: {p.ink}; }}
QMainWindow, QDialog {{ background: {p.paper}; }}
QLabel[role="muted"] {{ color: {p.muted}; font-size: {s.small}px; }}
QLabel[role="title"] {{ font-size: {s.title}px; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {s.heading}px; font-weight: 700; }}
QLabel[role="display"] {{ font-size: {s.display}px; font-weight: 700; }}
QLabel[role="number"] {{ font-size: {s.number}px; font-weight: 800; color: {p.number}; }}
QLabel[role="danger"] {{ color: {p.danger}; font-weight: 600; }}
QLabel[role="success"] {{ color: {p.success}; font-weight: 600; }}
QToolTip {{ background: {p.primary_dark}; color: {p.on_primary_dark}; border: 0; padding: {s.unit}px; }}"""


def _frames(p: Palette, s: Sizes) -> str:
    def sheet(role: str, ground: str, ink: str, edge: str) -> str:
        return (
            f'QFrame[role="{role}"] {{ background: {ground}; border: {s.border}px solid {edge}; '
            f"border-radius: {s.radius}px; }}\n"
            f'QFrame[role="{role}"] > QLabel {{ color: {ink}; border: 0; }}'
        )

    return "\n".join((
        f'QFrame[role="card"] {{ background: {p.card}; border: {s.border}px solid {p.line}; '
        f"border-radius: {s.radius}px; }}",
        sheet("notice", p.notice_soft, p.on_notice_soft, p.on_notice_soft),
        sheet("danger", p.danger_soft, p.on_danger_soft, p.on_danger_soft),
        sheet("success", p.success_soft, p.on_success_soft, p.on_success_soft),
        sheet("soft", p.soft, p.on_soft, p.soft),
        f'QFrame[role="header"] {{ background: {p.primary_dark}; border: 0; }}',
        f'QFrame[role="header"] QLabel {{ color: {p.on_primary_dark}; }}',
        f'QFrame[role="header"] QLabel[role="muted"] {{ color: {p.on_primary_dark_muted}; }}',
        f'QFrame[role="line"] {{ background: {p.line}; border: 0; max-height: {s.border}px; }}',
    ))  # fmt: skip


def _buttons(p: Palette, s: Sizes) -> str:
    def filled(role: str, ground: str, ink: str) -> str:
        return f'QPushButton[role="{role}"] {{ background: {ground}; color: {ink}; border-color: {ground}; }}'

    return f"""
QPushButton {{ background: {p.card}; border: {s.border}px solid {p.edge}; border-radius: {s.radius}px;
  min-height: {s.touch - 2}px; padding: 0 {2 * s.unit}px; font-weight: 600; }}
QPushButton:hover {{ border-color: {p.primary}; }}
QPushButton:pressed {{ background: {p.soft}; color: {p.on_soft}; }}
QPushButton:focus {{ border: {s.border + 1}px solid {p.focus}; }}
{filled("primary", p.primary, p.on_primary)}
{filled("accent", p.accent, p.on_accent)}
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed {{ background: {p.primary_dark};
  color: {p.on_primary_dark}; }}
QPushButton[role="danger"] {{ color: {p.danger}; border-color: {p.danger}; }}
QPushButton[role="ghost"] {{ background: transparent; border-color: transparent; color: {p.on_soft}; }}
QPushButton[role]:focus {{ border: {s.border + 1}px solid {p.focus}; }}
QPushButton:disabled, QPushButton[role]:disabled {{ background: {p.paper}; color: {p.muted};
  border-color: {p.line}; }}"""


def _inputs(p: Palette, s: Sizes) -> str:
    names = "QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextEdit"
    focused = ", ".join(f"{name}:focus" for name in names.split(", "))
    return f"""
{names} {{ background: {p.card}; border: {s.border}px solid {p.edge}; border-radius: {s.radius}px;
  min-height: {s.touch - 2}px; padding: 0 {s.unit}px; selection-background-color: {p.primary};
  selection-color: {p.on_primary}; }}
{focused} {{ border: {s.border + 1}px solid {p.focus}; }}
QCheckBox, QRadioButton {{ spacing: {s.unit}px; min-height: {s.touch - 8}px; }}"""


def _lists(p: Palette, s: Sizes) -> str:
    return f"""
QAbstractItemView {{ background: {p.card}; border: {s.border}px solid {p.line}; border-radius: {s.radius}px;
  outline: 0; selection-background-color: {p.soft}; selection-color: {p.on_soft}; }}
QAbstractItemView:focus {{ border: {s.border + 1}px solid {p.focus}; }}
QHeaderView::section {{ background: {p.paper}; color: {p.muted}; border: 0; padding: {s.unit}px;
  border-bottom: {s.border}px solid {p.line}; font-weight: 600; }}
QTabBar::tab {{ padding: {s.unit}px {2 * s.unit}px; font-weight: 600; color: {p.muted}; }}
QTabBar::tab:selected {{ color: {p.on_soft}; border-bottom: 3px solid {p.primary}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; }}
QScrollBar::handle:vertical {{ background: {p.edge}; border-radius: 6px; min-height: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}"""
