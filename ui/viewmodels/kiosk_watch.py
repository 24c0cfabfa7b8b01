"""The kiosk's eyes: the clock, the office hours, the printer, the queues and the line, kept as one `World`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.domain.opening import is_open, next_opening, sessions_of
from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Trouble
from ui.jobs import Jobs
from ui.viewmodels.kiosk_desk import KioskDesk, Queues
from ui.viewmodels.kiosk_world import PrinterNow, World

PRINTER_MS = 3000
QUEUES_MS = 20_000
TOPICS = frozenset({"ticket", "counter"})


class KioskWatch(QObject):
    """Reads the world in jobs and tells when it looks different."""

    changed = Signal()

    def __init__(
        self, office: Office, jobs: Jobs, clock: Clock, *, always_open: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._office, self._jobs, self._clock, self._always_open = office, jobs, clock, always_open
        self._desk: KioskDesk | None = None
        self._reading = self._stale = False
        self._stops: list[Callable[[], None]] = []
        self.world = World(now=local_time(clock.now_ms()))
        self.tick()

    def attach(self, desk: KioskDesk) -> None:
        """The store is open: look at everything, again and again."""
        self.close()
        self._desk = desk
        self._stops = [
            self._jobs.every(PRINTER_MS, desk.printer_now, self.printer_said, _wait),
            self._jobs.every(QUEUES_MS, desk.queues, self._queues_read, _wait),
        ]
        self._show(replace(self.world, ready=True))
        self.tick()

    def close(self) -> None:
        """Look no more."""
        for stop in self._stops:
            stop()
        self._stops = []

    def tick(self) -> None:
        """Read what costs nothing: clock, hours, line."""
        now = local_time(self._clock.now_ms())
        link = self._desk.link() if self._desk else None
        opened = self._always_open or is_open(self._office.hours, now)
        opens = None if opened else next_opening(self._office.hours, now)
        minute = now.replace(second=0, microsecond=0)
        sessions = sessions_of(self._office.hours, now.date())
        online = link is None or link.up
        self._show(replace(self.world, now=minute, open=opened, opens=opens, sessions=sessions, online=online))

    def refresh(self, topics: frozenset[str] = TOPICS) -> None:
        """The store changed: read the queues again, one reading at a time."""
        if self._desk is None or not topics & TOPICS:
            return
        if self._reading:
            self._stale = True
            return
        self._reading = True
        self._jobs.run(self._desk.queues, self._refreshed, lambda _why: self._refreshed(None))

    def printer_said(self, printer: PrinterNow) -> None:
        """The printer's last word."""
        self._show(replace(self.world, printer=printer))

    def _queues_read(self, queues: Queues) -> None:
        self._show(replace(self.world, queues=queues.fields, counters_open=queues.counters_open))

    def _refreshed(self, queues: Queues | None) -> None:
        self._reading = False
        if queues:
            self._queues_read(queues)
        if self._stale:
            self._stale = False
            self.refresh()

    def _show(self, world: World) -> None:
        if world != self.world:
            self.world = world
            self.changed.emit()


def _wait(why: Trouble) -> None:
    """The next reading may succeed; until then the last known figures stay, and the estimate's own words are honest."""
