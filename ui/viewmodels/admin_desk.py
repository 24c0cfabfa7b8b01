"""What the admin's pages work with: one person's hands, one station, one office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.services.heartbeats import StationSeen
from kiosk.services.rollcall import RollEntry
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from printing.config import PrinterConfig
from printing.delivery import PrintOutcome
from printing.status import PrinterStatus
from printing.ticket import TicketSlip
from ui.jobs import Jobs
from ui.pulse import Pulse
from ui.viewmodels.counter_line import LinkLike
from ui.viewmodels.people import PeopleLike


class AdminPrinter(Protocol):
    """The printer of this machine (`printing.worker.TicketPrinter`). Its calls block: only through Jobs."""

    @property
    def config(self) -> PrinterConfig: ...

    def status(self) -> PrinterStatus: ...

    def print(self, slip: TicketSlip, /) -> PrintOutcome: ...


@dataclass(frozen=True, slots=True)
class NewMachine:
    """A machine that is to join; `counter` 0 for what is no counter."""

    station: str
    kind: str
    counter: int = 0


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code as it is shown: the letters, the QR's text, where to join, and for how long (ms)."""

    code: str
    qr: str
    server: str
    lasts_ms: int


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """A code that waits for its machine, for so long (ms) from when it was asked about; the letters are nowhere."""

    station: str
    kind: str
    made_by: str
    lasts_ms: int


class Authority(Protocol):
    """Lets machines in and out, with the password of who asks; tells what waits to the machine alone. Blocks, raises
    Trouble."""

    def code(self, login: str, password: str, machine: NewMachine, /) -> ShownCode: ...

    def revoke(self, login: str, password: str, station: str, /) -> int: ...

    def withdraw(self, login: str, password: str, station: str, /) -> int: ...

    def codes(self) -> tuple[WaitingCode, ...]: ...


@dataclass(frozen=True, slots=True)
class HubSeen:
    """A hub as it says of itself; `duty` "" = it does not answer. `tickets` would come to it as things stand."""

    url: str
    station: str = ""
    duty: str = ""
    epoch: int = 0
    entries: tuple[RollEntry, ...] = ()
    tickets: int = 0


class Hubs(Protocol):
    """The PCs that may hold the queue; blocks, raises Trouble."""

    def look(self) -> tuple[HubSeen, ...]: ...

    def act(self, login: str, password: str, url: str, act: str, station: str, /) -> None: ...


class FindingLike(Protocol):
    """One finding of the doctor: `level` is ok, warn or error; the texts are Vietnamese."""

    @property
    def level(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def remedy(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Papers:
    """Where this office is written down: its profile, whether that is the built-in one, and this machine's
    configuration (None: defaults)."""

    profile: Path
    built_in: bool = False
    config: Path | None = None


@dataclass(frozen=True, slots=True)
class AdminDesk:
    """`stations` asks the hub for who it hears of, by this machine's clock (None: an office without a hub);
    `doctor` examines this machine; both block. `authority` is None where this machine has not joined, `hubs`
    where the office has no hub."""

    office: Office
    store: Store
    jobs: Jobs
    pulse: Pulse
    clock: Clock
    hub_link: Callable[[], LinkLike]
    province_link: Callable[[], LinkLike | None]
    stations: Callable[[], tuple[StationSeen, ...]] | None
    printer: AdminPrinter | None
    doctor: Callable[[], Sequence[FindingLike]]
    papers: Papers
    staff: Staff
    people: PeopleLike
    authority: Authority | None = None
    hubs: Hubs | None = None
