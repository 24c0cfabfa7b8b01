"""A worker thread that repeats one step, backs off with full jitter, and can be woken."""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections.abc import Callable

from kiosk.domain.trouble import Trouble
from sync.breaker import Circling
from sync.client import Away, Denied

log = logging.getLogger(__name__)
DENIED_S = 300.0
"""Seconds between two tries while a server does not let this machine in."""
NOBODY_S = 30.0
"""Most seconds between two tries while nobody answers at all: a knock costs a dead server nothing, and a healed line is
found within the minute (ADR 0026). A server that answers "later" is left alone for longer."""
NOBODY = frozenset({"unreachable", "foreign-answer"})


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

    Trouble is told to `failed` and survived; an error of ours is logged whole and the loop lives on.
    """

    def __init__(
        self, name: str, step: Callable[[], float], *, failed: Callable[[str], None], cap_s: float = 300.0
    ) -> None:
        self._step = step
        self._failed = failed
        self._backoff = Backoff(cap_s)
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self.beat = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def wake(self) -> None:
        """Something is to be done now."""
        self._wake.set()

    def stop(self, seconds: float = 2.0) -> None:
        """Ends after the step under way, waiting at most `seconds`."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            pause, failing = self._once()
            self.beat = time.monotonic()
            if pause > 0:
                (self._stopped if failing else self._wake).wait(pause)

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
        log.error("error of ours in %s", self._thread.name, exc_info=error)
        self._failed("Lỗi của chương trình; đã ghi nhật ký.")
        return self._backoff.pause(1.0)
