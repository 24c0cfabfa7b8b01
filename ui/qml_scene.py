"""A QML window: an engine that knows our modules and pictures, and a load that fails loudly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent
from PySide6.QtQuick import QQuickWindow

import ui.theme.qml_theme  # noqa: F401  registers MotCua.Theme
from ui.qml_pictures import IconPictures, QrPictures

QML = Path(__file__).parent / "qml"


class QmlError(RuntimeError):
    """A QML file does not load: an error of ours, with everything the engine said."""


def new_engine() -> QQmlApplicationEngine:
    """An engine that finds the shelves and can draw `image://icon/<name>/<rrggbb>` and `image://qr/<text>`."""
    engine = QQmlApplicationEngine()
    engine.addImportPath(str(QML))
    engine.addImageProvider("icon", IconPictures())
    engine.addImageProvider("qr", QrPictures())
    return engine


def open_window(engine: QQmlApplicationEngine, file: str, properties: dict[str, Any]) -> QQuickWindow:
    """The window of `file` (relative to `ui/qml`), with these initial properties. Raises QmlError."""
    component = QQmlComponent(engine, str(QML / file), engine)  # the window lives as long as its component
    window = component.createWithInitialProperties(properties)
    if not isinstance(window, QQuickWindow):
        raise QmlError(f"{file}: {component.errorString() or 'is no window'}")
    return window


def close_window(engine: QQmlApplicationEngine, window: QQuickWindow) -> None:
    """Destroy the window and its engine now, before the objects that their bindings read."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    engine.deleteLater()
    QCoreApplication.sendPostedEvents(engine, QEvent.Type.DeferredDelete)
