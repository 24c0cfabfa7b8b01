"""What a person could see right now: a walk through the QML items and widgets of every visible window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QWindow
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QMenu, QMenuBar, QTabBar, QWidget

from ui.hand.element import Element, spoken

_SEE_THROUGH = 0.05
_MOST_PARTS = 600
_TEXTS = ("text", "currentText", "plainText", "title", "windowTitle")


def windows() -> list[QWindow]:
    """Visible top windows, the one that takes the keys first."""
    found = [w for w in QGuiApplication.topLevelWindows() if w.isVisible() and w.type() != Qt.WindowType.ToolTip]
    first = (_popup(), QGuiApplication.modalWindow(), QGuiApplication.focusWindow())
    return sorted(found, key=lambda w: next((i for i, f in enumerate(first) if f is w), len(first)))


def elements() -> list[Element]:
    """Every visible element of every visible window, in drawing order, outer before inner."""
    seen: list[Element] = []
    for window in windows():
        if isinstance(window, QQuickWindow):
            ground = QRectF(0, 0, window.width(), window.height())
            seen.extend(_items(window.contentItem(), window, ground, 0))
        elif widget := widget_of(window):
            seen.extend(_widgets(widget, window, 0))
    return seen


def widget_of(window: QWindow) -> QWidget | None:
    """The top widget that a window shows."""
    if not isinstance(QApplication.instance(), QApplication):
        return None
    return next((w for w in QApplication.topLevelWidgets() if w.windowHandle() is window), None)


def page_name() -> str:
    """What the front window calls its page: its property `page`, else its title."""
    for window in windows():
        shown = widget_of(window) or window
        return str(shown.property("page") or window.title())
    return ""


def _popup() -> QWindow | None:
    if not isinstance(QApplication.instance(), QApplication):
        return None
    popup = QApplication.activePopupWidget()
    return popup.windowHandle() if popup else None


def _items(item: QQuickItem, window: QWindow, ground: QRectF, depth: int) -> Iterator[Element]:
    if not item.isVisible() or item.opacity() < _SEE_THROUGH:
        return
    box = item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
    shown = box.intersected(ground)
    name, role = spoken(QAccessible.queryAccessibleInterface(item))
    text = str(item.property("text") or "")
    if not shown.isEmpty() and (name or text or item.objectName()):
        rect = shown.toAlignedRect()
        yield Element(name, role, text, item.objectName(), item.isEnabled(), rect, window, item, depth)
    inner = shown if item.clip() else ground
    for child in sorted(item.childItems(), key=lambda c: c.z()):
        yield from _items(child, window, inner, depth + 1)


def _widgets(widget: QWidget, window: QWindow, depth: int) -> Iterator[Element]:
    if not widget.isVisible() or (rect := _rect(widget)).isEmpty():
        return
    interface = QAccessible.queryAccessibleInterface(widget)
    name, role = spoken(interface)
    text = _text(widget)
    if name or text or widget.objectName():
        yield Element(name, role, text, widget.objectName(), widget.isEnabled(), rect, window, widget, depth)
    if isinstance(widget, QAbstractItemView | QTabBar | QMenu | QMenuBar):
        yield from _parts(widget, interface, window, rect, depth + 1)
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield from _widgets(child, window, depth + 1)


def _parts(widget: QWidget, interface: object, window: QWindow, ground: QRect, depth: int) -> Iterator[Element]:
    """Cells, rows, tabs, menu entries: accessible, but no objects."""
    if interface is None:
        return
    for place in range(min(interface.childCount(), _MOST_PARTS)):  # type: ignore[attr-defined]
        part = interface.child(place)  # type: ignore[attr-defined]
        if part is None or not part.isValid() or isinstance(part.object(), QWidget):
            continue
        name, role = spoken(part)
        box = part.rect()
        rect = QRect(window.mapFromGlobal(box.topLeft()), box.size()).intersected(ground)
        if name and not rect.isEmpty():
            state = part.state()
            usable = widget.isEnabled() and not getattr(state, "disabled", 0)
            yield Element(name, role, name, "", usable, rect, window, widget, depth)


def _rect(widget: QWidget) -> QRect:
    top = widget.window()
    visible = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(top, QPoint(visible.topLeft())), visible.size())


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal:
        return "•" * len(widget.text())
    return next((str(found) for key in _TEXTS if (found := widget.property(key))), "")
