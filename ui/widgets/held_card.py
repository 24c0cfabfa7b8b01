"""Citizens put aside at this counter, each to be taken up again or noted as absent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from ui.viewmodels.counter_window import HeldRow
from ui.widgets.labels import column, empty, frame, label, row


class HeldCard(QFrame):
    """Hidden while nobody is put aside. Signals carry the ticket's id."""

    resumed = Signal(str)
    absent = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title = label(role="card-title")
        self._rows = column(gap=0)
        self._shown: tuple[HeldRow, ...] = ()
        self._clocks: list[QLabel] = []
        box = column(self, gap=8)
        box.setContentsMargins(20, 16, 20, 12)
        box.addWidget(self._title)
        box.addLayout(self._rows)
        self.hide()

    def show_rows(self, rows: tuple[HeldRow, ...]) -> None:
        """Show these citizens; the rows are made anew only when more than their clocks changed."""
        self.setVisible(bool(rows))
        if [_lasting(r) for r in rows] != [_lasting(r) for r in self._shown]:
            self._title.setText(f"Đang giữ  {len(rows)}")
            empty(self._rows)
            self._clocks = [self._add(held) for held in rows]
        for clock, held in zip(self._clocks, rows, strict=True):
            clock.setText(held.since)
        self._shown = rows

    def _add(self, held: HeldRow) -> QLabel:
        line = frame("row")
        box = row(line, gap=12)
        box.setContentsMargins(0, 8, 0, 8)
        words = column(gap=0)
        words.addWidget(label(held.field, "value"))
        if held.reason:
            words.addWidget(label(held.reason, "muted", wrap=True))
        clock = label(role="muted")
        box.addWidget(label(held.number, "title"))
        box.addLayout(words, 1)
        box.addWidget(clock, alignment=Qt.AlignmentFlag.AlignVCenter)
        for text, signal in (("Tiếp tục", self.resumed), ("Vắng", self.absent)):
            button = QPushButton(text)
            button.setProperty("role", "small")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setEnabled(held.enabled or text == "Vắng")
            button.setAccessibleName(f"{text} {held.number}")
            button.clicked.connect(lambda _=False, s=signal: s.emit(held.ticket_id))
            box.addWidget(button)
        self._rows.addWidget(line)
        return clock


def _lasting(held: HeldRow) -> tuple[object, ...]:
    return (held.ticket_id, held.number, held.field, held.reason, held.enabled)
