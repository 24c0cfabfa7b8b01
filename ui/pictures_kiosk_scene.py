"""A kiosk with a real store behind it that is led by hand from picture to picture."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from kiosk.domain.office import Office
from kiosk.domain.service_day import VIETNAM
from kiosk.services import catalogue, counters, issuing
from kiosk.services.staff import Staff
from kiosk.store.opening import open_station
from kiosk.store.store import Store
from printing.delivery import PrintOutcome
from printing.status import PrinterStatus
from printing.ticket import TicketSlip
from printing.trouble import PrintTrouble
from ui.jobs import Jobs, ManualExecutor
from ui.kiosk_window import KioskParts, KioskWindow, open_kiosk
from ui.pulse import Pulse

MONDAY_MORNING = int(datetime(2026, 11, 23, 8, 24, tzinfo=VIETNAM).timestamp() * 1000)


@dataclass
class StandingClock:
    """A wall clock and a monotonic one that only this script moves."""

    at: int = MONDAY_MORNING
    seconds: float = 1000.0

    def now_ms(self) -> int:
        return self.at


@dataclass
class StandInPrinter:
    """Says and does what a picture needs."""

    trouble: PrintTrouble | None = None
    fails: bool = False

    def status(self) -> PrinterStatus:
        return PrinterStatus(
            answered=True,
            online=not self.trouble,
            paper_out=self.trouble is PrintTrouble.PAPER_OUT,
            cover_open=self.trouble is PrintTrouble.COVER_OPEN,
        )

    def print(self, _slip: TicketSlip) -> PrintOutcome:
        cause = PrintTrouble.PAPER_OUT if self.fails else None
        return PrintOutcome(printed=not self.fails, status=self.status(), cause=cause)


@dataclass
class StandInLink:
    """The line to the hub."""

    up: bool = True
    hub: str = ""
    unsent: int = 0


@dataclass
class Scene:
    """A kiosk that is led by hand from picture to picture."""

    kiosk: KioskWindow
    executor: ManualExecutor
    clock: StandingClock
    store: Store
    printer: StandInPrinter
    link: StandInLink
    out: Path
    prefix: str
    taken: list[Path] = field(default_factory=list)

    def settle(self) -> None:
        """Let everything that was begun come to its end."""
        while self.executor.run_all():
            QGuiApplication.processEvents()
        QGuiApplication.processEvents()
        self.kiosk.flow._settle()

    def shoot(self, name: str) -> None:
        """Keep the picture of what is on the screen."""
        self.settle()
        file = self.out / f"{self.prefix}-{name}.png"
        self.kiosk.window.grabWindow().save(str(file))
        self.taken.append(file)

    def after(self, seconds: float) -> None:
        """Time passes."""
        self.clock.seconds += seconds
        self.kiosk.flow.tick()

    def home(self) -> None:
        """The next person."""
        self.kiosk.flow._reset()
        self.settle()

    def look_at_printer(self) -> None:
        """What the next poll would tell."""
        self.kiosk.watch.printer_said(self.kiosk.flow._desk.printer_now())


@contextmanager
def staged(out: Path, prefix: str, office: Office, queues: tuple[int, ...], size: tuple[int, int]) -> Iterator[Scene]:
    executor, clock = ManualExecutor(), StandingClock()
    jobs = Jobs(executor)
    printer, link = StandInPrinter(), StandInLink()
    with tempfile.TemporaryDirectory() as folder:
        store = open_station(Path(folder) / "kiosk-1", office=office.id, station="kiosk-1", kind="kiosk", clock=clock)
        _fill(store, office, queues)
        kiosk = open_kiosk(office, jobs, clock=clock, monotonic=lambda: clock.seconds)
        kiosk.show(windowed=size)
        kiosk.attach(_parts(store, clock, printer, link))
        scene = Scene(kiosk, executor, clock, store, printer, link, out, prefix)
        scene.settle()
        try:
            yield scene
        finally:
            kiosk.close()
            jobs.shutdown()
            store.close()


def _parts(store: Store, clock: StandingClock, printer: StandInPrinter, link: StandInLink) -> KioskParts:
    def nothing() -> None:
        """There is no program to end."""

    hub: Callable[[], StandInLink] = lambda: link  # noqa: E731
    return KioskParts(
        store=store, pulse=Pulse(store), clock=clock, printer=printer, link=hub, on_exit=nothing,
        technician_pin="2580", station="kiosk-1", version="0.1.0",
    )  # fmt: skip


def _fill(store: Store, office: Office, waiting: tuple[int, ...]) -> None:
    """A Monday morning: counters open, people waiting, the catalogue there."""
    issuing.lease_own_series(store)
    catalogue.ensure_catalogue(store)
    for counter in office.counters:
        if counter.number != 4:
            clerk = Staff(f"clerk{counter.number}", "Nguyễn Thị Hoa", "clerk")
            counters.open_counter(store, counter.number, clerk, counter.fields)
    for place, people in zip(office.fields, waiting, strict=True):
        for _ in range(people):
            issuing.issue(store, office, field=place.code)
