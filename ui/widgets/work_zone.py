"""The work zone: the sheet of one ticket in two columns, or a calm word when there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from ui.viewmodels.counter_window import CounterProps
from ui.widgets.held_card import HeldCard
from ui.widgets.labels import column, label, row
from ui.widgets.ticket_sheet import FactsCard, HistoryCard, ProcedureCard


class WorkZone(QScrollArea):
    """Scrolls on small screens; never sideways."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.facts, self.procedure = FactsCard(), ProcedureCard()
        self.history, self.held = HistoryCard(), HeldCard()
        self._empty = label(role="empty", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._left = QStackedWidget()
        self._left.addWidget(self._sheet())
        self._left.addWidget(self._blank())
        page = QWidget()
        page.setProperty("role", "page")
        box = row(page, gap=16)
        box.setContentsMargins(24, 16, 24, 24)
        box.addWidget(self._left, 3)
        self._side = self._right()
        box.addWidget(self._side, 2)
        self.setWidget(page)

    def show_props(self, props: CounterProps) -> None:
        """Show the ticket in question and those put aside."""
        sheet = props.sheet
        self._left.setCurrentIndex(0 if sheet else 1)
        self._empty.setText(props.empty_text)
        self.history.setVisible(sheet is not None)
        self.held.show_rows(props.held)
        self._side.setVisible(sheet is not None or bool(props.held))
        if sheet:
            self.facts.show_sheet(sheet, props.can_call)
            self.procedure.show_procedure(sheet.procedure, sheet.procedure_note)
            self.history.show_history(sheet.history)

    def _sheet(self) -> QWidget:
        sheet = QWidget()
        box = column(sheet, gap=16)
        box.addWidget(self.facts)
        box.addWidget(self.procedure)
        box.addStretch()
        return sheet

    def _blank(self) -> QWidget:
        blank = QWidget()
        box = column(blank)
        box.addStretch(2)
        box.addWidget(self._empty)
        box.addStretch(3)
        return blank

    def _right(self) -> QFrame:
        side = QFrame()
        box = column(side, gap=16)
        box.addWidget(self.held)
        box.addWidget(self.history)
        box.addStretch()
        return side
