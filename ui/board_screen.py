"""The board's picture in a window of its own: the QML page, its colours, and its size in pixels and
millimetres."""

from __future__ import annotations

from math import hypot

import shiboken6
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtQuick import QQuickView

from ui.qml_scene import QML, QmlError, new_engine
from ui.theme import install_fonts
from ui.theme.qml_theme import theme_of
from ui.theme.tokens import BOARD
from ui.viewmodels.board import Board

MM_PER_INCH = 25.4
SMALLEST = QSize(480, 480)


class BoardScreen(QQuickView):
    """Shows `board`. `screen_inches` is the diagonal of the screen, 0 = not known. Raises QmlError for
    QML that does not load."""

    def __init__(self, board: Board, screen_inches: float) -> None:
        install_fonts()
        engine = new_engine()
        super().__init__(engine, None)
        engine.setParent(self)  # never before the window, whoever comes to collect them
        self.board = board
        board.setParent(self)
        self._inches = screen_inches
        self.setProperty("page", "board")
        self.setTitle(f"Bảng gọi số · {board.officeName}")
        self.setColor(QColor(BOARD.paper))
        self.setMinimumSize(SMALLEST)
        self.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self._theme = theme_of(engine)
        self._theme.use_palette(BOARD)
        self.setInitialProperties({"board": board})
        self.setSource(QUrl.fromLocalFile(str(QML / "board" / "BoardPage.qml")))
        if self.status() != QQuickView.Status.Ready:
            raise QmlError("\n".join(error.toString() for error in self.errors()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the picture again."""
        super().resizeEvent(event)
        if self.width() and self.height():
            self.board.resize(self.width(), self.height(), self._mm_per_px())
            self._theme.use_scale(self.board.measures.factor)

    def dispose(self) -> None:
        """Close and destroy the window, then what it shows, then its engine; only once."""
        self.close()
        shiboken6.delete(self)

    def _mm_per_px(self) -> float:
        screen = self.screen().size()
        diagonal = max(hypot(screen.width(), screen.height()), hypot(self.width(), self.height()))
        return self._inches * MM_PER_INCH / diagonal
