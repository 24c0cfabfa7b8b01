"""What every surface stands on: its own file, its workers, and the office it belongs to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.app.answering import answer_beside
from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.keeping import keep
from kiosk.app.machine_report import machine_report
from kiosk.app.trusting import trust_of
from kiosk.domain.clock import Clock
from kiosk.domain.file import HUB, PROVINCE
from kiosk.domain.office import Office
from kiosk.services import issuing, serving
from kiosk.store.restoring import Recovery, open_or_recover
from kiosk.store.shelf import Shelf, open_shelf
from kiosk.store.store import Store
from sync.client import Line
from sync.files import FileLane
from sync.hubs import ANSWERS_AT
from sync.link import LinkState
from sync.loop import Loop
from sync.relay import PROVINCE_PEER
from sync.station import Report, StationSync
from sync.trust.folder import Trust

log = logging.getLogger(__name__)
KIOSK, COUNTER = "kiosk", "counter"


@dataclass(frozen=True, slots=True)
class Station:
    """An open station. `sync` is None in an office without a hub; `recovery` tells of a damaged file, if there was."""

    office: Office
    store: Store
    clock: Clock
    sync: StationSync | None
    keeper: Loop
    shelf: Shelf
    lanes: tuple[FileLane, ...] = ()
    recovery: Recovery | None = None
    trust: Trust | None = None
    ends: tuple[Callable[[], None], ...] = ()

    def hub_link(self) -> LinkState:
        """How the line to the hub stands; in an office without one this station is its own."""
        return self.sync.state() if self.sync else LinkState(up=True, hub=self.store.me.station)

    def province_link(self) -> LinkState | None:
        """How the hub's line to the province stands, as far as the hub has said."""
        return self.sync.province_state() if self.sync else None

    def close(self) -> None:
        """Stops the workers, then the file."""
        self.keeper.stop()
        for end in self.ends:
            end()
        for lane in self.lanes:
            lane.stop()
        if self.sync:
            self.sync.stop()
        self.store.close()


def open_up(config: Config, kind: str, office: Office, more: Report = dict) -> Station:
    """Opens this machine's station and starts its workers; `more` adds to the heartbeat's report.
    Raises CallTechnician."""
    clock = SystemClock()
    folder = config.station.folder
    trust = trust_of(folder, office.id, config.station.name, kind)
    store, recovery = open_or_recover(folder, office=office.id, station=config.station.name, kind=kind, clock=clock)
    keeper, shelf = keep(store, folder, clock, office), open_shelf(folder)
    issues = kind == KIOSK
    if issues:
        issuing.settle_interrupted(store)
    if kind == COUNTER:
        serving.begin_anew(store)
    if not config.hub.url:
        if issues:
            issuing.lease_own_series(store, after_loss=recovery is not None)
        return Station(office, store, clock, None, keeper, shelf, recovery=recovery, trust=trust)
    ends: list[Callable[[], None]] = []
    answers: dict[str, str | int | bool] = {}
    if issues and config.kiosk.listen:
        answers[ANSWERS_AT], end = answer_beside(store, office, config.kiosk.listen, trust)
        ends.append(end)
    lanes: list[FileLane] = []
    sync = StationSync(
        store,
        config.hub.url,
        trust,
        issues=issues,
        report=machine_report(folder, lambda: {**answers, **_scans(lanes), **more()}),
        others=config.hub.others,
        province_url=config.province.url,
    )
    sync.start()
    lanes += _file_lanes(store, shelf, config, trust, sync)
    for lane in lanes:
        lane.start()
    return Station(office, store, clock, sync, keeper, shelf, tuple(lanes), recovery, trust, tuple(ends))


def _file_lanes(
    store: Store, shelf: Shelf, config: Config, trust: Trust | None, sync: StationSync
) -> Iterator[FileLane]:
    """Scans go to whoever is the hub, and straight to the province while events do."""
    yield FileLane(store, shelf, Line(config.hub.url, trust), HUB, sync.link, sync.where)
    if sync.direct:
        line = Line(config.province.url, trust, peer=PROVINCE_PEER)
        yield FileLane(store, shelf, line, PROVINCE, sync.direct.link)


def _scans(lanes: Sequence[FileLane]) -> dict[str, str | int | bool]:
    return lanes[0].report() if lanes else {}
