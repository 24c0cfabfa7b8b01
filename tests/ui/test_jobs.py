from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread

from kiosk.domain.trouble import TryLater
from ui.jobs import Jobs, ManualExecutor


@pytest.fixture
def executor():
    return ManualExecutor()


@pytest.fixture
def jobs(qtbot, executor):
    jobs = Jobs(executor)
    yield jobs
    jobs.shutdown()


def test_the_result_arrives_after_the_work_and_not_before(jobs, executor):
    heard = []
    jobs.run(lambda: 7, heard.append)
    assert heard == []
    executor.run_next()
    assert heard == [7]


def test_trouble_goes_to_its_handler_and_an_error_to_failed(jobs, executor, caplog):
    troubles, failures = [], []
    jobs.failed.connect(failures.append)
    away = TryLater("hub-away", "Mất kết nối.", "Sẽ tự gọi lại.")

    def stumble():
        raise away

    jobs.run(stumble, pytest.fail, troubles.append)
    jobs.run(lambda: 1 // 0, pytest.fail, troubles.append)
    jobs.run(stumble, pytest.fail)
    executor.run_all()
    assert troubles == [away]
    assert "Lỗi của chương trình (ZeroDivisionError)" in failures[0]
    assert failures[1] == "Mất kết nối. Sẽ tự gọi lại."
    assert "Traceback" in caplog.text


def test_after_shutdown_nothing_is_begun_or_delivered(qtbot):
    executor = ManualExecutor()
    jobs = Jobs(executor)
    late = []
    jobs.run(lambda: 1, late.append)
    begun = executor.waiting[0]
    jobs.shutdown()
    begun()
    jobs.run(lambda: 2, late.append)
    assert late == []
    assert not executor.waiting


def test_real_threads_work_elsewhere_and_answer_on_the_gui_thread(qtbot):
    jobs = Jobs()
    gui, seen = QThread.currentThread(), []
    with qtbot.waitSignal(jobs._finished):
        jobs.run(threading.get_ident, lambda worker: seen.append((worker, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(seen))
    jobs.shutdown()
    worker, answered_on = seen[0]
    assert worker != threading.get_ident()
    assert answered_on == gui


def test_a_repeated_job_never_overlaps_survives_errors_and_stops(jobs, executor, qtbot):
    turns, failures = [], []
    jobs.failed.connect(failures.append)

    def work():
        if len(turns) == 1:
            turns.append("broken")
            raise ValueError
        return "good"

    stop = jobs.every(1, work, turns.append)
    for expected in (["good"], ["good", "broken"], ["good", "broken", "good"]):
        qtbot.waitUntil(lambda: len(executor.waiting) == 1)
        executor.run_next()
        assert turns == expected
    assert len(failures) == 1
    qtbot.waitUntil(lambda: len(executor.waiting) == 1)
    stop()
    executor.run_all()
    assert len(turns) == 3
    assert not executor.waiting
