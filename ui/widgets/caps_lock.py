"""A hint that Caps Lock is on, told from what the keys write: Qt knows no such state."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit

WORDS = "Caps Lock đang bật: chữ gõ ra là chữ hoa."


class CapsLock(QLabel):
    """Shown while a letter typed into one of `fields` came out in the wrong case."""

    def __init__(self, *fields: QLineEdit) -> None:
        super().__init__(WORDS)
        self.setProperty("role", "value-priority")
        self.setWordWrap(True)
        self.hide()
        for edit in fields:
            edit.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._look(event)
        elif event.type() == QEvent.Type.FocusOut:
            self.hide()
        return False

    def _look(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            self.setVisible(False)
            return
        letter = event.text()
        if len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.setVisible(letter.isupper() != shifted)
