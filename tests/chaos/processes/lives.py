"""Stations and servers as processes that can be killed, and what a station said over all its lives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from nursery import Born, nursery

from kiosk.app.rehearsal.processes import Service

START_S = 60.0
LOOK_S = 0.05


class Server(Service):
    """A hub or a province. `forked` makes its next life a quick one (see `nursery`)."""

    forked = True

    def _start(self) -> Any:
        if not self.forked:
            return super()._start()
        with self._log.open("ab") as log:
            process = nursery().bear(["motcua", *self._words], log)
        process.stdin.close()
        threading.Thread(target=self._drain, args=(process, self._lines), name=self.name, daemon=True).start()
        return process


class StationProcess:
    """A station's process and everything that it ever said, over all its lives."""

    def __init__(
        self, name: str, command: list[str], log: Path, env: Mapping[str, str] | None = None, *, forked: bool = True
    ) -> None:
        self.name, self.said, self._forked = name, list[dict[str, Any]](), forked
        self.env = dict(env or {})
        self._command, self._log = command, log
        self.start()

    def start(self) -> None:
        """Another life."""
        self.life = len(self.said)
        with self._log.open("ab") as log:
            self.process = self._born(log)
        self._reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self._reader.start()

    def _born(self, log: IO[bytes]) -> Born | subprocess.Popen[bytes]:
        """Where nothing about the process itself is special it is forked, which is quicker."""
        if self._forked and self._command[0] == sys.executable and not self.env:
            return nursery().bear(self._command[1:], log)
        env = {**os.environ, **self.env}
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=env)

    def _read(self, process: Born | subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                if line.endswith(b"\n"):
                    self.said.append(json.loads(line))

    def tell(self, word: str) -> None:
        """Gives an order; a dead process does not hear it."""
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(word.encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            return

    def wait_for(self, did: str, since: int | None = None, seconds: float = START_S) -> dict[str, Any]:
        """The next thing of this kind that it says after `since` (an index into `said`; None: in this life)."""
        at, limit = self.life if since is None else since, time.monotonic() + seconds
        while time.monotonic() < limit:
            for one in self.said[at:]:
                if one["did"] in (did, "closed"):
                    return one
            if self.process.poll() is not None and not self._reader.is_alive():
                break
            time.sleep(LOOK_S)
        raise TimeoutError(f"{self.name} did not say {did!r}; see {self._log}")

    def ask(self, word: str, seconds: float = START_S) -> dict[str, Any]:
        """An order that is answered by a line of the same name."""
        since = len(self.said)
        self.tell(word)
        return self.wait_for(word, since, seconds)

    def kill(self) -> None:
        """SIGKILL; what it had said is still read."""
        self.process.kill()
        self.process.wait()
        self._reader.join(10)

    def end(self) -> None:
        """Ends in good order, or after a while by force."""
        self.tell("end")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reader.join(10)

    def things(self, did: str) -> list[dict[str, Any]]:
        """Everything of one kind that it said."""
        return [one for one in list(self.said) if one["did"] == did]
