"""Who works here and where: the first account, wrong passwords, the remembered place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.services import counters, staff
from kiosk.store.store import Store
from ui.jobs import Jobs, ManualExecutor
from ui.viewmodels.signin import FIRST, SignInViewModel

PASSWORD = "mua xuan 2026"


def test_the_first_person_makes_the_first_account(qapp: Any, make_store: Callable[..., Store]) -> None:
    store, executor = make_store("counter-1", kind="counter"), ManualExecutor()
    jobs = Jobs(executor)
    page = SignInViewModel(store, jobs)
    arrived: list[staff.Staff] = []
    page.signed_in.connect(arrived.append)
    page.start()
    executor.run_all()
    assert page.props.mode == FIRST
    page.create_first("hanh.nt", "Nguyễn Thị Hạnh", PASSWORD, "khac han roi")
    assert "không giống nhau" in page.props.message
    page.create_first("hanh.nt", "Nguyễn Thị Hạnh", "ngan", "ngan")
    executor.run_all()
    assert "ít nhất 8 ký tự" in page.props.message
    assert arrived == []
    page.create_first("Hanh.NT", "Nguyễn Thị Hạnh", PASSWORD, PASSWORD)
    executor.run_all()
    assert (arrived[-1].login, arrived[-1].role) == ("hanh.nt", "lead")
    jobs.shutdown()


@pytest.fixture
def page(open_place: Callable[..., Any]) -> Any:
    place = open_place()
    return place.window.sign_in_page, place


def test_a_wrong_password_is_said_and_too_many_rest_a_minute(page: Any) -> None:
    form, place = page
    form.login.setText("hanh.nt")
    for _ in range(5):
        form.password.setText("sai mat khau")
        form.submit()
        place.settle()
        assert "không đúng" in form.message.text()
    form.password.setText(PASSWORD)
    form.submit()
    place.settle()
    assert "Chờ một phút" in form.message.text()
    place.clock.forward(minutes=2)
    form.submit()
    place.settle()
    assert place.window.place_page is not None


def test_signing_in_by_keys_alone(page: Any) -> None:
    form, place = page
    QTest.keyClicks(form.login, "hanh.nt")
    QTest.keyClick(form.login, Qt.Key.Key_Return)
    assert place.window.focusWidget() is form.password
    QTest.keyClicks(form.password, PASSWORD)
    QTest.keyClick(form.password, Qt.Key.Key_Return)
    place.settle()
    assert place.window.place_page is not None


def test_the_page_does_not_freeze_while_a_password_is_proved(page: Any) -> None:
    form, place = page
    form.login.setText("hanh.nt")
    form.password.setText(PASSWORD)
    form.submit()
    assert form.button.text() == "Đang kiểm tra…"
    assert not form.button.isEnabled()
    place.settle()
    assert place.window.place_page is not None


def test_fields_are_chosen_and_the_place_is_remembered(page: Any, open_place: Callable[..., Any]) -> None:
    form, place = page
    form.login.setText("hanh.nt")
    form.password.setText(PASSWORD)
    form.submit()
    place.settle()
    where = place.window.place_page
    assert not where.open.isEnabled()
    where.counters[3].click()
    assert where.fields["land"].isChecked()
    where.fields["land"].click()
    where.open.click()
    place.settle()
    assert counters.counter_state(place.store, 3).fields == ("household-business",)
    place.window.close()
    place.settle()
    again = open_place()
    again.begin_work()
    assert again.props.title == "Quầy 3"
    assert again.props.subtitle == "Hộ kinh doanh"
    assert again.window.sign_in_page is not None


def test_changing_the_counter_closes_the_old_one(place: Any) -> None:
    place.desk.header.leave.click()
    place.settle()
    assert counters.counter_state(place.store, 2).state == "closed"
    where = place.window.place_page
    where.counters[1].click()
    where.open.click()
    place.settle()
    assert place.props.title == "Quầy 1"
