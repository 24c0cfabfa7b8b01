"""The one place for messages: calm, never modal, always with what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton

from ui.viewmodels.counter_facts import Notice
from ui.widgets.labels import label, row, set_role


class NoticeBar(QFrame):
    """Hidden while there is nothing to say. `put_away` when the person closes it."""

    put_away = Signal()

    def __init__(self, closable: bool = True) -> None:
        super().__init__()
        self.setProperty("role", "bar-info")
        self._text, self._remedy = label(role="strong"), label(wrap=True)
        close = QPushButton("Đóng  Esc")
        close.setProperty("role", "small")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.put_away)
        box = row(self, gap=12)
        box.setContentsMargins(16, 8, 8, 8)
        box.addWidget(self._text)
        box.addWidget(self._remedy, 1)
        box.addWidget(close)
        close.setVisible(closable)
        self.setMinimumHeight(48)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a message, or nothing."""
        self.setVisible(notice is not None)
        if notice:
            set_role(self, f"bar-{notice.tone}")
            self._text.setText(notice.text)
            self._remedy.setText(notice.remedy)
            self.setAccessibleName(f"{notice.text} {notice.remedy}".strip())

    def words(self) -> str:
        """Everything that it says now, "" when hidden."""
        return f"{self._text.text()} {self._remedy.text()}".strip() if not self.isHidden() else ""
