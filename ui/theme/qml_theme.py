"""`MotCua.Theme`: the token table as the QML singleton `Theme`. A page writes `Theme.ink`, `Theme.unit * 3`.

Every token is a typed property, so qmllint and a test find a name that does not exist. Each engine has its
own Theme; the window that owns the engine says which palette, and how many pixels make one of the design's.
"""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from ui.theme import tokens

QML_IMPORT_NAME = "MotCua.Theme"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Theme(QObject):
    """Colours, lengths in pixels of this screen, durations in milliseconds."""

    colorsChanged = Signal()
    sizesChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._palette = tokens.LIGHT
        self._sizes = tokens.KIOSK_SIZES
        self._factor = 1.0
        self._text = 1.0

    def use_palette(self, palette: tokens.Palette) -> None:
        """Show everything in these colours from now on."""
        if palette != self._palette:
            self._palette = palette
            self.colorsChanged.emit()

    def use_scale(self, factor: float, text: float = 1.0) -> None:
        """`factor` pixels of this screen for one of the design's; `text` enlarges the letters alone."""
        if (factor, text) != (self._factor, self._text):
            self._factor, self._text = factor, text
            self.sizesChanged.emit()

    def _ink(self, name: str) -> QColor:
        return QColor(getattr(self._palette, name))

    def _length(self, name: str) -> int:
        return max(1, round(getattr(self._sizes, name) * self._factor))

    def _letters(self, name: str) -> int:
        return max(1, round(getattr(self._sizes, name) * self._factor * self._text))

    paper = Property(QColor, lambda self: self._ink("paper"), notify=colorsChanged)
    card = Property(QColor, lambda self: self._ink("card"), notify=colorsChanged)
    ink = Property(QColor, lambda self: self._ink("ink"), notify=colorsChanged)
    muted = Property(QColor, lambda self: self._ink("muted"), notify=colorsChanged)
    line = Property(QColor, lambda self: self._ink("line"), notify=colorsChanged)
    edge = Property(QColor, lambda self: self._ink("edge"), notify=colorsChanged)
    primary = Property(QColor, lambda self: self._ink("primary"), notify=colorsChanged)
    onPrimary = Property(QColor, lambda self: self._ink("on_primary"), notify=colorsChanged)
    onPrimaryMuted = Property(QColor, lambda self: self._ink("on_primary_muted"), notify=colorsChanged)
    primaryDark = Property(QColor, lambda self: self._ink("primary_dark"), notify=colorsChanged)
    onPrimaryDark = Property(QColor, lambda self: self._ink("on_primary_dark"), notify=colorsChanged)
    onPrimaryDarkMuted = Property(QColor, lambda self: self._ink("on_primary_dark_muted"), notify=colorsChanged)
    soft = Property(QColor, lambda self: self._ink("soft"), notify=colorsChanged)
    onSoft = Property(QColor, lambda self: self._ink("on_soft"), notify=colorsChanged)
    accent = Property(QColor, lambda self: self._ink("accent"), notify=colorsChanged)
    onAccent = Property(QColor, lambda self: self._ink("on_accent"), notify=colorsChanged)
    success = Property(QColor, lambda self: self._ink("success"), notify=colorsChanged)
    successSoft = Property(QColor, lambda self: self._ink("success_soft"), notify=colorsChanged)
    onSuccessSoft = Property(QColor, lambda self: self._ink("on_success_soft"), notify=colorsChanged)
    danger = Property(QColor, lambda self: self._ink("danger"), notify=colorsChanged)
    dangerSoft = Property(QColor, lambda self: self._ink("danger_soft"), notify=colorsChanged)
    onDangerSoft = Property(QColor, lambda self: self._ink("on_danger_soft"), notify=colorsChanged)
    noticeSoft = Property(QColor, lambda self: self._ink("notice_soft"), notify=colorsChanged)
    onNoticeSoft = Property(QColor, lambda self: self._ink("on_notice_soft"), notify=colorsChanged)
    focus = Property(QColor, lambda self: self._ink("focus"), notify=colorsChanged)
    number = Property(QColor, lambda self: self._ink("number"), notify=colorsChanged)

    family = Property(str, lambda _: tokens.FAMILY, constant=True)
    unit = Property(float, lambda self: self._sizes.unit * self._factor, notify=sizesChanged)
    factor = Property(float, lambda self: self._factor, notify=sizesChanged)
    radius = Property(int, lambda self: self._length("radius"), notify=sizesChanged)
    radiusTile = Property(int, lambda self: self._length("radius_tile"), notify=sizesChanged)
    border = Property(int, lambda self: self._length("border"), notify=sizesChanged)
    touch = Property(int, lambda self: self._length("touch"), notify=sizesChanged)
    touchGap = Property(int, lambda self: self._length("touch_gap"), notify=sizesChanged)
    sizeSmall = Property(int, lambda self: self._letters("small"), notify=sizesChanged)
    sizeBody = Property(int, lambda self: self._letters("body"), notify=sizesChanged)
    sizeLabel = Property(int, lambda self: self._letters("label"), notify=sizesChanged)
    sizeTitle = Property(int, lambda self: self._letters("title"), notify=sizesChanged)
    sizeHeading = Property(int, lambda self: self._letters("heading"), notify=sizesChanged)
    sizeDisplay = Property(int, lambda self: self._letters("display"), notify=sizesChanged)
    sizeNumber = Property(int, lambda self: self._letters("number"), notify=sizesChanged)
    quick = Property(int, lambda _: tokens.QUICK_MS, constant=True)
    calm = Property(int, lambda _: tokens.CALM_MS, constant=True)


def theme_of(engine: QQmlEngine) -> Theme:
    """The Theme that this engine's pages read."""
    theme = engine.singletonInstance("MotCua.Theme", "Theme")
    assert isinstance(theme, Theme)
    return theme
