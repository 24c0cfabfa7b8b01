"""Frozen rows as a list model for QML: one role per field of the dataclass, named as in Qt (`ticketId`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, Qt

_FIRST_ROLE = Qt.ItemDataRole.UserRole + 1


class Rows(QAbstractListModel):
    """Shows a sequence of one kind of dataclass. Rows that stay are told apart field by field, so that a view
    keeps its delegates, its focus and its place while figures change."""

    def __init__(self, kind: type, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = [f.name for f in fields(kind)]
        self._rows: tuple[Any, ...] = ()

    def show(self, rows: Sequence[Any]) -> None:
        """Have exactly these rows from now on."""
        new, old = tuple(rows), self._rows
        if len(new) < len(old):
            self.beginRemoveRows(QModelIndex(), len(new), len(old) - 1)
            self._rows = old[: len(new)]
            self.endRemoveRows()
        elif len(new) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._rows = (*old, *new[len(old) :])
            self.endInsertRows()
        for place, (before, after) in enumerate(zip(old, new, strict=False)):
            if before != after:
                self._change(place, before, after)

    def rows(self) -> tuple[Any, ...]:
        """What is shown."""
        return self._rows

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = role - _FIRST_ROLE
        if not index.isValid() or not 0 <= index.row() < len(self._rows) or not 0 <= place < len(self._names):
            return None
        return getattr(self._rows[index.row()], self._names[place])

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST_ROLE + i: QByteArray(_camel(name).encode()) for i, name in enumerate(self._names)}

    def _change(self, place: int, before: Any, after: Any) -> None:
        self._rows = (*self._rows[:place], after, *self._rows[place + 1 :])
        roles = [_FIRST_ROLE + i for i, n in enumerate(self._names) if getattr(before, n) != getattr(after, n)]
        self.dataChanged.emit(self.index(place), self.index(place), roles)


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda m: m[1].upper(), name)
