"""A desk's way to the servers for what concerns people, as the configuration names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.app.config import Config
from kiosk.app.trusting import face_trust
from kiosk.store.store import Store

if TYPE_CHECKING:
    from sync.people import People


def people_of(config: Config, store: Store) -> People:
    """Sessions at hub and master copy; the master copy of accounts is the province's, else the hub's, else this
    machine's."""
    from sync.people import People, Servers
    from sync.relay import PROVINCE_PEER
    from sync.staff_line import StaffLine

    trust = face_trust(config)
    hub_url, province_url = config.hub.url, config.province.url

    def hub() -> StaffLine:
        return StaffLine(hub_url, trust, connect_s=2.0)

    def province() -> StaffLine:
        return StaffLine(province_url, trust, peer=PROVINCE_PEER)

    if not hub_url:
        return People(store, Servers())
    return People(store, Servers(hub, province if province_url else hub))
