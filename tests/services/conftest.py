"""An office in one process: a hub, a kiosk that leases its series there, and a wire that carries events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.services.calling import accept_handovers
from kiosk.services.issuing import lease_own_series
from kiosk.services.receiving import feed_page, receive
from kiosk.store import journal
from kiosk.store.store import Store


@pytest.fixture
def hub(make_store: Callable[..., Store]) -> Store:
    """A hub that also issues: the whole queue in one file."""
    store = make_store("hub", kind="hub")
    lease_own_series(store)
    return store


@pytest.fixture
def carry() -> Callable[[Store, Store], None]:
    """`carry(hub, station)`: everything the station wrote goes up, everything the hub knows comes down."""

    def act(hub: Store, station: Store) -> None:
        own = station.read(lambda c: journal.chain(c, station.me.origin, 0, 9999))
        receive(hub, own, via=station.me.station, then=accept_handovers)
        page = feed_page(hub, hub.me.office, "", not_via=station.me.station, limit=9999)
        receive(station, page.events, via="hub")

    return act
