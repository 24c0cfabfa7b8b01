"""Stations that are born quickly: a process that has imported the program forks one for each life.

What is forked is a process like any other, with pipes and a file of its own, and dies by the same kill -9; only the
second that Python needs to import everything is spared, so that a thousand kills fit into minutes.
Run by path with the number of a socket: each message brings the words for `actor.main` and three files (ADR 0029).
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
from functools import cache
from pathlib import Path
from typing import IO

HERE = Path(__file__)
WORDS = 65536


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
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

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
        """Starts `actor.main` with these words; what it says goes through pipes, its troubles into `log`."""
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
    import uvicorn  # noqa: F401

    import kiosk.app.answering  # noqa: F401  (what a station would import later)
    import sync.server.kiosk  # noqa: F401

    channel = socket.socket(fileno=int(sys.argv[1]))
    gc.freeze()
    while True:
        message, files, _, _ = socket.recv_fds(channel, WORDS, 3)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            channel.close()
            _live(json.loads(message), files, actor.main)
        for file in files:
            os.close(file)
        channel.send(str(pid).encode())
        channel.recv(8)  # only now may it be reaped: the other side holds it by a handle
        _reap()


def _live(words: list[str], files: list[int], play: object) -> None:
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.argv = words
    code = 1
    try:
        code = play()  # type: ignore[operator]
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
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
