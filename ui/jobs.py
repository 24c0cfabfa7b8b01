"""All threads of the faces: work leaves the GUI thread here, and its outcome comes back to it here.

Tests hand in a `ManualExecutor` and crank by hand: no sleeps, no races.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kiosk.domain.trouble import Trouble

T = TypeVar("T")
WORKERS = 4
_log = logging.getLogger(__name__)


class Executor(Protocol):
    """Runs calls somewhere else, some time soon."""

    def submit(self, call: Callable[[], None], /) -> object: ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...


class ManualExecutor:
    """Runs nothing until the test says so, on the test's own thread."""

    def __init__(self) -> None:
        self.waiting: deque[Callable[[], None]] = deque()

    def submit(self, call: Callable[[], None], /) -> None:
        self.waiting.append(call)

    def run_next(self) -> None:
        """Run the oldest waiting call; IndexError when there is none."""
        self.waiting.popleft()()

    def run_all(self) -> int:
        """Run until nothing waits; returns how many ran."""
        count = 0
        while self.waiting:
            self.run_next()
            count += 1
        return count

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        self.waiting.clear()


class Jobs(QObject):
    """Makes calls on worker threads; `done` and `trouble` run on the thread of this object, the GUI thread.

    `failed` carries what cannot be handled: an exception that is no `Trouble` (an error of ours, logged
    whole), or a `Trouble` for which the caller gave no `trouble`.
    """

    failed = Signal(str)
    _finished = Signal(object)

    def __init__(self, executor: Executor | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = executor or ThreadPoolExecutor(WORKERS, "jobs")
        self._open = True
        self._finished.connect(self._deliver, Qt.ConnectionType.AutoConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        trouble: Callable[[Trouble], None] | None = None,
    ) -> None:
        """Do `work` elsewhere, then `done(result)` or `trouble(why)` here. After `shutdown`: nothing."""
        if self._open:
            self._executor.submit(lambda: self._finished.emit(self._outcome(work, done, trouble)))

    def every(
        self,
        ms: int,
        work: Callable[[], T],
        done: Callable[[T], None],
        trouble: Callable[[Trouble], None] | None = None,
    ) -> Callable[[], None]:
        """Do `work` now and again `ms` after each end, never twice at once. Returns what stops it."""
        round_ = _Round(self, ms, work, done, trouble)
        round_.begin()
        return round_.stop

    def shutdown(self) -> None:
        """Begin nothing more, wait for what runs, and deliver nothing more."""
        self._open = False
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, call: Callable[[], None]) -> None:
        if self._open:
            call()

    def _outcome(
        self, work: Callable[[], T], done: Callable[[T], None], trouble: Callable[[Trouble], None] | None
    ) -> Callable[[], None]:
        """Do the work, here and now; returns what the GUI thread has to call because of it."""
        try:
            result = work()
        except Trouble as why:
            return self._troubled(why, trouble)
        except Exception as error:
            _log.exception("a job failed")
            text = f"Lỗi của chương trình ({type(error).__name__}). Mời báo cán bộ kỹ thuật."
            return lambda: self.failed.emit(text)
        return lambda: done(result)

    def _troubled(self, why: Trouble, trouble: Callable[[Trouble], None] | None) -> Callable[[], None]:
        if trouble is None:
            _log.warning("trouble that no one handles: %s %s", why.code, why)
            return lambda: self.failed.emit(str(why))
        return lambda: trouble(why)


class _Round:
    """One repeated job. Every outcome, even an error of ours, leads to the next turn."""

    def __init__(
        self, jobs: Jobs, ms: int, work: Callable[[], Any], done: Callable[[Any], None],
        trouble: Callable[[Trouble], None] | None,
    ) -> None:  # fmt: skip
        self._jobs, self._work, self._done, self._trouble = jobs, work, done, trouble
        self._live = True
        self._timer = QTimer(jobs)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ms)
        self._timer.timeout.connect(self.begin)

    def begin(self) -> None:
        if self._live:
            self._jobs.run(lambda: self._jobs._outcome(self._work, self._done, self._trouble), self._ended)

    def stop(self) -> None:
        self._live = False
        self._timer.stop()

    def _ended(self, show: Callable[[], None]) -> None:
        if not self._live:
            return
        self._timer.start()
        show()
