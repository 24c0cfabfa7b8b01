"""The work zone for one ticket: its facts, the procedure with papers, time and fee, and what happened to it.

The dossier form of a later issue takes the wide column's place below the facts.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton

from ui.viewmodels.counter_history import HistoryLine
from ui.viewmodels.counter_ticket import FactLine, PaperLine, ProcedureFacts, SheetProps
from ui.widgets.labels import column, empty, frame, label, row


class FactsCard(QFrame):
    """What is known of the ticket. For a ticket that is only looked at, it may be called and is closed by Esc."""

    call_wanted = Signal(str)
    closed = Signal()
    priority_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title = label(role="card-title")
        self._call, self._close = _small("Gọi riêng số này  N"), _small("Quay lại  Esc")
        self._number = ""
        self._facts: tuple[FactLine, ...] = ()
        self._call.clicked.connect(lambda: self.call_wanted.emit(self._number))
        self._close.clicked.connect(self.closed)
        head = row(gap=8)
        head.addWidget(self._title, 1)
        head.addWidget(self._call)
        head.addWidget(self._close)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        box = column(self, gap=12)
        box.setContentsMargins(20, 12, 20, 16)
        box.addLayout(head)
        box.addLayout(self._grid)

    def show_sheet(self, sheet: SheetProps, may_call: bool) -> None:
        """Show the facts of this ticket."""
        self._number = sheet.number
        self._title.setText(sheet.title)
        self._call.setVisible(sheet.callable)
        self._call.setEnabled(may_call)
        self._close.setVisible(sheet.viewed)
        if sheet.facts != self._facts:
            self._facts = sheet.facts
            empty(self._grid)
            for line, fact in enumerate(sheet.facts):
                self._add(line, fact)

    def _add(self, line: int, fact: FactLine) -> None:
        place = Qt.AlignmentFlag.AlignVCenter if fact.change else Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label(fact.label, "name"), line, 0, place)
        role = f"value-{fact.tone}" if fact.tone else "value"
        self._grid.addWidget(label(fact.value, role, wrap=True), line, 1, 1, 1 if fact.change else 2)
        if fact.change:
            self._grid.addWidget(self._changing(fact), line, 2, place)

    def _changing(self, fact: FactLine) -> QPushButton:
        button = _small(f"{fact.change}  U", "small" if fact.due else "small-quiet")
        button.setAccessibleName(f"{fact.change} ưu tiên, phím U")
        button.clicked.connect(self.priority_wanted)
        return button


def _small(words: str, role: str = "small") -> QPushButton:
    made = QPushButton(words)
    made.setProperty("role", role)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


class ProcedureCard(QFrame):
    """The procedure that the citizen came for: name, time, fee, papers. The unknown is said."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._box = column(self, gap=6)
        self._box.setContentsMargins(20, 16, 20, 16)
        self._shown: tuple[ProcedureFacts | None, str] | None = None

    def show_procedure(self, procedure: ProcedureFacts | None, note: str) -> None:
        """Show it, or say why there is none."""
        if self._shown == (procedure, note):
            return
        self._shown = (procedure, note)
        empty(self._box)
        if procedure is None:
            self._box.addWidget(label("Thủ tục", "card-title"))
            self._box.addWidget(label(note, "name", wrap=True))
            return
        self._box.addWidget(label(procedure.name, "card-title", wrap=True))
        self._box.addWidget(label(f"Mã thủ tục {procedure.code}", "name"))
        self._add_limits(procedure)
        self._add_papers(procedure)

    def _add_limits(self, procedure: ProcedureFacts) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setColumnStretch(1, 1)
        for line, (name, value) in enumerate((("Thời hạn", procedure.time), ("Phí, lệ phí", procedure.fee))):
            grid.addWidget(label(name, "name"), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value, "value", wrap=True), line, 1)
        self._box.addLayout(grid)

    def _add_papers(self, procedure: ProcedureFacts) -> None:
        if not procedure.papers_known:
            self._box.addWidget(label("Giấy tờ: chưa rõ, tra Cổng dịch vụ công trước khi nhận.", "name", wrap=True))
            return
        self._box.addWidget(label(f"Giấy tờ  {len(procedure.papers)}", "value-strong"))
        case = ""
        for paper in procedure.papers:
            if paper.case != case:
                case = paper.case
                self._box.addWidget(label(case, "name", wrap=True))
            self._box.addWidget(_paper(paper, paper is procedure.papers[-1]))


def _paper(paper: PaperLine, last: bool) -> QFrame:
    line = frame("row-last" if last else "row")
    box = row(line, gap=16)
    box.setContentsMargins(0, 7, 0, 7)
    box.addWidget(label(paper.name, "value", wrap=True), 1)
    side = ", ".join(part for part in (paper.count, paper.condition) if part)
    box.addWidget(label(side, "name"), alignment=Qt.AlignmentFlag.AlignTop)
    return line


class HistoryCard(QFrame):
    """Everything that happened to the ticket, oldest first: when, what, where."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[HistoryLine, ...] | None = None
        box = column(self, gap=12)
        box.setContentsMargins(20, 16, 20, 16)
        box.addWidget(label("Diễn biến", "card-title"))
        box.addLayout(self._grid)

    def show_history(self, lines: tuple[HistoryLine, ...]) -> None:
        """Show these events."""
        if lines == self._shown:
            return
        self._shown = lines
        empty(self._grid)
        for place, line in enumerate(lines):
            words = column(gap=0)
            words.addWidget(label(line.what, "value", wrap=True))
            words.addWidget(label(line.where, "name"))
            self._grid.addWidget(label(line.at, "name"), place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addLayout(words, place, 1)
