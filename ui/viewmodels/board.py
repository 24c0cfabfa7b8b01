"""The board's view model: reads when the store changes, ticks once a second, shows what `derive` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.announcing import HeardCall
from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.domain.trouble import Trouble
from kiosk.services.overview import BoardFacts
from ui.jobs import Jobs
from ui.models.rows import Rows
from ui.viewmodels.board_derive import BoardProps, CallRow, Key, Known, Link, WaitingRow, derive, first_seen, heard
from ui.viewmodels.board_measures import BoardMeasures
from ui.viewmodels.board_measures import derive as measure

QML_IMPORT_NAME = "MotCua.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

TICK_MS = 1_000


@QmlElement
@QmlUncreatable("made by the board's window")
class Board(QObject):
    """What a waiting room sees. `calls_read` carries today's calls for the voice after every reading."""

    calls_read = Signal(object)
    measuresChanged = Signal()
    nowCallingChanged = Signal()
    pageChanged = Signal()
    pagesChanged = Signal()
    clockChanged = Signal()
    signsChanged = Signal()

    def __init__(
        self, office: Office, jobs: Jobs, clock: Clock, link: Callable[[], Link], read: Callable[[], BoardFacts],
        *, always_open: bool = False, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._always_open = always_open
        self._office, self._jobs, self._clock, self._link, self._read = office, jobs, clock, link, read
        self._facts: BoardFacts | None = None
        self._seen: Mapping[Key, int] | None = None
        self._reading = self._again = False
        self._speaking = self._sound = self._trouble = ""
        self._measures = measure(1920, 1080, 0.0, len(office.fields))
        self._recent, self._waiting = Rows(CallRow, self), Rows(WaitingRow, self)
        self._props = derive(self._known())
        self._show(self._props)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Read now, and show the time from now on."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Stand still: the window closes."""
        self._timer.stop()

    def refresh(self, _topics: object = None) -> None:
        """Read the store again; changes that come while one reading runs lead to one more."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._jobs.run(self._read, self._have_read, self._could_not_read)

    def tick(self) -> None:
        """Show this moment."""
        self._show(derive(self._known()))

    def voice(self, speaking: str, sound: str) -> None:
        """The ticket that is said now ("" = none), and why nothing is heard ("" = all is well)."""
        if (speaking, sound) != (self._speaking, self._sound):
            self._speaking, self._sound = speaking, sound
            self.tick()

    def resize(self, width: int, height: int, mm_per_px: float) -> None:
        """The picture's size in pixels."""
        measures = measure(width, height, mm_per_px, len(self._office.fields))
        if measures != self._measures:
            self._measures = measures
            self.measuresChanged.emit()
            self.tick()

    @property
    def measures(self) -> BoardMeasures:
        """How large things are."""
        return self._measures

    @property
    def props(self) -> BoardProps:
        """What is shown."""
        return self._props

    def _have_read(self, facts: BoardFacts) -> None:
        self._facts, self._trouble = facts, ""
        self._seen = first_seen(self._seen, facts.calls, self._clock.now_ms())
        self._over()
        calls: tuple[HeardCall, ...] = heard(facts.calls)
        self.calls_read.emit(calls)

    def _could_not_read(self, why: Trouble) -> None:
        self._trouble = str(why)
        self._over()

    def _over(self) -> None:
        self._reading = False
        self.tick()
        if self._again:
            self._again = False
            self.refresh()

    def _known(self) -> Known:
        return Known(
            self._office, self._clock.now_ms(), self._link(), self._facts, self._seen,
            self._measures.per_page, self._speaking, self._sound, self._trouble,
            self._always_open,
        )  # fmt: skip

    def _show(self, props: BoardProps) -> None:
        old, self._props = self._props, props
        self._recent.show(props.recent)
        self._waiting.show(props.waiting)
        for field in fields(props):
            signal = _SIGNALS.get(field.name)
            if signal and getattr(old, field.name) != getattr(props, field.name):
                getattr(self, signal).emit()

    def _get_recent(self) -> QObject:
        return self._recent

    def _get_waiting(self) -> QObject:
        return self._waiting

    officeName = Property(str, lambda self: self._office.name, constant=True)
    recent = Property(QObject, _get_recent, constant=True)
    waiting = Property(QObject, _get_waiting, constant=True)

    portrait = Property(bool, lambda self: self._measures.portrait, notify=measuresChanged)
    floorPx = Property(int, lambda self: self._measures.floor_px, notify=measuresChanged)
    rowsPerPage = Property(int, lambda self: self._measures.rows, notify=measuresChanged)
    columns = Property(int, lambda self: self._measures.columns, notify=measuresChanged)

    number = Property(str, lambda self: self._props.now_calling.number, notify=nowCallingChanged)
    counter = Property(str, lambda self: self._props.now_calling.counter, notify=nowCallingChanged)
    place = Property(str, lambda self: self._props.now_calling.place, notify=nowCallingChanged)
    fresh = Property(bool, lambda self: self._props.now_calling.fresh, notify=nowCallingChanged)
    spoken = Property(bool, lambda self: self._props.now_calling.spoken, notify=nowCallingChanged)

    page = Property(int, lambda self: self._props.page, notify=pageChanged)
    pages = Property(int, lambda self: self._props.pages, notify=pagesChanged)
    time = Property(str, lambda self: self._props.clock.time, notify=clockChanged)
    date = Property(str, lambda self: self._props.clock.date, notify=clockChanged)

    headline = Property(str, lambda self: self._props.signs.headline, notify=signsChanged)
    hint = Property(str, lambda self: self._props.signs.hint, notify=signsChanged)
    stale = Property(str, lambda self: self._props.signs.stale, notify=signsChanged)
    advice = Property(str, lambda self: self._props.signs.advice, notify=signsChanged)
    counters = Property(str, lambda self: self._props.signs.counters, notify=signsChanged)
    notice = Property(str, lambda self: self._props.signs.notice, notify=signsChanged)
    sound = Property(str, lambda self: self._props.signs.sound, notify=signsChanged)


_SIGNALS: dict[str, Any] = {
    "now_calling": "nowCallingChanged",
    "page": "pageChanged",
    "pages": "pagesChanged",
    "clock": "clockChanged",
    "signs": "signsChanged",
}
