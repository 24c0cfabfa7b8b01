"""Notices that nobody touches a desk any more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
})  # fmt: skip


class Idle(QObject):
    """`left_alone` once after `minutes` without a key, a touch or a move of the mouse; 0 minutes: never. It counts by
    Qt's steady clock, so setting the clock neither locks nor keeps open."""

    left_alone = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(minutes * 60_000)
        self._timer.timeout.connect(self.left_alone)
        self._wanted = minutes > 0
        self._mouse = QPointF()

    def start(self) -> None:
        """Watch from now on."""
        app = QApplication.instance()
        if self._wanted and app:
            app.installEventFilter(self)
            self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        if app := QApplication.instance():
            app.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and not self._is_still(event):
            self._timer.start()
        return False

    def _is_still(self, event: QEvent) -> bool:
        """Qt tells a resting mouse again whenever something moves below it: that is nobody's hand."""
        if event.type() != QEvent.Type.MouseMove or not isinstance(event, QMouseEvent):
            return False
        before, self._mouse = self._mouse, event.globalPosition()
        return before == self._mouse
