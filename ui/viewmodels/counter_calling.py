"""The call under way: asked of the hub off the GUI thread, repeated until it is answered, never waited for.

The claim's id is durable inside `Claims`: however often it is repeated, it names one ticket (queue-rules R2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import Trouble, TryLater
from ui.jobs import Jobs

FIRST_WAIT_MS, LONGEST_WAIT_MS = 2_000, 15_000
"""Before the second try, and at most between two tries."""


class Claims(Protocol):
    """Calls tickets for one counter. Every method may block on the network: only jobs call them."""

    def next(self, counter: int, fields: tuple[str, ...], actor: str) -> Ticket | None: ...

    def number(self, text: str, counter: int, fields: tuple[str, ...], reason: str, actor: str) -> Ticket: ...

    def pending(self) -> bool: ...


class Calling(QObject):
    """One claim at a time. `answered(ticket or None)`, `delayed(trouble)` before each repeat, `refused(trouble)`."""

    answered = Signal(object)
    delayed = Signal(object)
    refused = Signal(object)

    def __init__(self, claims: Claims, jobs: Jobs, now: Callable[[], int]) -> None:
        super().__init__()
        self._claims, self._jobs, self._now = claims, jobs, now
        self._work: Callable[[], Ticket | None] | None = None
        self._asking = False
        self._again_at = 0
        self.tries = 0
        self.wanted = ""

    def call_next(self, counter: int, fields: tuple[str, ...], actor: str) -> None:
        """Ask who is next; nothing happens while a call is under way."""
        self._begin(lambda: self._claims.next(counter, fields, actor), "")

    def call_number(self, text: str, counter: int, fields: tuple[str, ...], reason: str, actor: str) -> None:
        """Ask for one number out of order; `reason` is recorded."""
        self._begin(lambda: self._claims.number(text, counter, fields, reason, actor), text.strip().upper())

    def take_up(self, counter: int, fields: tuple[str, ...], actor: str) -> None:
        """After a restart: go on with a call that was never answered, if there is one."""

        def go_on(pending: bool) -> None:
            if pending:
                self.call_next(counter, fields, actor)

        self._jobs.run(self._claims.pending, go_on, self.refused.emit)

    def stop_waiting(self) -> bool:
        """Repeat no more, unless a question is on its way just now. A ticket that was called meanwhile shows up by
        itself when the line is back."""
        if self._work is None or self._asking:
            return False
        self.forget()
        return True

    def forget(self) -> None:
        """No call is under way any more."""
        self._work, self._asking, self._again_at = None, False, 0
        self.tries, self.wanted = 0, ""

    def tick(self, now: int, line_is_back: bool) -> None:
        """Repeat when its time has come, or at once when the line came back."""
        if self._work and not self._asking and (now >= self._again_at or line_is_back):
            self._ask()

    def _begin(self, work: Callable[[], Ticket | None], wanted: str) -> None:
        if self._work is None:
            self._work, self.wanted, self.tries = work, wanted, 0
            self._ask()

    def _ask(self) -> None:
        if self._work:
            self._asking = True
            self.tries += 1
            self._jobs.run(self._work, self._answered, self._troubled)

    def _answered(self, ticket: Ticket | None) -> None:
        self.forget()
        self.answered.emit(ticket)

    def _troubled(self, trouble: Trouble) -> None:
        if not isinstance(trouble, TryLater):
            self.forget()
            self.refused.emit(trouble)
            return
        self._asking = False
        wait = min(FIRST_WAIT_MS * 2 ** (self.tries - 1), LONGEST_WAIT_MS)
        self._again_at = self._now() + wait
        self.delayed.emit(trouble)
