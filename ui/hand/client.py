"""The other side of the hand: taps, types and looks at a surface that runs as a process of its own. No Qt."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from ui.hand.wire import read_answer, request_line

PATIENCE_S = 15.0


class HandError(RuntimeError):
    """The surface could not do it, did not answer in time, or has ended; the text says which."""


class Hand:
    """Drives one surface. Calls block until the surface has answered; one caller at a time.

    `process` has been started with `--hand` and with binary pipes as standard input and output. Lines that
    are no answers are given to `log`, without their line ends.
    """

    def __init__(self, process: subprocess.Popen[bytes], log: Callable[[str], None] | None = None,
                 patience_s: float = PATIENCE_S) -> None:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.patience_s = patience_s
        self._stdin = process.stdin
        self._log = log
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._last_id = 0
        # The one thread here: a pipe cannot be read with a time limit on Windows. It ends with the pipe.
        self._reader = threading.Thread(target=self._read, args=(process.stdout,), name="hand", daemon=True)
        self._reader.start()

    @classmethod
    def start(cls, command: Sequence[str], *, log: Callable[[str], None] | None = None,
              patience_s: float = PATIENCE_S, **popen: Any) -> Hand:  # fmt: skip
        """Start a surface and wait until it can be driven. `popen` goes to `subprocess.Popen`."""
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **popen)
        hand = cls(process, log, patience_s)
        hand.ready()
        return hand

    def ready(self) -> None:
        """Wait until the surface says that it can be driven."""
        self._await(0, time.monotonic() + self.patience_s)

    def tap(self, name: str, *, index: int | None = None) -> None:
        """Press and release on what carries this accessible name, object name or text."""
        self.ask("tap", name=name, index=index)

    def key(self, keys: str) -> None:
        """One key or combination, as Qt names it: "F2", "Return", "Ctrl+F"."""
        self.ask("key", key=keys)

    def text(self, text: str) -> None:
        """Type into what has the focus, as a keyboard or an input method would."""
        self.ask("text", text=text)

    def see(self) -> dict[str, Any]:
        """What is visible: {"page", "window", "elements": [{"name", "role", "text", "object",
        "enabled"}]}."""
        return self.ask("see")

    def page(self) -> str:
        """The name of the page that is shown."""
        return str(self.see()["page"])

    def read(self, name: str, property: str) -> Any:
        """A property of a visible element."""
        return self.ask("read", name=name, property=property)["value"]

    def wait(self, name: str, *, until: str = "ready", timeout_s: float = 10.0, **more: Any) -> dict[str, Any]:
        """Until the element is "ready" (visible and enabled), "visible" or "gone"; with `property` and
        `equals`, until that property has that value. Raises HandError when `timeout_s` is over."""
        return self.ask("wait", name=name, until=until, timeout_ms=round(timeout_s * 1000), **more)

    def wait_page(self, page: str, *, timeout_s: float = 10.0) -> None:
        """Until this page is shown."""
        self.ask("wait", page=page, timeout_ms=round(timeout_s * 1000))

    def grab(self, path: Path | str) -> None:
        """A PNG of the surface's window."""
        self.ask("grab", path=str(Path(path).absolute()))

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Move and size the surface's window, in pixels without its frame."""
        self.ask("place", x=x, y=y, width=width, height=height)

    def quit(self) -> int:
        """Ask the surface to end; its exit code. Raises HandError when it has not ended in time."""
        try:
            self.ask("quit")
        finally:
            self.let_go()
        try:
            return self.process.wait(self.patience_s)
        except subprocess.TimeoutExpired as why:
            raise HandError(f"the surface did not end within {self.patience_s} s") from why

    def let_go(self) -> None:
        """Close the surface's standard input: it ends by itself. Harmless when it has ended already."""
        with contextlib.suppress(OSError):
            self._stdin.close()

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """One request and its answer. Raises HandError with the surface's own words."""
        self._last_id += 1
        body = {k: v for k, v in request.items() if v is not None}
        patience = self.patience_s + body.get("timeout_ms", 0) / 1000
        try:
            self._stdin.write(request_line({"id": self._last_id, "do": do, **body}))
            self._stdin.flush()
        except (OSError, ValueError) as why:
            raise HandError(f"cannot {do}: {self._ended()}") from why
        answer = self._await(self._last_id, time.monotonic() + patience)
        if not answer.get("ok"):
            raise HandError(f"cannot {do} {_shown(body)}: {answer.get('error', 'no reason given')}")
        return answer

    def _await(self, id_: int, until: float) -> dict[str, Any]:
        while True:
            try:
                answer = self._answers.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise HandError(f"the surface did not answer request {id_} in time") from None
            if answer is None:
                self._answers.put(None)
                raise HandError(self._ended())
            if answer.get("id") == id_:
                return answer

    def _ended(self) -> str:
        try:
            return f"the surface has ended with code {self.process.wait(2)}"
        except subprocess.TimeoutExpired:
            return "the surface closed its output"

    def _read(self, stdout: IO[bytes]) -> None:
        with stdout:
            self._read_lines(stdout)
        self._answers.put(None)

    def _read_lines(self, stdout: IO[bytes]) -> None:
        for line in stdout:
            answer = read_answer(line)
            if answer is not None:
                self._answers.put(answer)
            elif self._log:
                self._log(line.decode(errors="replace").rstrip("\r\n"))


def _shown(body: Mapping[str, Any]) -> str:
    return " ".join(f"{key}={value!r}" for key, value in body.items())
