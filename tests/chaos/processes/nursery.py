"""Stations and servers that are born quickly: a process that has imported the program forks one for each life.

What is forked is a process like any other, with pipes and a file of its own, and dies by the same kill -9; only the
second that Python needs to import everything is spared, so that a thousand kills fit into minutes.
Run by path with the number of a socket: each message brings a command line and three files (ADR 0029).
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

HERE = Path(__file__)
WORDS = 65536
IMPORTED_LATE = (
    "kiosk.app.answering",
    "kiosk.app.hub",
    "kiosk.app.province",
    "sync.circle",
    "sync.relay",
    "sync.server.files",
    "sync.server.hub",
    "sync.server.kiosk",
    "sync.server.province",
    "sync.server.trusted",
    "uvicorn",
)
"""What a station or a server would import when it needs it."""


class Born:
    """A forked process, with what `subprocess.Popen` has of it that is needed here."""

    def __init__(self, pid: int, stdin: int, stdout: int) -> None:
        self.pid, self._handle = pid, os.pidfd_open(pid)
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb", buffering=0)
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb")

    def poll(self) -> int | None:
        """None while it lives."""
        return 0 if select.select([self._handle], [], [], 0)[0] else None

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises subprocess.TimeoutExpired."""
        if not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("station", timeout or 0.0)
        return 0

    def kill(self) -> None:
        """SIGKILL; a dead one does not mind."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def __del__(self) -> None:
        os.close(self._handle)


class Nursery:
    """The forking process, which ends with this one."""

    def __init__(self) -> None:
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with there:
            words = [sys.executable, str(HERE), str(there.fileno())]
            subprocess.Popen(words, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL)
        self._socket, self._one = here, threading.Lock()

    def bear(self, words: list[str], log: IO[bytes]) -> Born:
        """Starts the script `actor.py`, or else `motcua`, with the words that follow the first; what it says goes
        through a pipe, its troubles into `log`."""
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        with self._one:
            socket.send_fds(self._socket, [json.dumps(words).encode()], [theirs_in, theirs_out, log.fileno()])
            pid = int(self._socket.recv(32))
            born = Born(pid, ours_in, ours_out)
            self._socket.send(b"seen")
        os.close(theirs_in)
        os.close(theirs_out)
        return born


@cache
def nursery() -> Nursery:
    """The one of this run."""
    return Nursery()


def main() -> None:
    """Forks until the socket ends."""
    import actor

    from kiosk.app.commands.program import run

    for late in IMPORTED_LATE:
        import_module(late)

    channel = socket.socket(fileno=int(sys.argv[1]))
    gc.freeze()
    while True:
        message, files, _, _ = socket.recv_fds(channel, WORDS, 3)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            channel.close()
            words = json.loads(message)
            _live(words, files, actor.main if words[0].endswith("actor.py") else run)
        for file in files:
            os.close(file)
        channel.send(str(pid).encode())
        channel.recv(8)  # only now may it be reaped: the other side holds it by a handle
        _reap()


def _live(words: list[str], files: list[int], play: Callable[[], int]) -> None:
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.argv = words
    sys.stdin, sys.stdout, sys.stderr = open(0, encoding="utf-8"), open(1, "w"), open(2, "w")  # noqa: SIM115
    code = 1
    try:
        code = play()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parents[3]), str(HERE.parent)]
    main()
