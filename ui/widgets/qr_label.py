"""A QR code in a window, drawn module by module: dark on white in every theme, or no camera reads it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


class QrLabel(QLabel):
    """`side` in logical pixels, at most."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.setAccessibleName("Mã QR")

    def show_text(self, text: str) -> None:
        """Show this text as a code."""
        import segno

        modules = segno.make(text, error="m", micro=False).matrix
        count = len(modules) + 2 * QUIET
        image = QImage(count, count, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        for y, line in enumerate(modules):
            for x, dark in enumerate(line):
                if dark:
                    image.setPixelColor(x + QUIET, y + QUIET, Qt.GlobalColor.black)
        ratio = self.devicePixelRatioF()
        whole = max(1, int(self._side * ratio) // count) * count
        drawn = QPixmap.fromImage(image.scaled(whole, whole))
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)
