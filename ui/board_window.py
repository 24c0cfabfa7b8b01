"""The board's window: the picture and the voice. One factory, `open_board`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.services.overview import board_facts
from kiosk.store.store import Store
from ui.board_screen import BoardScreen
from ui.jobs import Jobs
from ui.pulse import Pulse
from ui.viewmodels.board import Board
from ui.viewmodels.board_derive import Link

if TYPE_CHECKING:
    from ui.voice.announcer import Announcer
    from ui.voice.player import Loudspeaker

WINDOWED = QSize(1280, 720)


@dataclass(frozen=True, slots=True)
class BoardParts:
    """What the board works with. `voice` is the folder of the office's own recordings (None: those
    shipped), `volume` 0-100, `screen_inches` the diagonal of the screen (0 = not known). `always_open`:
    opening hours are not looked at (rehearsals)."""

    office: Office
    store: Store
    jobs: Jobs
    pulse: Pulse
    link: Callable[[], Link]
    clock: Clock
    voice: Path | None = None
    muted: bool = False
    volume: int = 100
    screen_inches: float = 43.0
    windowed: bool = False
    always_open: bool = False


def open_board(parts: BoardParts) -> BoardWindow:
    """The window, shown; its voice begins after the first picture."""
    window = BoardWindow(parts)
    if parts.windowed:
        window.resize(WINDOWED)
        window.show()
    else:
        window.setCursor(Qt.CursorShape.BlankCursor)
        window.showFullScreen()
    app = QGuiApplication.instance()
    assert app is not None
    app.aboutToQuit.connect(window.dispose)
    return window


class BoardWindow(BoardScreen):
    """The board that follows the store, and speaks. `closed` comes when it is closed."""

    closed = Signal()

    def __init__(self, parts: BoardParts) -> None:
        board = Board(
            parts.office, parts.jobs, parts.clock, parts.link, lambda: board_facts(parts.store, parts.office),
            always_open=parts.always_open,
        )  # fmt: skip
        super().__init__(board, parts.screen_inches)
        self._parts = parts
        self._speaker: Loudspeaker | None = None
        self._announcer: Announcer | None = None
        parts.pulse.changed.connect(board.refresh)
        board.start()
        QTimer.singleShot(0, self, self._open_voice)

    @property
    def announcer(self) -> Announcer | None:
        """The voice, once the first picture stands."""
        return self._announcer

    def closeEvent(self, event: QCloseEvent) -> None:
        """Fall silent and stand still."""
        self.board.stop()
        if self._announcer:
            self._announcer.stop()
        self.closed.emit()
        super().closeEvent(event)

    def _open_voice(self) -> None:
        """Sound libraries take longer to load than the picture: they come after it."""
        from ui.voice.announcer import Announcer
        from ui.voice.player import Loudspeaker
        from ui.voice.sound import VoicePack

        parts = self._parts
        self._speaker = Loudspeaker(volume=parts.volume, muted=parts.muted, parent=self)
        self._announcer = Announcer(VoicePack(parts.voice), self._speaker, parts.jobs, parts.clock, self)
        self._announcer.changed.connect(self._voice_changed)
        self._speaker.status_changed.connect(self._voice_changed)
        self.board.calls_read.connect(self._announcer.hear)
        self._voice_changed()
        self.board.refresh()

    def _voice_changed(self) -> None:
        if self._announcer and self._speaker:
            quiet = "" if self._parts.muted else self._speaker.status
            self.board.voice(self._announcer.speaking, quiet)
