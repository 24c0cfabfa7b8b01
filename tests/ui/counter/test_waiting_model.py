"""The list model under Qt's own tester, through every order that a line can take."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from ui.models.waiting_model import ROW, WaitingModel
from ui.viewmodels.waiting import WaitingRow


def row(number: int, waited: str = "1:00") -> WaitingRow:
    return WaitingRow(f"id-{number}", f"A{number:03d}", "Hộ tịch", "", waited, "")


LINES = st.lists(st.lists(st.integers(1, 9), unique=True, max_size=9), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_it_becomes_every_line_and_no_rule_of_qt_is_broken(qapp: Any, lines: list[list[int]]) -> None:
    model = WaitingModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for number, line in enumerate(lines):
        wanted = [row(n, f"{number}:00") for n in line]
        model.show(wanted)
        assert [model.data(model.index(i), ROW) for i in range(model.rowCount())] == wanted
    assert tester.model() is model


def test_a_row_keeps_its_identity_when_it_moves(qapp: Any) -> None:
    model = WaitingModel()
    model.show([row(1), row(2), row(3)])
    third = QPersistentModelIndex(model.index(2))
    model.show([row(3, "2:00"), row(1)])
    assert third.row() == 0
    assert model.data(third, ROW) == row(3, "2:00")


def test_a_ticket_cannot_stand_twice(qapp: Any) -> None:
    with pytest.raises(ValueError, match="twice"):
        WaitingModel().show([row(1), row(1)])
