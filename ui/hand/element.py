"""What the hand can see and reach, alike in QML and in widgets, and how a name finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QWindow

NEAR = 6


class NotReachable(LookupError):
    """No such element, or it cannot be tapped; the text says what is there instead."""


@dataclass(frozen=True)
class Element:
    """One visible thing. `rect` is what of it is visible, in the window's own pixels; `owner` is the item
    or widget it belongs to (a table for its cells)."""

    name: str
    role: str
    text: str
    object_name: str
    enabled: bool
    rect: QRect
    window: QWindow
    owner: QObject
    depth: int

    def labels(self) -> tuple[str, ...]:
        """The texts by which it can be asked for, the surest first."""
        return (self.object_name, self.name, self.text)

    def facts(self) -> dict[str, object]:
        """Plain values for an answer."""
        rect = [self.rect.x(), self.rect.y(), self.rect.width(), self.rect.height()]
        return {"name": self.name, "role": self.role, "text": self.text, "object": self.object_name,
                "enabled": self.enabled, "rect": rect, "depth": self.depth}  # fmt: skip


def spoken(interface: object) -> tuple[str, str]:
    """(accessible name, role) of a QAccessibleInterface or None."""
    if interface is None or not interface.isValid():  # type: ignore[attr-defined]
        return "", ""
    role = interface.role()  # type: ignore[attr-defined]
    return interface.text(QAccessible.Text.Name), QAccessible.Role(role).name  # type: ignore[attr-defined]


def find(elements: Sequence[Element], name: str, index: int | None = None) -> Element:
    """The one element that carries `name`: as object name, else as accessible name, else as text, else as
    the only one whose label begins with it. Of elements inside each other the outer one counts. Raises
    NotReachable."""
    found = _best(elements, name)
    if index is not None and index < len(found):
        return found[index]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotReachable(f"{len(found)} elements are called {name!r}: give an index from 0")
    raise NotReachable(f"nothing visible is called {name!r}; there is: {_near(elements, name)}")


def _best(elements: Sequence[Element], name: str) -> list[Element]:
    for which in range(3):
        if exact := [e for e in elements if e.labels()[which] == name]:
            return _outer(exact)
    return _outer([e for e in elements if any(label.startswith(name) for label in e.labels())])


def _outer(found: list[Element]) -> list[Element]:
    return [e for e in found if not any(o is not e and o.depth < e.depth and o.rect.contains(e.rect) for o in found)]


def _near(elements: Sequence[Element], name: str) -> str:
    labels = list(dict.fromkeys(label for e in elements for label in e.labels() if label))
    near = get_close_matches(name, labels, NEAR, 0.4) or labels[: 2 * NEAR]
    return ", ".join(map(repr, near)) or "nothing"
