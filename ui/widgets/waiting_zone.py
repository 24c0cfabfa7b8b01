"""The queue zone: who waits, how long, why in this order, and the tools beside the person in front."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QListView

from ui.models.waiting_model import ROW, WaitingModel
from ui.theme.tokens import Palette
from ui.viewmodels.waiting import WaitingProps, WaitingRow
from ui.widgets.labels import column, label
from ui.widgets.waiting_delegate import WaitingDelegate


class WaitingZone(QFrame):
    """`looked_at(number)` when the clerk moves through the line; looking calls nobody."""

    looked_at = Signal(str)

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.setProperty("role", "zone")
        self._title, self._summary = label(role="title"), label(role="muted", wrap=True)
        self.model = WaitingModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self._delegate = WaitingDelegate(palette)
        self.view.setItemDelegate(self._delegate)
        self.view.setUniformItemSizes(True)
        self.view.setProperty("role", "bare")
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName("Danh sách chờ")
        self.view.clicked.connect(self._look)
        self.view.activated.connect(self._look)
        head = column(margin=0, gap=2)
        head.setContentsMargins(24, 16, 16, 12)
        head.addWidget(self._title)
        head.addWidget(self._summary)
        box = column(self, gap=0)
        box.addLayout(head)
        box.addWidget(self.view, 1)

    def show_props(self, props: WaitingProps) -> None:
        """Show the line."""
        self._title.setText(props.title)
        self._summary.setText(props.summary)
        self.model.show(props.rows)

    def step(self, by: int) -> None:
        """Look at the row `by` places further down; from nowhere, at the first."""
        count = self.model.rowCount()
        if not count:
            return
        at = self.view.currentIndex()
        place = min(max(at.row() + by, 0), count - 1) if at.isValid() else 0
        index = self.model.index(place)
        self.view.setCurrentIndex(index)
        self._look(index)

    def look_nowhere(self) -> None:
        """No row is looked at."""
        self.view.clearSelection()
        self.view.setCurrentIndex(QModelIndex())

    def _look(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, WaitingRow):
            self.looked_at.emit(row.number)
