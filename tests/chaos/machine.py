"""One PC of the simulated office: its disk, its clock, and the product's programs, begun as the roof begins them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from disk import Beside, Disk, FakeDatabase, blank
from fastapi import FastAPI
from timekeeping import Stepper

from kiosk.domain.office import Office
from kiosk.services import issuing, promotion, serving
from kiosk.store import opening, trust
from kiosk.store.store import Store
from kiosk.store.witness import Witness
from sync.circle import Circle
from sync.hubs import ANSWERS_AT
from sync.relay import Relay
from sync.server.app import create_app
from sync.server.hub import create_hub_app
from sync.server.kiosk import create_kiosk_app
from sync.station import StationSync

OFFICE = "commune"
NOWHERE = Path("/nowhere/station.db")
"""What lies there beside a fake disk: `disk.Beside`."""
HUB, KIOSK, COUNTER, PROVINCE = "hub", "kiosk", "counter", "province"
PROMISED = "SELECT coalesce(max(epoch), 0) FROM duty"
"""The epoch that a file obeys by its own word, without what it has read of promotions."""


@dataclass
class Machine:
    """A PC. `skew` is how far its clock is off, in ms; `store` is None while it is switched off. A clone's `station` is
    that of the machine whose disk it has; `note` is what the next opening finds beside the file."""

    name: str
    kind: str
    disk: Disk
    clock: Callable[[], int]
    acting: Callable[[Machine], None]
    slow: bool = False
    skew: int = 0
    store: Store | None = None
    sync: StationSync | None = None
    relay: Relay | None = None
    loops: dict[str, Stepper] = field(default_factory=dict)
    backups: list[bytes] = field(default_factory=list)
    station: str = ""
    note: Witness | None = None

    def __post_init__(self) -> None:
        self.station = self.station or self.name

    def now_ms(self) -> int:
        """This PC's wall time: the Clock of its store."""
        return self.clock() + self.skew

    @property
    def open(self) -> Store:
        """Its store; an error of the simulation while it is off."""
        assert self.store is not None, f"{self.name} is off"
        return self.store

    def install(self) -> None:
        """An empty disk with a migrated file."""
        self.disk.put(blank())
        self.disk.fuse.light(0)
        self.backups.clear()
        self.skew, self.note = 0, None

    def noted(self) -> Witness:
        """What the program has noted beside this disk's file: a kiosk and a counter after each commit."""
        life = self.disk.look("SELECT incarnation FROM identity")[0][0]
        held = self.disk.look("SELECT feed_no FROM office_head WHERE office = ?", (OFFICE,))
        return Witness(life, held[0][0] if held else 0, self.name, self.disk.look(PROMISED)[0][0])

    def open_store(self, *, renew: str = "") -> Store:
        """Opens the file as the product does; `renew` names the cause after a restore (R6)."""
        database = FakeDatabase(self.disk, lambda: self.acting(self), slow=self.slow)
        Beside.note, Beside.here = self.note, self.name
        me = opening._settle(database, NOWHERE, OFFICE, self.station, self.kind, self.now_ms(), renew)  # type: ignore[arg-type]
        Beside.note = self.note = None  # written anew once the file is open, not before
        self.store = Store(database, me, self)  # type: ignore[arg-type]
        return self.store

    def register(self, counters: Iterable[str]) -> None:
        """The office's counters stand in its allow list, which every hub has."""
        rows = [trust.KnownKey(OFFICE, name, COUNTER, name, name.encode(), 1) for name in counters]
        self.open.write(lambda tx: trust.put_keys(tx.conn, rows))

    def start_station(self, office: Office, url: str, others: list[str], answers: str) -> FastAPI | None:
        """The programs of a surface; a kiosk returns what listens at `answers`."""
        store, issues = self.open, self.kind == KIOSK
        if issues:
            issuing.settle_interrupted(store)
        else:
            serving.begin_anew(store)
        self.sync = StationSync(
            store, url, issues=issues, others=others, report=lambda: {ANSWERS_AT: answers} if answers else {}
        )
        self.sync.start()
        self.loops = Stepper.built_since()
        return served(self.name, self.kind, store, office, lambda: None) if issues else None

    def start_server(self, office: Office, above: str, others: list[str]) -> FastAPI:
        """The programs of a hub or of the province; returns what listens."""
        self.relay = None
        if self.kind == HUB:
            promotion.begin_duty(self.open, standby=self.name != HUB, has_others=bool(others))
            if others:
                Circle(self.open, others).start()
        if above:
            self.relay = Relay(self.open, above)
            self.relay.start()
        self.loops = Stepper.built_since()
        return served(self.name, self.kind, self.open, office, lambda: self.relay.state() if self.relay else None)

    def gather(self) -> None:
        """Workers that a worker has begun or ended: a standby follows whoever serves."""
        self.loops = {name: loop for name, loop in self.loops.items() if not loop.stopped}
        self.loops |= {f"{name} {HUB}": loop for name, loop in Stepper.built_since().items()}

    def off(self) -> None:
        """Everything that was not committed is gone, and with it all that stood in memory."""
        self.store = self.sync = self.relay = None
        self.loops = {}
        self.disk.lose_power()


class Slot:
    """Stands for a thing that is made anew at each start of a machine: building FastAPI's routes takes 15 ms, longer
    than anything else in a history, so an application is built once for each machine and serves what is put here."""

    def __init__(self) -> None:
        self.holds: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.holds, name)

    def __call__(self, *args: Any) -> Any:
        return self.holds(*args)


_SERVED: dict[str, tuple[FastAPI, Slot, Slot]] = {}


def served(name: str, kind: str, store: Store, office: Office, above: Callable[[], Any]) -> FastAPI:
    """The application of a server over its present store."""
    if name not in _SERVED:
        held, line = Slot(), Slot()
        held.holds = store
        make = {HUB: lambda: create_hub_app(held, office, line), KIOSK: lambda: create_kiosk_app(held, office)}  # type: ignore[arg-type]
        app = make.get(kind, lambda: create_app(held, kind, None, line))()  # type: ignore[arg-type]
        _SERVED[name] = (app, held, line)
    app, held, line = _SERVED[name]
    held.holds, line.holds = store, above
    app.middleware_stack = None  # what stands before the routes remembers an epoch
    return app
