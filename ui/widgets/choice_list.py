"""A short list of which one is chosen: arrows and touch choose, Enter or a double click takes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BORDERS = 4


class ChoiceList(QListWidget):
    """Letters move nothing here: a scanner types them. Enter comes as `taken`, never as `itemActivated`, which some
    desktops send at a single click."""

    taken = Signal()

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self.setAccessibleName(spoken)
        self.setProperty("role", "picker")
        self.itemDoubleClicked.connect(lambda _item: self.taken.emit())

    def show_rows(self, rows: int, height: int) -> None:
        """Be as high as `rows` rows of `height` pixels."""
        self.setFixedHeight(rows * height + _BORDERS)

    def keyboardSearch(self, search: str) -> None:
        """No search by typing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS:
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def add(self, text: str, value: object) -> QListWidgetItem:
        """One more row that stands for `value`."""
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, value)
        self.addItem(item)
        return item

    def chosen_value(self) -> object | None:
        """What the row that is marked stands for; None while none is. The row with the keyboard's focus is not chosen
        by that alone."""
        marked = [item for item in self.selectedItems() if not item.isHidden()]
        return marked[0].data(Qt.ItemDataRole.UserRole) if marked else None
