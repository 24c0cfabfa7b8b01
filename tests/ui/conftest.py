"""Faces in tests: offscreen and with the software renderer. A word of warning from Qt or QML fails a test
(`qt_log_level_fail` in pyproject.toml). `hands` are those of a person before a window of widgets."""

from __future__ import annotations

import os
from typing import Any

import pytest
from argon2 import PasswordHasher

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")


class Hands:
    """A window of widgets cranked by hand: nothing runs on a thread, `settle` lets all that was begun come to its end.
    `failures` are errors of ours that a window was told."""

    def __init__(self) -> None:
        from ui.jobs import Jobs, ManualExecutor

        self.executor = ManualExecutor()
        self.jobs = Jobs(self.executor)
        self.failures: list[str] = []
        self.jobs.failed.connect(self.failures.append)

    def settle(self) -> None:
        """Runs jobs and signals until nothing moves."""
        from PySide6.QtWidgets import QApplication

        app = QApplication.instance()
        assert app
        for _ in range(50):
            ran = self.executor.run_all()
            app.processEvents()
            if not ran and not self.executor.waiting:
                break

    def sign_in(self, window: Any, login: str, password: str) -> None:
        """Types login and password, and Enter."""
        page = window.sign_in_page
        page.login.setText(login)
        page.password.setText(password)
        page.submit()
        self.settle()

    def close(self, window: Any, pulse: Any) -> None:
        """Closes the window and everything behind it, at once."""
        from PySide6.QtCore import QCoreApplication, QEvent

        window.close()
        self.settle()
        pulse.close()
        self.jobs.shutdown()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def hands() -> type[Hands]:
    """Makes the hands for one window."""
    return Hands


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id that costs little."""
    from kiosk.services import passwords

    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
