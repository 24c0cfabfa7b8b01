"""The guards of the flow itself, for callers that go round the screen: a screen reader's press, a key, a test."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QGuiApplication


def test_a_page_that_just_came_up_takes_no_command(kiosk: Any):
    kiosk.flow.takeNumber()
    kiosk.flow.chooseField("land")
    kiosk.executor.run_all()
    assert kiosk.page == "fields"
    assert kiosk.tickets() == []


def test_while_a_number_is_taken_nothing_else_is_begun(kiosk: Any):
    kiosk.tap("takeNumber")
    kiosk.flow.chooseField("land")
    kiosk.flow.chooseField("residence")
    kiosk.flow.offerPriority()
    kiosk.flow.back()
    assert kiosk.page == "fields"
    kiosk.settle()
    assert [t.field for t in kiosk.tickets()] == ["land"]
    assert kiosk.page == "ticket"


def test_while_a_question_stands_only_its_answer_counts(kiosk: Any):
    kiosk.tap("takeNumber")
    kiosk.pass_time(31)
    kiosk.settle()
    kiosk.flow.chooseField("land")
    kiosk.settle()
    assert kiosk.tickets() == []
    kiosk.tap("answerYes")
    kiosk.tap("field-land")
    assert len(kiosk.tickets()) == 1


def test_a_ticket_cannot_be_closed_while_its_paper_is_on_the_way(kiosk: Any):
    kiosk.tap("takeNumber")
    kiosk.tap("field-land", settle=False)
    kiosk.executor.run_next()
    QGuiApplication.processEvents()
    kiosk.flow._settle()
    kiosk.flow.close()
    kiosk.pass_time(90)
    assert kiosk.page == "ticket"
    kiosk.settle()
    kiosk.flow.close()
    assert kiosk.page == "home"


def test_an_error_of_ours_leaves_nobody_before_a_dead_page(kiosk: Any, monkeypatch: Any, caplog: Any):
    def broken(slip: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(kiosk.printer, "print", broken)
    kiosk.take_one()
    assert kiosk.sees("Giấy không ra")
    assert "ZeroDivisionError" in caplog.text
    assert [t.number for t in kiosk.tickets()] == ["A001"]
