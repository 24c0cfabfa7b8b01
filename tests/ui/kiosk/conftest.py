"""A whole kiosk in a test: a real window and store, a printer at the edge, jobs and time by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow  # noqa: F401  (else the root object has no window's methods)

from kiosk.domain.office import Office
from kiosk.domain.ticket import Ticket
from kiosk.services import catalogue, issuing, overview
from kiosk.store.store import Store
from printing.delivery import PrintOutcome
from printing.status import PrinterStatus
from printing.ticket import TicketSlip
from printing.trouble import PrintTrouble
from ui.hand import deeds
from ui.hand.element import NotReachable
from ui.jobs import Jobs, ManualExecutor
from ui.kiosk_window import KioskParts, KioskWindow, open_kiosk
from ui.pulse import Pulse

PIN = "2580"


@dataclass
class Printer:
    """The edge of the world: says what a test wants, remembers every slip."""

    trouble: PrintTrouble | None = None
    fails: PrintTrouble | None = None
    slips: list[TicketSlip] = field(default_factory=list)

    def status(self) -> PrinterStatus:
        out, cover = self.trouble is PrintTrouble.PAPER_OUT, self.trouble is PrintTrouble.COVER_OPEN
        return PrinterStatus(answered=True, online=not self.trouble, paper_out=out, cover_open=cover)

    def print(self, slip: TicketSlip) -> PrintOutcome:
        if not self.fails:
            self.slips.append(slip)
        return PrintOutcome(printed=not self.fails, status=self.status(), cause=self.fails)


@dataclass
class Link:
    """The line to the hub."""

    up: bool = True
    hub: str = "hub-1"
    unsent: int = 0


@dataclass
class Kiosk:
    """What a person at the kiosk can do and see."""

    window: KioskWindow
    executor: ManualExecutor
    clock: Any
    store: Store
    office: Office
    printer: Printer
    link: Link
    time: list[float]
    left: list[bool]

    @property
    def flow(self) -> Any:
        return self.window.flow

    @property
    def page(self) -> str:
        return str(self.flow.page)

    def settle(self) -> None:
        """Let everything that was begun come to its end; the page takes touches again."""
        for _ in range(100):
            ran = self.executor.run_all()
            QGuiApplication.processEvents()
            if not ran and not self.executor.waiting:
                break
        self.flow._settle()
        QGuiApplication.processEvents()

    def tap(self, name: str, *, settle: bool = True) -> None:
        """A finger on what carries this name, by a real press and release."""
        deeds.tap(deeds.tappable({"name": name}))
        QGuiApplication.processEvents()
        if settle:
            self.settle()

    def sees(self, text: str) -> bool:
        """Whether these words stand on the screen."""
        return any(text in (e["text"] or "") or text in (e["name"] or "") for e in deeds.see()["elements"])

    def can_tap(self, name: str) -> bool:
        try:
            deeds.tappable({"name": name})
        except NotReachable:
            return False
        return True

    def pass_time(self, seconds: float) -> None:
        """Second by second, as the clock ticks."""
        for _ in range(int(seconds)):
            self.time[0] += 1
            self.clock.forward(seconds=1)
            self.flow.tick()
        QGuiApplication.processEvents()

    def look_at_printer(self) -> None:
        """What the next poll tells."""
        self.window.watch.printer_said(self.flow._desk.printer_now())
        self.settle()

    def tickets(self) -> list[Ticket]:
        line = overview.waiting_line(self.store, self.office, tuple(f.code for f in self.office.fields))
        return [w.ticket for w in line]

    def take_one(self, field: str = "civil-status") -> None:
        self.tap("takeNumber")
        self.tap(f"field-{field}")


@pytest.fixture
def open_one(make_store: Any, clock: Any, commune: Office, qtbot: Any) -> Iterator[Callable[..., Kiosk]]:
    opened: list[tuple[KioskWindow, Jobs]] = []

    def make(*, series: bool = True, attach: bool = True, size: tuple[int, int] = (1080, 1920)) -> Kiosk:
        executor, time, left = ManualExecutor(), [1000.0], []
        jobs = Jobs(executor)
        store = make_store("kiosk-1")
        if series:
            issuing.lease_own_series(store)
        window = open_kiosk(commune, jobs, clock=clock, monotonic=lambda: time[0])
        window.show(windowed=size)
        opened.append((window, jobs))
        kiosk = Kiosk(window, executor, clock, store, commune, Printer(), Link(), time, left)
        if attach:
            window.attach(KioskParts(
                store=store, pulse=Pulse(store), clock=clock, printer=kiosk.printer, link=lambda: kiosk.link,
                on_exit=lambda: left.append(True), technician_pin=PIN, station="kiosk-1", version="test",
            ))  # fmt: skip
        kiosk.settle()
        return kiosk

    yield make
    for window, jobs in opened:
        window.close()
        jobs.shutdown()
    QGuiApplication.processEvents()


@pytest.fixture
def kiosk(open_one: Callable[..., Kiosk]) -> Kiosk:
    return open_one()


@pytest.fixture
def with_catalogue(kiosk: Kiosk) -> Kiosk:
    catalogue.ensure_catalogue(kiosk.store)
    kiosk.settle()
    return kiosk
