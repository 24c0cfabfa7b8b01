"""A worker thread that repeats one step, backs off with full jitter, and can be woken."""

from __future__ import annotations

import logging
import math
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable

from kiosk.domain.trouble import Trouble
from sync.breaker import Circling
from sync.client import Away, Denied

log = logging.getLogger(__name__)
LONGEST_S = 300.0
"""Most seconds between two tries of a loop whose owner names no other."""
DENIED_S = LONGEST_S
"""Seconds between two tries while a server does not let this machine in."""
NOBODY_S = 30.0
"""Most seconds between two tries while nobody answers at all: a knock costs a dead server nothing, and a healed line is
found within the minute (ADR 0026). A server that answers "later" is left alone for longer."""
NOBODY = frozenset({"unreachable", "foreign-answer"})

PATIENCE_S = 180.0
"""Seconds that one exchange may take on the slowest line; a step that is silent for longer hangs."""


class Backoff:
    """Full jitter: U(0, min(cap, 2^n)) seconds after n failures in a row (design §6)."""

    def __init__(self, cap_s: float, rng: random.Random | None = None) -> None:
        self._cap = cap_s
        self._rng = rng or random.Random()
        self._failures = 0

    def succeeded(self) -> None:
        """Forgets failures."""
        self._failures = 0

    def pause(self, retry_after: float = 0, most: float = math.inf) -> float:
        """Seconds until the next try, `most` of them where the server did not say when."""
        self._failures += 1
        ceiling = min(self._cap, most, 2.0 ** min(self._failures, 16))
        return max(retry_after, self._rng.uniform(0, ceiling))


class Loop:
    """Runs `step` until stopped. A step returns the seconds it may sleep; `wake` ends that sleep, but not the
    back-off after a failure.

    Trouble is told to `failed` and survived; an error of ours is logged whole and the loop lives on. A step must return
    or say `alive` within `patience_s`; a watchdog asks `late` and gives the step to a new thread.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], float],
        *,
        failed: Callable[[str], None],
        cap_s: float = LONGEST_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.name = name
        self._step = step
        self._failed = failed
        self._backoff = Backoff(cap_s)
        self._patience_s = patience_s
        self._wake = threading.Event()
        self._again = threading.Event()
        self._stopped = threading.Event()
        self._life = 0
        self.beat = time.monotonic()
        self._pause = 0.0
        self._thread = self._new_thread()

    def start(self) -> None:
        """Begins."""
        self.alive()
        self._thread.start()

    def wake(self) -> None:
        """Something is to be done now."""
        self._wake.set()

    def resume(self) -> None:
        """What made it fail is over: ends a back-off, too."""
        self._again.set()
        self._wake.set()

    def stop(self, seconds: float = 2.0) -> None:
        """Ends after the step under way, waiting at most `seconds`."""
        self._stopped.set()
        self.resume()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def alive(self) -> None:
        """Said by a long step between its parts."""
        self.beat = time.monotonic()

    def late(self) -> bool:
        """Whether the step has not been heard of for longer than it may take."""
        running = self._thread.ident is not None and not self._stopped.is_set()
        return running and time.monotonic() - self.beat > self._pause + self._patience_s

    def stack(self) -> str:
        """Where the thread stands."""
        frame = sys._current_frames().get(self._thread.ident or 0)
        return "".join(traceback.format_stack(frame)) if frame else "the thread is dead"

    def restart(self) -> None:
        """Leaves the thread where it stands and gives the step to a new one. What a step does is repeatable, so an old
        one that comes back late does no harm; it ends then."""
        self._life += 1
        self._thread = self._new_thread()
        self._pause = 0.0
        self.start()

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(target=self._run, args=(self._life,), name=self.name, daemon=True)

    def _run(self, life: int) -> None:
        while not self._stopped.is_set() and life == self._life:
            self._wake.clear()
            self._again.clear()
            pause, failing = self._once()
            if life != self._life:
                return
            self._pause = max(0.0, pause)
            self.alive()
            if pause > 0:
                (self._again if failing else self._wake).wait(pause)
                self._pause = 0.0
                self.alive()

    def _once(self) -> tuple[float, bool]:
        try:
            pause = self._step()
        except Exception as error:
            if self._stopped.is_set():  # the store closes under a worker that waits for an answer
                return 0.0, True
            return self._survive(error), True
        self._backoff.succeeded()
        return pause, False

    def _survive(self, error: Exception) -> float:
        """Says what happened; returns the seconds until the next try."""
        if isinstance(error, Away):
            self._failed(error.message)
            return self._backoff.pause(error.retry_after, NOBODY_S if error.code in NOBODY else math.inf)
        if isinstance(error, Denied):
            log.error("%s: %s", error.code, error)
            self._failed(str(error))
            return DENIED_S
        if isinstance(error, Circling):
            log.error("%s: %s", error.code, error)
            self._failed(str(error))
            return error.pause_s
        if isinstance(error, Trouble):
            log.warning("%s: %s", error.code, error)
            self._failed(str(error))
            return self._backoff.pause()
        log.error("error of ours in %s", self.name, exc_info=error)
        self._failed("Lỗi của chương trình; đã ghi nhật ký.")
        return self._backoff.pause(1.0)
