"""Several processes that serve one socket: started, watched, started again when they die, drained when told to end."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)
DRAIN_S = 20.0
"""Seconds that workers may take for what they have begun."""
YOUNG_S = 10.0
LONGEST_PAUSE_S = 30.0
"""A worker that dies younger than YOUNG_S is started again after a growing pause, at most this."""


class Workers:
    """`count` processes of the same command. `run` returns the exit code when a signal said so."""

    def __init__(self, words: Sequence[str], count: int, inherited: Sequence[int]) -> None:
        self._words = list(words)
        self._inherited = tuple(inherited)
        self._workers = [_Worker(number) for number in range(1, count + 1)]
        self._stop = threading.Event()
        self._said = threading.Lock()
        self._announced = False

    def run(self) -> None:
        """Keeps all of them alive until SIGTERM or SIGINT, then lets them finish."""
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, lambda *_: self._stop.set())
        try:
            while not self._stop.is_set():
                for worker in self._workers:
                    worker.look_after(self._start)
                self._stop.wait(0.2)
        finally:
            self._drain()

    def _start(self) -> subprocess.Popen[bytes]:
        """The worker's standard input stays open as long as this process lives: its end tells the worker to end."""
        process = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=self._inherited, start_new_session=True
        )
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        return process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Passes on the first worker's READY; every other word of a worker belongs to its log."""
        assert process.stdout is not None
        for line in process.stdout:
            with self._said:
                if line.startswith(b"READY") and not self._announced:
                    self._announced = True
                    sys.stdout.write(line.decode())
                    sys.stdout.flush()

    def _drain(self) -> None:
        for worker in self._workers:
            worker.tell(signal.SIGTERM)
        end = time.monotonic() + DRAIN_S
        for worker in self._workers:
            if not worker.gone(max(0.1, end - time.monotonic())):
                log.error("worker %d did not end within %.0f s", worker.number, DRAIN_S)
                worker.tell(signal.SIGKILL)
                worker.gone(5.0)


class _Worker:
    """One place among the workers, and who holds it now."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._not_before = 0.0
        self._pause = 0.0

    def look_after(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        now = time.monotonic()
        if self._process is not None:
            if (code := self._process.poll()) is None:
                return
            self._process = None
            young = now - self._born < YOUNG_S
            self._pause = min(LONGEST_PAUSE_S, max(1.0, self._pause * 2)) if young else 0.0
            self._not_before = now + self._pause
            log.error("worker %d ended with %s; the next one starts in %.0f s", self.number, code, self._pause)
        if now >= self._not_before:
            self._process, self._born = start(), now

    def tell(self, what: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(what)

    def gone(self, seconds: float) -> bool:
        if self._process is None:
            return True
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def end_with_parent() -> None:
    """In a worker: ends this process as a signal would when whoever started it is gone."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
