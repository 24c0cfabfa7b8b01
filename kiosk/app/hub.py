"""The hub process: the office's queue authority and the relay to the province, without any window."""

from __future__ import annotations

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.serving import serve
from kiosk.app.station import office_of
from kiosk.store.opening import open_station


def run(config: Config) -> None:
    """Serves until the process is told to end. Raises Trouble when the store or the address cannot be had."""
    from sync.relay import Relay
    from sync.server.hub import create_hub_app

    office = office_of(config)
    name = config.hub.station
    store = open_station(
        config.station.data_dir / name, office=office.id, station=name, kind="hub", clock=SystemClock()
    )
    relay = Relay(store, config.province.url) if config.province.url else None
    if relay:
        relay.start()
    try:
        serve(create_hub_app(store, office, lambda: relay.state() if relay else None), config.hub.listen)
    finally:
        if relay:
            relay.stop()
        store.close()
