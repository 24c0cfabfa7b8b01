"""The hub process: the office's queue authority and the relay to the province, without any window."""

from __future__ import annotations

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.office import office_of
from kiosk.app.serving import serve
from kiosk.app.station import keep_backups
from kiosk.store.restoring import open_or_recover


def run(config: Config) -> None:
    """Serves until the process is told to end. Raises Trouble when the store or the address cannot be had."""
    from sync.relay import Relay
    from sync.server.hub import create_hub_app

    office = office_of(config)
    name, clock = config.hub.station, SystemClock()
    folder = config.station.data_dir / name
    store, _ = open_or_recover(folder, office=office.id, station=name, kind="hub", clock=clock)
    keeper = keep_backups(store, folder, clock)
    relay = Relay(store, config.province.url) if config.province.url else None
    if relay:
        relay.start()
    try:
        serve(create_hub_app(store, office, lambda: relay.state() if relay else None), config.hub.listen)
    finally:
        keeper.stop()
        if relay:
            relay.stop()
        store.close()
