"""The hub process: the office's queue authority and the relay to the province, without any window."""

from __future__ import annotations

from functools import partial

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.office import office_of
from kiosk.app.serving import serve
from kiosk.app.station import keep_backups
from kiosk.domain.file import PROVINCE
from kiosk.services import files
from kiosk.store.restoring import open_or_recover
from kiosk.store.shelf import open_shelf


def run(config: Config) -> None:
    """Serves until the process is told to end. Raises Trouble when the store or the address cannot be had."""
    from sync.client import Line
    from sync.files import FileLane
    from sync.relay import Relay
    from sync.server import files as file_routes
    from sync.server.hub import create_hub_app

    office = office_of(config)
    name, clock = config.hub.station, SystemClock()
    folder = config.station.data_dir / name
    store, _ = open_or_recover(folder, office=office.id, station=name, kind="hub", clock=clock)
    keeper = keep_backups(store, folder, clock)
    shelf = open_shelf(folder)
    relay = Relay(store, config.province.url) if config.province.url else None
    lane = FileLane(store, shelf, Line(config.province.url), PROVINCE, relay.link) if relay else None
    workers = [worker for worker in (relay, lane) if worker]
    for worker in workers:
        worker.start()
    app = create_hub_app(store, office, lambda: relay.state() if relay else None)
    file_routes.install(app, store, shelf, partial(files.arrived_here, store))
    try:
        serve(app, config.hub.listen)
    finally:
        keeper.stop()
        for worker in reversed(workers):
            worker.stop()
        store.close()
