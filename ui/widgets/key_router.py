"""One place where the counter's keys are read, so that a clerk and a scanner are never mistaken for each other.

Keys with a modifier or a name (F2, Del, Esc) act at once. One-letter keys wait a moment (`GAP_MS`): when more letters
follow faster than a person can type, it is a scanner, and the whole text is read as one scan. In a text field
people type as they like; a ticket scanned into it is taken out again and opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic_ns

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from ui.viewmodels.counter_scan import BACKSPACE, GAP_MS, GARBLED, KEYS, TICKET, Burst, Scan, read_scan

_MODIFIED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REPEATING = (Qt.Key.Key_Up, Qt.Key.Key_Down)

Command = Callable[[], None]


@dataclass(frozen=True)
class KeyMap:
    """`anywhere` works even in a text field, `named` and `letters` outside of one. `letters` are written in lower
    case; " " is the space bar."""

    scanned: Callable[[Scan], None]
    enter: Command
    anywhere: Mapping[tuple[Qt.KeyboardModifier, Qt.Key], Command] = field(default_factory=dict)
    named: Mapping[Qt.Key, Command] = field(default_factory=dict)
    letters: Mapping[str, Command] = field(default_factory=dict)


class KeyRouter(QObject):
    """Listens to one window. `in_panel` tells whether a widget belongs to an open panel, which has its own keys."""

    def __init__(self, window: QWidget, keys: KeyMap, in_panel: Callable[[QWidget], bool]) -> None:
        super().__init__(window)
        self._window, self._keys, self._in_panel = window, keys, in_panel
        self._burst = Burst()
        self._before: tuple[QLineEdit, str, int] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GAP_MS)
        self._timer.timeout.connect(self.settle)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def close(self) -> None:
        """Listen no more."""
        self._timer.stop()
        if app := QApplication.instance():
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        focus = self._window.focusWidget() or self._window
        if watched is not focus or not self._window.isVisible():
            return False
        return self._pressed(event, focus)

    def _pressed(self, event: QKeyEvent, focus: QWidget) -> bool:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & _MODIFIED
        typing = isinstance(focus, QLineEdit)
        if event.isAutoRepeat() and not typing and key not in _REPEATING:
            return True
        if command := self._keys.anywhere.get((modifiers, key)):
            command()
            return True
        if modifiers:
            return False
        if key in _ENTERS:
            return self._entered(focus, typing, _at(event))
        if typing or self._in_panel(focus):
            self._listen(event, focus)
            return False
        return self._outside_text(event, key)

    def _outside_text(self, event: QKeyEvent, key: Qt.Key) -> bool:
        if command := self._keys.named.get(key):
            command()
            return True
        if key == Qt.Key.Key_Backspace and self._burst.text:
            self._feed(BACKSPACE, _at(event))
            return True
        if event.text() and event.text().isprintable():
            self._before = None
            self._feed(event.text(), _at(event))
            return True
        return False

    def _entered(self, focus: QWidget, typing: bool, at: int) -> bool:
        if self._burst.running(at):
            scan = self._take()
            if not typing:
                self._act_on(scan)
                return True
            if scan.kind in (TICKET, GARBLED):
                self._take_out(scan)
                return True
        if typing or self._in_panel(focus):
            return False
        if isinstance(focus, QAbstractButton):
            focus.click()
        else:
            self._keys.enter()
        return True

    def _listen(self, event: QKeyEvent, focus: QWidget) -> None:
        """Remember what a text field held before a burst that may turn out to be a scan."""
        char = BACKSPACE if event.key() == Qt.Key.Key_Backspace else event.text()
        if not char or (char != BACKSPACE and not char.isprintable()):
            return
        if not self._burst.running(_at(event)):
            self._before = None
            if isinstance(focus, QLineEdit):
                self._before = (focus, focus.text(), focus.cursorPosition())
        self._feed(char, _at(event))

    def _feed(self, char: str, at: int) -> None:
        if self._burst.text and not self._burst.running(at):
            self.settle()
        self._burst.feed(char, at)
        self._timer.start()

    def settle(self) -> None:
        """The keys have stopped: one letter is a command, many are a scan."""
        before, text = self._before, self._burst.text
        scan = self._take()
        focus = self._window.focusWidget() or self._window
        if before or isinstance(focus, QLineEdit) or self._in_panel(focus):
            if scan.kind in (TICKET, GARBLED):
                self._before = before
                self._take_out(scan)
        elif len(text) == 1:
            self._single(text, focus)
        elif text:
            self._act_on(scan)

    def _single(self, char: str, focus: QWidget) -> None:
        if char == " " and isinstance(focus, QAbstractButton):
            focus.click()
        elif command := self._keys.letters.get(char.lower()):
            command()

    def _act_on(self, scan: Scan) -> None:
        if scan.text or scan.kind != KEYS:
            self._keys.scanned(scan)

    def _take(self) -> Scan:
        self._timer.stop()
        scan = read_scan(self._burst.text, self._burst.rewritten)
        self._burst.clear()
        return scan

    def _take_out(self, scan: Scan) -> None:
        before, self._before = self._before, None
        if before:
            edit, text, cursor = before
            edit.setText(text)
            edit.setCursorPosition(cursor)
        self._keys.scanned(scan)


def _at(event: QKeyEvent) -> int:
    """When the key was struck (ms), even where the window was too busy to hear it then."""
    return event.timestamp() or monotonic_ns() // 1_000_000
