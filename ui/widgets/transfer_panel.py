"""Sending a citizen on: a list that is filtered by typing (marks are not needed), and a reason."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem

from kiosk.domain.folding import fold
from kiosk.domain.office import Office
from ui.widgets.choice_list import ChoiceList
from ui.widgets.panel import Panel

_ROWS_SHOWN, _ROW_HEIGHT = 6, 32


class TransferPanel(Panel):
    """`chosen(field code or "", counter number or 0, reason)`."""

    chosen = Signal(str, int, str)

    def __init__(self, office: Office, here: int) -> None:
        super().__init__("Chuyển người dân", "Chuyển")
        self._office, self._here = office, here
        self.filter, self.targets, self.reason = QLineEdit(), ChoiceList("Nơi chuyển tới"), QLineEdit()
        self.filter.setPlaceholderText("Gõ vài chữ: dat dai, ho tich, quay 3 …")
        self.filter.textChanged.connect(self._narrow)
        self.filter.installEventFilter(self)
        self.targets.show_rows(_ROWS_SHOWN, _ROW_HEIGHT)
        self.targets.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.targets.taken.connect(self.submit)
        self.reason.setPlaceholderText("Không bắt buộc; quầy nhận sẽ đọc được")
        self.body.addLayout(self.field("Chuyển tới", self.filter))
        self.body.addWidget(self.targets)
        self.body.addLayout(self.field("Lý do", self.reason))

    def begin(self, number: str = "", field: str = "") -> None:
        """Open for ticket `number`, which waits for `field` now and so need not go there."""
        self.title.setText(f"Chuyển {number}".strip())
        self.targets.clear()
        for place in self._office.fields:
            if place.code != field:
                self._add(place.name, place.area, place.code, 0)
        for counter in self._office.counters:
            if counter.number != self._here:
                self._add(f"Quầy {counter.number}", counter.name, "", counter.number)
        self.filter.clear()
        self.reason.clear()
        self._narrow("")
        self.filter.setFocus()

    def submit(self) -> None:
        target = self.targets.chosen_value()
        if not isinstance(target, tuple):
            self.filter.setFocus()
            return
        code, number = target
        self.chosen.emit(code, number, self.reason.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _add(self, name: str, more: str, code: str, number: int) -> None:
        self.targets.add(f"{name}  ·  {more}" if more else name, (code, number))

    def _narrow(self, text: str) -> None:
        wanted = fold(text).split()
        first: QListWidgetItem | None = None
        for item in self._items():
            folded = fold(item.text())
            hit = all(word in folded for word in wanted)
            item.setHidden(not hit)
            first = first or (item if hit else None)
        self.targets.setCurrentItem(first)  # type: ignore[arg-type]

    def _step(self, by: int) -> None:
        shown = [item for item in self._items() if not item.isHidden()]
        current = self.targets.currentItem()
        if shown:
            at = shown.index(current) if current in shown else -by
            self.targets.setCurrentItem(shown[min(max(at + by, 0), len(shown) - 1)])

    def _items(self) -> list[QListWidgetItem]:
        return [self.targets.item(place) for place in range(self.targets.count())]
