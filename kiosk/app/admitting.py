"""What the admin's page of machines asks of the authority, with the password of who sits there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from kiosk.app.config import Config
from kiosk.app.trusting import face_trust
from kiosk.domain.trouble import Refused
from sync.trust.asking import AuthorityLine
from sync.trust.folder import Trust
from sync.trust.forms import CodeWish, Settings
from sync.trust.names import role_name
from ui.viewmodels.admin_desk import NewMachine, ShownCode


class Authority:
    """The authority of this machine, province or hub. Its calls block: only through Jobs."""

    def __init__(self, trust: Trust, config: Config) -> None:
        place = trust.place
        at_hub = place.authority_name == role_name("hub", place.office)
        self._trust = trust
        self._url = (config.hub.url if at_hub else config.province.url) or place.authority

    def code(self, login: str, password: str, machine: NewMachine) -> ShownCode:
        """A one-time code. Raises Trouble."""
        place = self._trust.place
        try:
            wish = CodeWish(office=place.office, station=machine.station, kind=machine.kind,  # type: ignore[arg-type]
                            settings=Settings(counter=machine.counter))  # fmt: skip
        except ValidationError as wrong:
            raise Refused("machine-malformed", "Tên máy hoặc số quầy không đúng.", "Ví dụ: kiosk-2.") from wrong
        with self._signed_in(login, password) as line:
            made = line.code(wish)
        return ShownCode(made.code, made.qr, made.server, made.expires_at - made.at)

    def revoke(self, login: str, password: str, station: str) -> int:
        """Shuts a station out; how many of its keys were good. Raises Trouble."""
        with self._signed_in(login, password) as line:
            return line.revoke(self._trust.place.office, station)

    @contextmanager
    def _signed_in(self, login: str, password: str) -> Iterator[AuthorityLine]:
        line = AuthorityLine(self._url, self._trust, peer=self._trust.place.authority_name)
        try:
            line.sign_in(self._trust.place.office, login, password)
            yield line
            line.sign_out()
        finally:
            line.close()


def authority_of(config: Config) -> Authority | None:
    """None where this machine has not joined. Raises CallTechnician."""
    trust = face_trust(config)
    return Authority(trust, config) if trust else None
