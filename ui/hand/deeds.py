"""What the hand can do in this process: real mouse, key and input-method events on real windows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence, QWindow
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from ui.hand.element import Element, NotReachable, find
from ui.hand.sight import elements, page_name, widget_of, windows


class CannotDo(ValueError):
    """The request asks for what does not exist; the text says what would do."""


def target(request: Mapping[str, Any]) -> Element:
    """The element a request names. Raises NotReachable, CannotDo."""
    name = request.get("name")
    if not isinstance(name, str) or not name:
        raise CannotDo('give "name": an accessible name, an object name or a text')
    return find(elements(), name, request.get("index"))


def tappable(request: Mapping[str, Any]) -> Element:
    """The element, if a finger would do something there."""
    element = target(request)
    if not element.enabled:
        raise NotReachable(f"{request['name']!r} is not enabled")
    return element


def tap(element: Element) -> None:
    """Press and release at the middle of what is visible of it. The window comes to the front first, as a window
    manager would see to; where there is none (offscreen) nobody else does."""
    if element.window.type() != Qt.WindowType.Popup and not element.window.isActive():
        element.window.requestActivate()
    button, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(element.window, button, plain, element.rect.center())
    QTest.mouseRelease(element.window, button, plain, element.rect.center())


def keys(request: Mapping[str, Any]) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """The key and modifiers that "key" names, as Qt writes them: F2, Return, Ctrl+F. Raises CannotDo."""
    sequence = QKeySequence.fromString(str(request.get("key", "")), QKeySequence.SequenceFormat.PortableText)
    combination = sequence[0] if sequence.count() == 1 else None  # type: ignore[index]
    if combination is None or combination.key() == Qt.Key.Key_unknown:
        raise CannotDo(f"{request.get('key')!r} is no key: write as in F2, Return, Delete, Ctrl+F")
    return combination.key(), combination.keyboardModifiers()


def place(request: Mapping[str, Any]) -> None:
    """Moves and sizes the front window, in pixels without its frame. Raises CannotDo."""
    try:
        x, y, width, height = (int(request[name]) for name in ("x", "y", "width", "height"))
    except (KeyError, TypeError, ValueError) as missing:
        raise CannotDo('give "x", "y", "width" and "height" as whole numbers') from missing
    front().setGeometry(x, y, width, height)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """One key, down and up, in the window that has the keyboard."""
    QTest.keyClick(front(), key, modifiers)


def write(text: str) -> None:
    """Type: ASCII as keys, the rest as an input method commits it."""
    for letter in text:
        if letter.isascii():
            QTest.keyClick(front(), letter)  # type: ignore[call-overload]
        else:
            _commit(letter)


def _commit(letter: str) -> None:
    receiver = QGuiApplication.focusObject()
    if receiver is None:
        raise NotReachable("nothing has the keyboard: tap a field first")
    event = QInputMethodEvent()
    event.setCommitString(letter)
    QCoreApplication.sendEvent(receiver, event)


def front() -> QWindow:
    """The window that would take a key. Raises NotReachable."""
    if not (found := windows()):
        raise NotReachable("no window is visible")
    return found[0]


def see() -> dict[str, Any]:
    """Page, window title and every visible element, in drawing order."""
    shown = [element.facts() for element in elements()]
    return {"page": page_name(), "window": front().title(), "elements": shown}


def read(request: Mapping[str, Any]) -> object:
    """A property of an element, as JSON can say it. Raises NotReachable, CannotDo."""
    owner = target(request).owner
    wanted = str(request.get("property", ""))
    if owner.metaObject().indexOfProperty(wanted) < 0:
        raise CannotDo(f"{request['name']!r} has no property {wanted!r}; it has: {', '.join(_properties(owner))}")
    return _plain(owner.property(wanted))


def grab(path: str) -> None:
    """A PNG of the front window. Raises CannotDo when it cannot be written."""
    window = front()
    shown = widget_of(window)
    if shown is not None:
        picture = shown.grab().toImage()
    else:
        assert isinstance(window, QQuickWindow)
        picture = window.grabWindow()
    if not path or not Path(path).parent.is_dir() or not picture.save(path):
        raise CannotDo(f"cannot write a picture to {path!r}: give a file in a folder that exists")


def _properties(owner: QObject) -> list[str]:
    meta = owner.metaObject()
    return [str(meta.property(i).name()) for i in range(meta.propertyCount())]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
