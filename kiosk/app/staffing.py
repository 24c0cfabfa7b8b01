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
    from sync.staff_line import StaffLine
    from sync.trust.names import role_name

    trust = face_trust(config)
    master_url, master_peer = config.province.url, role_name("province", "province")
    if trust and trust.place.authority_name != role_name("hub", trust.place.office):
        master_url, master_peer = master_url or trust.place.authority, trust.place.authority_name

    def hub() -> StaffLine:
        return StaffLine(config.hub.url, trust, connect_s=2.0)

    def province() -> StaffLine:
        return StaffLine(master_url, trust, peer=master_peer)

    if not config.hub.url:
        return People(store, Servers())
    return People(store, Servers(hub, province if master_url else hub))
