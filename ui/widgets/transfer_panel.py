"""Sending a citizen on: a list that is filtered by typing (marks are not needed), and a reason."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from kiosk.domain.folding import fold
from kiosk.domain.office import Office
from ui.widgets.panel import Panel

_TARGET = int(Qt.ItemDataRole.UserRole)
_ROWS_SHOWN, _ROW_HEIGHT, _BORDERS = 6, 32, 2


class TransferPanel(Panel):
    """`chosen(field code or "", counter number or 0, reason)`."""

    chosen = Signal(str, int, str)

    def __init__(self, office: Office, here: int) -> None:
        super().__init__("Chuyển người dân", "Chuyển")
        self._office, self._here = office, here
        self.filter, self.targets, self.reason = QLineEdit(), QListWidget(), QLineEdit()
        self.filter.setPlaceholderText("Gõ vài chữ: dat dai, ho tich, quay 3 …")
        self.filter.textChanged.connect(self._narrow)
        self.filter.installEventFilter(self)
        self.targets.setAccessibleName("Nơi chuyển tới")
        self.targets.setProperty("role", "picker")
        self.targets.setFixedHeight(_ROWS_SHOWN * _ROW_HEIGHT + _BORDERS)
        self.targets.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.targets.itemDoubleClicked.connect(lambda _item: self.submit())
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
        item = self.targets.currentItem()
        if item is None or item.isHidden():
            self.filter.setFocus()
            return
        code, number = item.data(_TARGET)
        self.chosen.emit(code, number, self.reason.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _add(self, name: str, more: str, code: str, number: int) -> None:
        item = QListWidgetItem(f"{name}  ·  {more}" if more else name)
        item.setData(_TARGET, (code, number))
        self.targets.addItem(item)

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
