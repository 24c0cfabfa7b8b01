"""A panel that opens above the work zone for one question, and goes: never a dialog, never a wait."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ui.widgets.labels import column, label, row


class Panel(QFrame):
    """Enter does it, Esc leaves it. Subclasses fill `body` and answer in `submit`."""

    left = Signal()

    def __init__(self, title: str, button: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self.title = label(title, "title")
        self.do, leave = QPushButton(f"{button}  Enter"), QPushButton("Thôi  Esc")
        self.do.setProperty("role", "primary")
        self.do.clicked.connect(self.submit)
        leave.clicked.connect(self.left)
        head = row(gap=8)
        head.addWidget(self.title, 1)
        head.addWidget(leave)
        head.addWidget(self.do)
        self.body = column(gap=8)
        box = column(self, gap=12)
        box.setContentsMargins(20, 12, 12, 16)
        box.addLayout(head)
        box.addLayout(self.body)

    def begin(self) -> None:
        """Called when the panel opens: be empty and take the focus."""

    def submit(self) -> None:
        """Do what the panel is for."""

    def quick(self, place: int) -> None:
        """Alt and a digit: the usual answer at `place`, where the panel has some."""

    def field(self, text: str, edit: QLineEdit) -> QHBoxLayout:
        """A labelled field in one line; Enter in it does what the panel is for."""
        words = label(text, "name")
        words.setBuddy(edit)
        words.setMinimumWidth(96)
        edit.setAccessibleName(text)
        edit.returnPressed.connect(self.submit)
        line = row(gap=8)
        line.addWidget(words)
        line.addWidget(edit, 1)
        return line


class QuickReasons(QWidget):
    """Usual reasons, one press each: Alt+1, Alt+2, …; they fill the field and can still be changed there."""

    def __init__(self, reasons: Iterable[str], into: QLineEdit) -> None:
        super().__init__()
        self._reasons, self._into = tuple(reasons), into
        box = row(self, gap=8)
        box.setContentsMargins(104, 0, 0, 0)
        for place, reason in enumerate(self._reasons, 1):
            button = QPushButton(f"{reason}  Alt+{place}")
            button.setProperty("role", "small")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(reason)
            button.clicked.connect(lambda _=False, p=place: self.fill(p))
            box.addWidget(button)
        box.addStretch()

    def fill(self, place: int) -> None:
        """Write the reason that stands at `place`, counted from 1."""
        if place <= len(self._reasons):
            self._into.setText(self._reasons[place - 1])
            self._into.setFocus(Qt.FocusReason.OtherFocusReason)
