"""Pictures of every page of the kiosk, upright and wide, with a real store behind them: what people judge by eye."""

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
from kiosk.services.profile import load_office
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
from ui.viewmodels import kiosk_visit as visits

UPRIGHT, WIDE = (1080, 1920), (1920, 1080)
MONDAY_MORNING = int(datetime(2026, 11, 23, 8, 24, tzinfo=VIETNAM).timestamp() * 1000)
QUEUES = {"commune": (4, 9, 6, 1, 0, 3), "province": (12, 3, 7, 0, 5, 2, 1, 9, 4, 0, 6, 2, 1, 3)}


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


def kiosk_pictures(out: Path) -> list[Path]:
    """Every page into `out` as PNG; the files. Needs a QGuiApplication."""
    out.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    for size, shape in ((UPRIGHT, "upright"), (WIDE, "wide")):
        for profile in ("commune", "province"):
            with _scene(out, f"kiosk-{profile}-{shape}", load_office(profile), profile, size) as scene:
                (_whole_visit if profile == "commune" else _large_office)(scene)
                taken += scene.taken
    return taken


def _whole_visit(scene: Scene) -> None:
    for page in (_homes, _numbers, _procedures, _comforts, _troubles, _technician):
        page(scene)
        scene.home()


def _homes(scene: Scene) -> None:
    flow = scene.kiosk.flow
    scene.shoot("home")
    flow.speak("en")
    scene.shoot("home-english")
    scene.home()
    scene.after(61)
    scene.shoot("attract")
    scene.home()
    scene.clock.at += 4 * 3_600_000
    flow.tick()
    scene.shoot("closed")
    scene.clock.at -= 4 * 3_600_000
    scene.link.up = False
    flow.tick()
    scene.shoot("home-offline")
    scene.link.up = True
    flow.tick()


def _numbers(scene: Scene) -> None:
    flow = scene.kiosk.flow
    flow.takeNumber()
    scene.shoot("fields")
    flow.offerPriority()
    scene.shoot("priority")
    flow.choosePriority("elderly")
    scene.shoot("fields-priority")
    scene.after(31)
    scene.shoot("more-time")
    flow.answer(True)
    scene.settle()
    flow.chooseField("civil-status")
    scene.executor.run_next()
    scene.kiosk.flow._settle()
    file = scene.out / f"{scene.prefix}-ticket-printing.png"
    scene.kiosk.window.grabWindow().save(str(file))
    scene.taken.append(file)
    scene.shoot("ticket")


def _procedures(scene: Scene) -> None:
    flow = scene.kiosk.flow
    flow.lookUp()
    scene.shoot("search")
    for key in "lam giay khai sinh":
        flow.search.type(key)
    scene.shoot("search-found")
    found = flow.search.found.rows()
    flow.chooseProcedure(found[0].code)
    scene.shoot("procedure")


def _comforts(scene: Scene) -> None:
    flow = scene.kiosk.flow
    flow.comfort("open")
    flow.comfort("large")
    scene.shoot("comfort")
    flow.comfort("lowered")
    flow.comfort("contrast")
    flow.comfort("close")
    scene.shoot("comfort-home")
    flow.takeNumber()
    scene.shoot("comfort-fields")
    flow.chooseField("land")
    scene.shoot("comfort-ticket")
    scene.home()
    flow.comfort("large")
    flow.comfort("lowered")
    flow.lookUp()
    scene.shoot("comfort-search")
    scene.home()
    flow.comfort("large")
    flow.comfort("lowered")
    scene.printer.trouble = PrintTrouble.COVER_OPEN
    scene.look_at_printer()
    flow.takeNumber()
    scene.settle()
    flow.chooseField("land")
    scene.shoot("comfort-ticket-on-screen")
    scene.printer.trouble = None
    scene.look_at_printer()


def _troubles(scene: Scene) -> None:
    flow, printer = scene.kiosk.flow, scene.printer
    flow.takeNumber()
    scene.settle()
    printer.trouble = PrintTrouble.PAPER_OUT
    flow.chooseField("residence")
    scene.shoot("paper-question")
    scene.home()
    scene.shoot("home-paper-out")
    flow.takeNumber()
    scene.settle()
    scene.shoot("fields-paper-out")
    flow.chooseField("residence")
    scene.shoot("ticket-on-screen")
    scene.home()
    printer.trouble, printer.fails = None, True
    scene.look_at_printer()
    flow.takeNumber()
    scene.settle()
    flow.chooseField("land")
    scene.shoot("ticket-paper-failed")
    printer.fails = False
    scene.home()
    flow.refuse(_no_series())
    scene.shoot("stopped")


def _no_series() -> Exception:
    from kiosk.domain.trouble import TryLater

    return TryLater(
        "series-missing", "Máy lấy số chưa được cấp dải số.",
        "Máy đang chờ máy chủ hàng đợi; mời ông/bà dùng máy khác hoặc gặp cán bộ.",
    )  # fmt: skip


def _technician(scene: Scene) -> None:
    for _ in range(visits.CORNER_TOUCHES):
        scene.kiosk.flow.corner()
    scene.kiosk.technician.type("2")
    scene.shoot("pin")
    for digit in "580":
        scene.kiosk.technician.type(digit)
    scene.settle()
    scene.look_at_printer()
    scene.shoot("technician")


def _large_office(scene: Scene) -> None:
    scene.shoot("home")
    scene.kiosk.flow.takeNumber()
    scene.shoot("fields")
    scene.kiosk.flow.turnPage(1)
    scene.shoot("fields-2")


@contextmanager
def _scene(out: Path, prefix: str, office: Office, profile: str, size: tuple[int, int]) -> Iterator[Scene]:
    executor, clock = ManualExecutor(), StandingClock()
    jobs = Jobs(executor)
    printer, link = StandInPrinter(), StandInLink()
    with tempfile.TemporaryDirectory() as folder:
        store = open_station(Path(folder) / "kiosk-1", office=office.id, station="kiosk-1", kind="kiosk", clock=clock)
        _fill(store, office, QUEUES[profile])
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
