"""The kiosk's window: opens before anything slow, then is given its store, printer and line.

`open_kiosk(office, jobs)` shows the first picture ("Máy đang khởi động"); `window.attach(KioskParts(...))` makes it
work. The roof opens the store in a job in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickWindow

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from ui.jobs import Jobs
from ui.pulse import Pulse
from ui.qml_scene import QML, close_window, new_engine, open_window
from ui.theme import install_fonts, tokens
from ui.theme.qml_theme import theme_of
from ui.viewmodels.kiosk import KioskFlow
from ui.viewmodels.kiosk_desk import KioskDesk, Link, Printer
from ui.viewmodels.kiosk_technician import KioskTechnician, Machine
from ui.viewmodels.kiosk_watch import KioskWatch

if TYPE_CHECKING:
    from kiosk.store.store import Store

LARGE_TEXT = 1.22
_PAGES = ("FieldsPage", "TicketPage", "PriorityPage", "SearchPage", "ProcedurePage", "AttractPage", "StoppedPage")
_TOUCHES = (QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress)


class SystemClock:
    """The machine's wall clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class KioskParts:
    """What the kiosk works with. `printer` None: a machine without one. `technician_pin` "": no technician's corner.
    `link` tells the line to the hub, None for an office without one."""

    store: Store
    pulse: Pulse
    clock: Clock
    printer: Printer | None
    link: Callable[[], Link | None]
    on_exit: Callable[[], None]
    technician_pin: str = ""
    station: str = ""
    version: str = ""


class KioskWindow(QObject):
    """Owns the engine, the window and the flow of one kiosk."""

    def __init__(
        self, office: Office, jobs: Jobs, *, clock: Clock, language: str, always_open: bool,
        monotonic: Callable[[], float],
    ) -> None:  # fmt: skip
        super().__init__()
        self._office, self._jobs = office, jobs
        self.watch = KioskWatch(office, jobs, clock, always_open=always_open, parent=self)
        self.technician = KioskTechnician(jobs, monotonic, self)
        self.flow = KioskFlow(
            office, jobs, self.watch, self.technician, monotonic=monotonic, language=language, parent=self
        )
        self.watch.changed.connect(lambda: self.technician.watch(self.watch.world.printer, self.watch.world.online))
        self.engine = new_engine()
        self._theme = theme_of(self.engine)
        self._warmed: list[QQmlComponent] = []
        self.window: QQuickWindow = open_window(self.engine, "kiosk/Kiosk.qml", {"flow": self.flow})
        self.window.installEventFilter(self)
        self.window.widthChanged.connect(self._fit)
        self.window.heightChanged.connect(self._fit)
        self.flow.looksChanged.connect(self._fit)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self.flow.tick)
        self._seconds.start()
        self._fit()
        self._open = True
        app = QGuiApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self.close)

    def show(self, *, windowed: tuple[int, int] | None = None) -> None:
        """Fill the screen without a frame, or be an ordinary window of this size."""
        if windowed:
            self.window.resize(*windowed)
            self.window.show()
        else:
            self.window.setFlag(Qt.WindowType.FramelessWindowHint)
            self.window.setCursor(Qt.CursorShape.BlankCursor)
            self.window.showFullScreen()
        QTimer.singleShot(0, self, self._warm)

    def attach(self, parts: KioskParts) -> None:
        """The store is open: begin to serve."""
        self.technician.allow(parts.technician_pin, Machine(parts.station, parts.version), parts.on_exit)
        parts.pulse.changed.connect(self.watch.refresh)
        self.flow.attach(KioskDesk(self._office, parts.store, parts.clock, parts.printer, parts.link))

    def close(self) -> None:
        """Stop looking at the world and destroy the window; harmless when repeated."""
        if not self._open:
            return
        self._open = False
        self._seconds.stop()
        self.watch.close()
        self.window.removeEventFilter(self)
        self._warmed.clear()
        close_window(self.engine, self.window)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Any touch anywhere says that somebody is here; it goes on to whom it was meant for."""
        if event.type() in _TOUCHES:
            self.flow.touched()
        return False

    def _fit(self) -> None:
        """All lengths follow the screen; the person's choices follow on top."""
        width, height = self.window.width(), self.window.height()
        along, across = (1920, 1080) if width > height else (1080, 1920)
        flow = self.flow
        self._theme.use_palette(tokens.CONTRAST if flow.contrast else tokens.LIGHT)
        text = LARGE_TEXT if flow.large else 1.0
        self._theme.use_scale(max(0.2, min(width / along, height / across)), text)

    def _warm(self) -> None:
        """Compile the other pages one by one after the first picture, so that no touch waits for that."""
        if self._open and len(self._warmed) < len(_PAGES):
            file = QML / "kiosk" / f"{_PAGES[len(self._warmed)]}.qml"
            self._warmed.append(QQmlComponent(self.engine, str(file)))
            QTimer.singleShot(0, self, self._warm)


def open_kiosk(
    office: Office, jobs: Jobs, *, clock: Clock | None = None, language: str = "vi", always_open: bool = False,
    monotonic: Callable[[], float] = time.monotonic,
) -> KioskWindow:  # fmt: skip
    """The kiosk, not yet shown and without a store. Needs a QGuiApplication. Raises QmlError.

    `always_open` takes numbers at any hour (demonstrations); `language` is the one it returns to after each person.
    """
    install_fonts()
    return KioskWindow(
        office, jobs, clock=clock or SystemClock(), language=language, always_open=always_open, monotonic=monotonic
    )
