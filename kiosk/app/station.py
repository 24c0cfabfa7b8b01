"""What every surface stands on: its own file, its workers, and the office it belongs to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from kiosk import __version__
from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.services import issuing
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station
from kiosk.store.store import Store
from sync.link import LinkState
from sync.station import Report, StationSync

KIOSK, COUNTER, BOARD, ADMIN = "kiosk", "counter", "board", "admin"


@dataclass(frozen=True, slots=True)
class Station:
    """An open station. `sync` is None in an office without a hub."""

    office: Office
    store: Store
    clock: Clock
    sync: StationSync | None

    def hub_link(self) -> LinkState:
        """How the line to the hub stands; in an office without one this station is its own."""
        return self.sync.state() if self.sync else LinkState(up=True, hub=self.store.me.station)

    def province_link(self) -> LinkState | None:
        """How the hub's line to the province stands, as far as the hub has said."""
        return self.sync.province_state() if self.sync else None

    def close(self) -> None:
        """Stops the workers, then the file."""
        if self.sync:
            self.sync.stop()
        self.store.close()


def office_of(config: Config) -> Office:
    """The office that the configuration names. Raises ProfileError with every fault."""
    named = config.office
    return load_office(named.profile, office_id=named.id, name=named.name or None, place=named.place or None)


def open_up(config: Config, kind: str, office: Office, more: Report = dict) -> Station:
    """Opens this machine's station and starts its workers; `more` adds to the heartbeat's report.
    Raises CallTechnician."""
    clock = SystemClock()
    folder = config.station.folder
    store = open_station(folder, office=office.id, station=config.station.name, kind=kind, clock=clock)
    issues = kind == KIOSK
    if issues:
        issuing.settle_interrupted(store)
    if not config.hub.url:
        if issues:
            issuing.lease_own_series(store)
        return Station(office, store, clock, None)
    sync = StationSync(store, config.hub.url, issues=issues, report=_report(config, more))
    sync.start()
    return Station(office, store, clock, sync)


def _report(config: Config, more: Report) -> Callable[[], dict[str, str | int | bool]]:
    def report() -> dict[str, str | int | bool]:
        free = shutil.disk_usage(config.station.folder).free // 1_048_576
        return {"version": __version__, "disk-mb": free, **more()}

    return report
