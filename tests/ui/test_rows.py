from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from ui.models.rows import Rows


@dataclass(frozen=True)
class Line:
    code: str
    side_hint: str = ""


A, B, C = Line("a"), Line("b"), Line("c")


@pytest.fixture
def rows(qtmodeltester):
    model = Rows(Line)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    del tester


@pytest.mark.parametrize("after", [(), (A,), (A, B, C), (C, B), (B, C, A, A)])
@pytest.mark.parametrize("before", [(), (A,), (A, B), (A, B, C)])
def test_it_shows_exactly_what_it_is_given(rows, before, after):
    rows.show(before)
    rows.show(after)
    role = {bytes(name).decode(): number for number, name in rows.roleNames().items()}["code"]
    assert [rows.data(rows.index(i), role) for i in range(rows.rowCount())] == [line.code for line in after]
    assert rows.rows() == after


def test_only_what_differs_is_told(rows):
    rows.show((A, B))
    told = []
    rows.dataChanged.connect(lambda top, bottom, roles: told.append((top.row(), bottom.row(), roles)))
    rows.show((A, replace(B, side_hint="x")))
    hint = next(number for number, name in rows.roleNames().items() if bytes(name) == b"sideHint")
    assert told == [(1, 1, [hint])]
    rows.show(rows.rows())
    assert len(told) == 1


def test_what_is_not_there_is_none(rows):
    rows.show((A,))
    assert rows.data(rows.index(5), Qt.ItemDataRole.UserRole + 1) is None
    assert rows.data(rows.index(0), Qt.ItemDataRole.DisplayRole) is None
