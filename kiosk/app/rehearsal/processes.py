"""The machines of a rehearsal: each a process of this same program with a configuration and a log of its own."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from kiosk.app.door import command
from kiosk.domain.trouble import CallTechnician
from ui.hand.client import Hand

START_S = 60.0
"""Longest patience with a starting process on a slow machine."""


def write_config(path: Path, sections: Mapping[str, Mapping[str, Any]]) -> Path:
    """Writes a TOML configuration of plain texts, numbers, booleans, and lists of them."""
    lines = []
    for name, values in sections.items():
        lines += [f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in values.items()), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Service:
    """A process without a window that says `READY …` when it serves."""

    def __init__(self, name: str, words: list[str], log: Path) -> None:
        self.name = name
        self._words = words
        self._log = log
        self._lines: SimpleQueue[str] = SimpleQueue()
        self.process = self._start()

    def ready(self) -> list[str]:
        """The words after READY. Raises CallTechnician when the process ends or stays silent."""
        try:
            line = self._lines.get(timeout=START_S)
        except Empty:
            line = ""
        if not line.startswith("READY"):
            raise CallTechnician("not-started", f"{self.name} không khởi động được.", f"Xem nhật ký {self._log}.")
        return line.split()[1:]

    def kill(self) -> None:
        """SIGKILL, as a power cut is for a process."""
        self.process.kill()
        self.process.wait()

    def restart(self) -> list[str]:
        """Starts the same command again and waits until it serves."""
        self._lines = SimpleQueue()
        self.process = self._start()
        return self.ready()

    def stop(self) -> None:
        """Asks it to end, and insists after some seconds."""
        self.process.terminate()
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(command(*self._words), stdout=subprocess.PIPE, stderr=log)
        threading.Thread(target=self._drain, args=(process, self._lines), name=self.name, daemon=True).start()
        return process

    def _drain(self, process: subprocess.Popen[bytes], lines: SimpleQueue[str]) -> None:
        assert process.stdout is not None
        with process.stdout, self._log.open("ab") as log:
            for raw in process.stdout:
                log.write(raw)
                if raw.startswith(b"READY"):
                    lines.put(raw.decode().strip())
        lines.put("")


def open_face(words: list[str], log: Path, *, headless: bool) -> Hand:
    """A surface that a hand drives; offscreen when there is no display."""
    env = dict(os.environ)
    if headless:
        env |= {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    stream = log.open("ab")

    def keep(line: str) -> None:
        stream.write(line.encode() + b"\n")
        stream.flush()

    return Hand.start(command(*words, "--hand"), log=keep, patience_s=START_S, stderr=stream, env=env)
