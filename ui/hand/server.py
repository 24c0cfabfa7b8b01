"""The hand inside a surface: requests from standard input, deeds on the GUI thread, answers on standard
output.

One thread stands here and not in `ui.jobs`: it blocks in a read for the whole life of the process, so it
may not take one of the pool's places nor be waited for at the end. It is a daemon, reads the bare file
descriptor (a buffered reader holds a lock that kills the interpreter at its end) and does nothing but post
lines.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, Qt, QTimer, Signal

from ui.hand import deeds
from ui.hand.conditions import Question, question
from ui.hand.element import NotReachable
from ui.hand.wire import Garbled, answer_line, read_request

ASK_AGAIN_MS = 15
_CHUNK = 65_536
_log = logging.getLogger(__name__)


def attach(stdin: int = 0, stdout: int = 1, on_quit: Callable[[], None] | None = None) -> Hand:
    """Let the surface of this process be driven through these file descriptors. Call it when the window is
    shown.

    When standard input ends, or on "quit", `on_quit` runs (default: leave the event loop).
    """
    hand = Hand(stdout, on_quit or QCoreApplication.quit)
    reader = threading.Thread(target=_read, args=(stdin, hand.heard.emit), name="hand", daemon=True)
    reader.start()
    hand.answer({"id": 0, "ok": True, "ready": True})
    return hand


class Hand(QObject):
    """Does one request after the other and answers each. `heard` takes a line from any thread, b"" for the
    end."""

    heard = Signal(bytes)

    def __init__(self, stdout: int, on_quit: Callable[[], None]) -> None:
        super().__init__(QCoreApplication.instance())
        self._stdout = stdout
        self._on_quit = on_quit
        self.heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def answer(self, answer: dict[str, Any]) -> None:
        """Write one answer. The other side may be gone already: then nobody needs it."""
        line = memoryview(answer_line(answer))
        try:
            while line:
                line = line[os.write(self._stdout, line) :]
        except OSError as why:
            _log.warning("no one reads the hand's answers: %s", why)

    def _hear(self, line: bytes) -> None:
        if not line:
            self._on_quit()
            return
        id_: object = None
        try:
            request = read_request(line)
            id_ = request.get("id")
            self._do(id_, request)
        except (Garbled, NotReachable, deeds.CannotDo) as why:
            self.answer({"id": id_, "ok": False, "error": str(why)})
        except Exception as error:
            _log.exception("the hand failed at %r", line)
            self.answer({"id": id_, "ok": False, "error": f"error of ours: {error!r}"})

    def _do(self, id_: object, request: dict[str, Any]) -> None:
        def done(**more: object) -> None:
            self.answer({"id": id_, "ok": True, **more})

        match request["do"]:
            case "tap":
                element = deeds.tappable(request)
                self._act(lambda: deeds.tap(element), done)
            case "key":
                key, modifiers = deeds.keys(request)
                self._act(lambda: deeds.press(key, modifiers), done)
            case "text":
                deeds.write(str(request.get("text", "")))
                done()
            case "see":
                done(**deeds.see())
            case "read":
                done(value=deeds.read(request))
            case "wait":
                _Wait(self, id_, question(request), int(request.get("timeout_ms", 10_000)))
            case "grab":
                deeds.grab(str(request.get("path", "")))
                done()
            case "place":
                deeds.place(request)
                done()
            case "quit":
                done()
                self._on_quit()
            case other:
                known = "tap, key, text, see, read, wait, grab, place, quit"
                raise deeds.CannotDo(f"{other!r} is not known here; known: {known}")

    def _act(self, deed: Callable[[], None], done: Callable[[], None]) -> None:
        """The deed, then the answer: two turns of the event loop, so that a deed which opens a dialog with
        a loop of its own is answered all the same."""
        QTimer.singleShot(0, self, deed)
        QTimer.singleShot(0, self, done)


class _Wait(QObject):
    """Asks until it is so or the time is over, and answers."""

    def __init__(self, hand: Hand, id_: object, ask: Question, timeout_ms: int) -> None:
        super().__init__(hand)
        self._hand, self._id, self._ask, self._timeout_ms = hand, id_, ask, timeout_ms
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self)
        self._timer.setInterval(ASK_AGAIN_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()
        self._turn()

    def _turn(self) -> None:
        waited = self._since.elapsed()
        try:
            obstacle = self._ask()
        except deeds.CannotDo as why:
            self._end({"ok": False, "error": str(why)})
            return
        if not obstacle:
            self._end({"ok": True, "waited_ms": waited})
        elif waited >= self._timeout_ms:
            self._end({"ok": False, "error": f"after {waited} ms: {obstacle}"})

    def _end(self, answer: dict[str, Any]) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._hand.answer({"id": self._id, **answer})
            self.deleteLater()


def _read(stdin: int, heard: Callable[[bytes], None]) -> None:
    rest = b""
    while chunk := _chunk(stdin):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                heard(line)
    heard(b"")


def _chunk(stdin: int) -> bytes:
    try:
        return os.read(stdin, _CHUNK)
    except OSError as why:
        _log.warning("the hand cannot read its input: %s", why)
        return b""
