"""The hub process: the office's queue authority and the relay to the province, without any window."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.keeping import keep
from kiosk.app.machine_report import machine_report
from kiosk.app.office import office_of
from kiosk.app.serving import serve
from kiosk.app.trusting import keep_certificate, own_addresses, trust_of
from kiosk.domain.file import PROVINCE
from kiosk.services import files, promotion
from kiosk.store.restoring import open_or_recover
from kiosk.store.shelf import Shelf, open_shelf
from kiosk.store.store import Store

if TYPE_CHECKING:
    from sync.relay import Relay
    from sync.trust.folder import Trust


def run(config: Config) -> None:
    """Serves until the process is told to end. Raises Trouble when the store or the address cannot be had."""
    from sync.circle import Circle
    from sync.server import files as file_routes
    from sync.server import passing, trusted
    from sync.server.hub import create_hub_app

    office = office_of(config)
    name, clock = config.hub.station, SystemClock()
    folder = config.station.data_dir / name
    trust = trust_of(folder, office.id, name, "hub")
    with ExitStack() as open_things:
        store, _ = open_or_recover(folder, office=office.id, station=name, kind="hub", clock=clock)
        open_things.callback(store.close)
        open_things.callback(keep(store, folder, clock, office).stop)
        promotion.begin_duty(store, standby=config.hub.standby, has_others=bool(config.hub.others))
        shelf = open_shelf(folder)
        relay = _carry_up(open_things, store, shelf, config.province.url, trust, folder)
        app = create_hub_app(store, office, lambda: relay.state() if relay else None, trusted=trust is not None)
        app.state.others, app.state.sealing = config.hub.others, trust.key if trust else None
        file_routes.install(app, store, shelf, partial(files.arrived_here, store))
        if trust:
            trusted.install(app, store, trust, lambda: own_addresses(config, "hub"))
            open_things.callback(keep_certificate(trust, clock, config.province.url).stop)
            if config.province.url and not trust.is_authority:
                passing.install(app, config.province.url, trust)
        if config.hub.others:
            circle = Circle(store, config.hub.others, trust)
            circle.start()
            open_things.callback(circle.stop)
        serve(app, config.hub.listen, trust)


def _carry_up(
    open_things: ExitStack, store: Store, shelf: Shelf, url: str, trust: Trust | None, folder: Path
) -> Relay | None:
    """The workers towards the province; None for an office without one."""
    from sync.client import Line
    from sync.files import FileLane
    from sync.relay import PROVINCE_PEER, Relay

    if not url:
        return None
    relay = Relay(store, url, trust, report=machine_report(folder, lambda: lane.report()))
    lane = FileLane(store, shelf, Line(url, trust, peer=PROVINCE_PEER), PROVINCE, relay.link)
    for worker in (relay, lane):
        worker.start()
        open_things.callback(worker.stop)
    return relay
