"""The one signal by which faces hear that the store changed, wherever the change came from."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.domain.changes import Changes


class Source(Protocol):
    """What can be subscribed to: the store."""

    def subscribe(self, listener: Callable[[Changes], None], /) -> Callable[[], None]: ...


class Pulse(QObject):
    """`changed(topics)` on the GUI thread, once per turn of its event loop however many commits came."""

    changed = Signal(frozenset)
    _beat = Signal()

    def __init__(self, source: Source | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._topics: set[str] = set()
        self._unsubscribe: Callable[[], None] | None = None
        self._beat.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        if source is not None:
            self.follow(source)

    def follow(self, source: Source) -> None:
        """Listen to this store from now on, and to no other."""
        self.close()
        self._unsubscribe = source.subscribe(self._heard)

    def close(self) -> None:
        """Hear nothing more."""
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None

    def _heard(self, changes: Changes) -> None:
        with self._lock:
            first = not self._topics
            self._topics |= changes.topics
            beat = first and bool(self._topics)
        if beat:
            self._beat.emit()

    def _tell(self) -> None:
        with self._lock:
            topics, self._topics = frozenset(self._topics), set()
        self.changed.emit(topics)
