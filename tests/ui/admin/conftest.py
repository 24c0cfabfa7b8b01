"""The admin's window in a test: a real store and window, a hub that can be silent, jobs cranked by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import TryLater
from kiosk.services import issuing, staff
from kiosk.services.heartbeats import StationSeen
from kiosk.store.store import Store
from printing.config import PrinterConfig
from printing.virtual.control import send
from printing.worker import TicketPrinter
from sync.link import LinkState
from ui.admin_window import AdminParts, AdminWindow, Papers, open_admin
from ui.pulse import Pulse

LOGIN, PASSWORD = "hanh.nt", "mua xuan 2026"
_RUN = """
import sys
from pathlib import Path
from printing.virtual import run
run(0, Path(sys.argv[1]), 0, 576, lambda line: print(line, flush=True))
"""


@dataclass(frozen=True)
class Finding:
    """What a doctor finds."""

    level: str
    what: str
    remedy: str = ""


@dataclass
class World:
    """Everything outside of the machine: the hub's answers, the line's state, the doctor."""

    seen: list[tuple[str, str, int, dict[str, Any]]] = field(default_factory=list)
    away: bool = False
    hub: LinkState = field(default_factory=lambda: LinkState(up=True, hub="hub-1"))
    province: LinkState | None = None
    findings: list[Finding] = field(default_factory=list)
    examined: int = 0
    broken: bool = False
    authority: Any = None
    hubs: Any = None

    def doctor(self) -> list[Finding]:
        self.examined += 1
        if self.broken:
            raise RuntimeError("broken")
        return self.findings


class Office:
    """The window with everything around it, and a lead's hands."""

    def __init__(
        self, hands: Any, store: Store, office: Any, clock: Any, world: World, printer: TicketPrinter | None
    ) -> None:
        self.hands, self.settle, self.jobs, self.executor = hands, hands.settle, hands.jobs, hands.executor
        self.store, self.office, self.clock, self.world = store, office, clock, world
        self.pulse = Pulse(store)
        self.window: AdminWindow = open_admin(
            AdminParts(
                office=office,
                store=store,
                jobs=self.jobs,
                pulse=self.pulse,
                clock=clock,
                hub_link=lambda: world.hub,
                province_link=lambda: world.province,
                stations=self._stations,
                printer=printer,
                doctor=world.doctor,
                papers=Papers(Path("quy-nhon.toml")),
                authority=world.authority,
                hubs=world.hubs,
            )
        )
        self.settle()

    @property
    def desk(self) -> Any:
        assert self.window.desk
        return self.window.desk

    @property
    def notice(self) -> str:
        return str(self.desk.notice.words())

    def tile(self, name: str) -> tuple[str, str, str]:
        """(figure, hint, tone) of a tile as it is shown."""
        found = next(t for t in self.desk.watch.props.tiles if t.name == name)
        return found.figure, found.hint, found.tone

    def sign_in(self, login: str = LOGIN) -> None:
        self.hands.sign_in(self.window, login, PASSWORD)

    def issue(self, service: str = "civil-status", **more: Any) -> Ticket:
        ticket = issuing.issue(self.store, self.office, field=service, hub=self.store.me.station, **more)
        self.settle()
        return ticket

    def later(self, **span: float) -> None:
        """Time passes, and five seconds are over."""
        self.clock.forward(**span)
        self.desk.watch.tick()
        self.settle()

    def press(self, key: Any, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifier)
        self.settle()

    def close(self) -> None:
        self.hands.close(self.window, self.pulse)

    def _stations(self) -> tuple[StationSeen, ...]:
        if self.world.away:
            raise TryLater("unreachable", "Không kết nối được máy chủ hàng đợi.")
        now = self.clock.now_ms()
        return tuple(StationSeen(name, kind, now - ago, report) for name, kind, ago, report in self.world.seen)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def open_office(
    qtbot: Any,
    hands: Callable[[], Any],
    cheap_passwords: None,
    make_store: Callable[..., Store],
    commune: Any,
    clock: Any,
    world: World,
) -> Iterator[Callable[..., Office]]:
    """Opens the window on a store with a lead, a technician and a clerk."""
    store = make_store("admin-1", kind="admin")
    issuing.lease_own_series(store)
    for login, name, role in ((LOGIN, "Nguyễn Thị Hạnh", "lead"), ("minh.tq", "Trần Quang Minh", "technician"),
                              ("an.vt", "Võ Thành An", "clerk")):  # fmt: skip
        staff.add_staff(store, login, name, role, PASSWORD, LOGIN)
    opened: list[Office] = []

    def make(printer: TicketPrinter | None = None) -> Office:
        opened.append(Office(hands(), store, commune, clock, world, printer))
        return opened[-1]

    yield make
    for office in opened:
        office.close()


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    """A lead who has signed in."""
    made = open_office()
    made.sign_in()
    return made


@dataclass
class VirtualPaper:
    """A virtual printer in a process of its own."""

    printer: TicketPrinter
    control: int
    out: Path

    def tell(self, command: str) -> dict[str, Any]:
        return send("127.0.0.1", self.control, command)

    def papers(self) -> list[Path]:
        return [file for file in self.out.glob("*.png") if ".partial" not in file.name]


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[VirtualPaper]:
    out = tmp_path / "paper"
    process = subprocess.Popen([sys.executable, "-c", _RUN, str(out)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    _, port, control = process.stdout.readline().split()
    printer = TicketPrinter(PrinterConfig(kind="tcp", host="127.0.0.1", port=int(port), job_timeout=8.0))
    yield VirtualPaper(printer, int(control), out)
    printer.close()
    process.terminate()
    process.communicate(timeout=10)
