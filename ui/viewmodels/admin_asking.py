"""One question that is asked again and again without ever being asked twice at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from kiosk.domain.trouble import Trouble
from ui.jobs import Jobs


class Asking(QObject):
    """`ask` puts the question to a worker thread; asked again meanwhile, it follows at once. An error of ours sets
    it free too: `Jobs.failed` tells the person."""

    def __init__(
        self, jobs: Jobs, work: Callable[[], Any], done: Callable[[Any], None], trouble: Callable[[Trouble], None],
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._jobs, self._work, self._done, self._trouble = jobs, work, done, trouble
        self.busy = self._again = False
        jobs.failed.connect(self._failed)

    def ask(self) -> None:
        """Ask now, or right after the answer that is on its way."""
        if self.busy:
            self._again = True
            return
        self.busy, self._again = True, False
        self._jobs.run(self._work, lambda got: self._ended(lambda: self._done(got)),
                       lambda why: self._ended(lambda: self._trouble(why)))  # fmt: skip

    def close(self) -> None:
        """Hear and tell nothing more."""
        self._jobs.failed.disconnect(self._failed)
        self._done, self._trouble = lambda _got: None, lambda _why: None
        self.busy, self._again = True, False

    def _ended(self, tell: Callable[[], None]) -> None:
        self.busy = False
        tell()
        if self._again:
            self.ask()

    def _failed(self, _text: str) -> None:
        self.busy = False
