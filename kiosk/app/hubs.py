"""What the admin's page of hubs asks: who each is, and one step of a change with the password of who does it."""

from __future__ import annotations

from kiosk.app.config import Config
from kiosk.app.trusting import face_trust
from kiosk.domain.trouble import Trouble
from kiosk.services.rollcall import RollEntry
from kiosk.store.store import Store
from sync.client import Line
from sync.hubs import KnownHubs
from sync.staff_line import StaffLine
from sync.trust.folder import Trust
from ui.viewmodels.admin_desk import HubSeen


class Hubs:
    """The PCs that may hold this office's queue. Its calls block: only through Jobs."""

    def __init__(self, config: Config, store: Store, trust: Trust | None) -> None:
        self._office, self._trust = config.office.id, trust
        self._known = KnownHubs(store, (config.hub.url, *config.hub.others))

    def look(self) -> tuple[HubSeen, ...]:
        """Every hub as it says of itself; one that does not answer has no duty."""
        return tuple(self._one(url) for url in self._known.all())

    def act(self, login: str, password: str, url: str, act: str, station: str) -> None:
        """One step at the hub of `url`. Raises Trouble."""
        line = StaffLine(url, self._trust)
        try:
            line.sign_in(self._office, login, password)
            line.act_on_roll(act, station)
            line.sign_out()
        finally:
            line.close()

    def _one(self, url: str) -> HubSeen:
        line = Line(url, self._trust, connect_s=2.0, stall_s=4.0)
        try:
            hello = line.hello()
            roll = line.roll() if hello.duty in ("roll-call", "serving") else None
        except Trouble:
            return HubSeen(url)
        finally:
            line.close()
        entries = tuple(RollEntry(e.station, e.state, e.held, e.at) for e in roll.entries) if roll else ()
        return HubSeen(url, hello.station, hello.duty, hello.epoch, entries, roll.tickets if roll else 0)


def hubs_of(config: Config, store: Store) -> Hubs | None:
    """None in an office without a hub. Raises CallTechnician."""
    return Hubs(config, store, face_trust(config)) if config.hub.url else None
