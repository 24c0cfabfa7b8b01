"""Pictures for QML that are drawn, not loaded: icons in any colour, QR codes in whole pixels."""

from __future__ import annotations

from urllib.parse import unquote

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

import resources

QUIET_MODULES = 4


class IconPictures(QQuickImageProvider):
    """`image://icon/<name>/<rrggbb>`: an icon of `resources/icons`, drawn in one colour."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, wanted: str, _size: QSize, requested: QSize) -> QImage:
        name, _, colour = wanted.partition("/")
        return draw_icon(name, f"#{colour}", max(requested.width(), 1))


def draw_icon(name: str, colour: str, side: int) -> QImage:
    """The icon as a square picture with a clear ground. Raises ResourceMissing for a name that is not there."""
    svg = resources.path(f"icons/{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    return picture


class QrPictures(QQuickImageProvider):
    """`image://qr/<percent-encoded text>`: a QR code with its quiet zone, black on white."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, wanted: str, _size: QSize, requested: QSize) -> QImage:
        return draw_qr(unquote(wanted), max(requested.width(), 1))


def draw_qr(text: str, side: int) -> QImage:
    """A square picture of `side` pixels; every module is the same whole number of pixels, at least one."""
    import segno  # with what it imports 40 ms: a first picture needs no QR code

    matrix = segno.make(text, error="m", micro=False).matrix
    modules = len(matrix) + 2 * QUIET_MODULES
    dot = max(1, side // modules)
    side = max(side, modules)
    start = (side - len(matrix) * dot) // 2
    picture = QImage(side, side, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    for y, row in enumerate(matrix):
        for x, bit in enumerate(row):
            if bit:
                painter.fillRect(start + x * dot, start + y * dot, dot, dot, QColor("black"))
    painter.end()
    return picture
