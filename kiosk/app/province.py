"""The province process: takes in every office's journal, on SQLite or PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.serving import serve
from kiosk.app.trusting import keep_certificate, own_addresses, trust_of
from kiosk.store.opening import open_server, open_station
from kiosk.store.shelf import open_shelf

OFFICE = "province"


def run(config: Config) -> None:
    """Serves until the process is told to end. Raises Trouble when the store or the address cannot be had."""
    from sync.server import files, trusted
    from sync.server.app import create_app

    clock, name = SystemClock(), config.province.station
    folder = config.station.data_dir / name
    trust = trust_of(folder, OFFICE, name, "province")
    with ExitStack() as open_things:
        if config.province.database:
            store = open_server(config.province.database, office=OFFICE, station=name, kind="province", clock=clock)
        else:
            store = open_station(folder, office=OFFICE, station=name, kind="province", clock=clock)
        open_things.callback(store.close)
        app = create_app(store, "province", trusted=trust is not None)
        files.install(app, store, open_shelf(folder))
        if trust:
            trusted.install(app, store, trust, lambda: own_addresses(config, "province"))
            open_things.callback(keep_certificate(trust, clock).stop)
        serve(app, config.province.listen, trust)
