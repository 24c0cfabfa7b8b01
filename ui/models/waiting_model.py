"""The waiting list for views: rows are kept by ticket id, so that a selection survives
every change of order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.viewmodels.waiting import WaitingRow

ROW = int(Qt.ItemDataRole.UserRole)
"""The role that gives the whole `WaitingRow`."""

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class WaitingModel(QAbstractListModel):
    """Moves, inserts and removes single rows instead of resetting."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[WaitingRow] = []

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.number
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return None

    def show(self, rows: Sequence[WaitingRow]) -> None:
        """Become `rows`; ticket ids must be unique."""
        wanted = [row.ticket_id for row in rows]
        if len(set(wanted)) != len(wanted):
            raise ValueError("a ticket stands twice in the waiting list")
        self._drop_missing(set(wanted))
        for place, row in enumerate(rows):
            self._settle(place, row)

    def _drop_missing(self, wanted: set[str]) -> None:
        for place in range(len(self._rows) - 1, -1, -1):
            if self._rows[place].ticket_id not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()

    def _settle(self, place: int, row: WaitingRow) -> None:
        later = range(place, len(self._rows))
        was = next((i for i in later if self._rows[i].ticket_id == row.ticket_id), None)
        if was is None:
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, row)
            self.endInsertRows()
            return
        if was != place:
            self.beginMoveRows(QModelIndex(), was, was, QModelIndex(), place)
            self._rows.insert(place, self._rows.pop(was))
            self.endMoveRows()
        if self._rows[place] != row:
            self._rows[place] = row
            self.dataChanged.emit(self.index(place), self.index(place))
