"""Says what the queue gives, one announcement after the other."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.domain.announcing import Announcement, Announcing, HeardCall, hear, take
from kiosk.domain.clock import Clock
from kiosk.domain.trouble import CallTechnician, Trouble
from ui.jobs import Jobs
from ui.voice.player import Player
from ui.voice.sound import Sound

_log = logging.getLogger(__name__)
PAUSE_MS = 500
"""Between two announcements: the ear must hear that a new one begins."""


class Pack(Protocol):
    """Where sounds come from."""

    def announce(self, number: str, counter: int, sayings: int) -> Sound: ...


class Announcer(QObject):
    """`hear` takes the board's calls whenever they changed. `speaking` is the ticket id that is said now,
    or ""; `trouble` what a technician should know about the clips; both, and the counts, tell by
    `changed`."""

    changed = Signal()

    def __init__(self, pack: Pack, player: Player, jobs: Jobs, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pack, self._player, self._jobs, self._clock = pack, player, jobs, clock
        self._queue = Announcing()
        self._now: Announcement | None = None
        self.trouble = ""
        self._player.finished.connect(self._finished)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._next)

    @property
    def speaking(self) -> str:
        """The ticket that is announced now."""
        return self._now.call.ticket_id if self._now else ""

    @property
    def dropped(self) -> int:
        """Announcements that came too late to be said."""
        return self._queue.dropped

    def hear(self, calls: Iterable[HeardCall]) -> None:
        """Today's calls as the board has them."""
        self._queue = hear(self._queue, calls, self._clock.now_ms())
        if not self._pause.isActive():
            self._next()

    def stop(self) -> None:
        """Fall silent for good: the window closes."""
        self._pause.stop()
        self._player.stop()
        self._queue = Announcing()

    def _next(self) -> None:
        if self._now is not None:
            return
        self._now, self._queue = take(self._queue, self._clock.now_ms())
        if self._now is not None:
            self.changed.emit()
            call, sayings = self._now.call, self._now.sayings
            self._jobs.run(lambda: _sound(self._pack, call, sayings), self._play, self._cannot)

    def _play(self, sound: Sound) -> None:
        self.trouble = sound.trouble
        self._player.play(sound)

    def _cannot(self, why: Trouble) -> None:
        self.trouble = str(why)
        self._finished()

    def _finished(self) -> None:
        self._now = None
        self.changed.emit()
        self._pause.start()


def _sound(pack: Pack, call: HeardCall, sayings: int) -> Sound:
    """Never leaves the queue standing: an error of ours costs one announcement, is logged whole and shown."""
    try:
        return pack.announce(call.number, call.counter, sayings)
    except Trouble:
        raise
    except Exception as error:
        _log.exception("no sound for %s", call)
        raise CallTechnician("voice-error", f"Lỗi của chương trình khi đọc số: {type(error).__name__}.") from error
