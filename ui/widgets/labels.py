"""Words in a window: labels that know their role in the style sheet, and the layouts that hold them."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from ui.theme.stylesheet import restyle

UNIT = 8
L = TypeVar("L", bound=QLayout)


def label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label of a role; with `wrap` it breaks lines and may be selected with the mouse."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def frame(role: str) -> QFrame:
    """A frame of a role, with no layout yet."""
    made = QFrame()
    made.setProperty("role", role)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Change what a widget is, and let the style sheet see it."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        restyle(widget)
        for child in widget.findChildren(QWidget):
            restyle(child)


def tall(widget: QWidget) -> None:
    """Make a field or button as tall as those that a page is for."""
    widget.setProperty("tall", True)


def column(parent: QWidget | None = None, margin: int = 0, gap: int = UNIT) -> QVBoxLayout:
    """A column with one margin all around, in pixels."""
    layout = QVBoxLayout(parent) if parent else QVBoxLayout()
    return _spaced(layout, margin, gap)


def row(parent: QWidget | None = None, margin: int = 0, gap: int = UNIT) -> QHBoxLayout:
    """A row with one margin all around, in pixels."""
    layout = QHBoxLayout(parent) if parent else QHBoxLayout()
    return _spaced(layout, margin, gap)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets are deleted once Qt is back in its loop."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            empty(inner)


def _spaced(layout: L, margin: int, gap: int) -> L:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout
