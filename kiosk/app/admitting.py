"""What the admin's page of machines asks of the authority, with the password of who sits there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

from pydantic import ValidationError

from kiosk.app.config import Config
from kiosk.app.trusting import face_trust
from kiosk.domain.trouble import Refused
from sync.client import Away
from sync.trust.asking import AuthorityLine
from sync.trust.authority import fingerprint_of
from sync.trust.codes import Invitation
from sync.trust.folder import Trust
from sync.trust.forms import CodeWish, Settings
from sync.trust.names import role_name
from ui.viewmodels.admin_desk import NewMachine, ShownCode, WaitingCode

log = logging.getLogger(__name__)


class Authority:
    """The authority of this machine, province or hub; a province that this network does not reach is asked through the
    hub. Its calls block: only through Jobs."""

    def __init__(self, trust: Trust, config: Config) -> None:
        place = trust.place
        at_hub = place.authority_name == role_name("hub", place.office)
        self._trust = trust
        self._url = (config.hub.url if at_hub else config.province.url) or place.authority
        self._hubs = () if at_hub else tuple(url for url in (config.hub.url, *config.hub.others) if url)

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
            if made.fingerprint != fingerprint_of(self._trust.ca_file.read_text("ascii")):
                raise Refused("authority-other", "Mã không do máy cấp phép của đơn vị cấp.", "Báo kỹ thuật của tỉnh.")
            server = made.server if line.url == self._url else line.url
        qr = Invitation(server, made.code, made.fingerprint).text()
        return ShownCode(made.code, qr, server, made.expires_at - made.at)

    def revoke(self, login: str, password: str, station: str) -> int:
        """Shuts a station out; how many of its keys were good. Raises Trouble."""
        with self._signed_in(login, password) as line:
            return line.revoke(self._trust.place.office, station)

    def withdraw(self, login: str, password: str, station: str) -> int:
        """Takes the unused code of a station back; how many there were. Raises Trouble."""
        with self._signed_in(login, password) as line:
            return line.withdraw(self._trust.place.office, station)

    def codes(self) -> tuple[WaitingCode, ...]:
        """The office's codes that wait; no person need sign in. Raises Trouble."""
        with closing(self._line()) as line:
            roll = line.machines(self._trust.place.office)
        return tuple(WaitingCode(c.station, c.kind, c.made_by, c.expires_at - roll.at) for c in roll.codes)

    @contextmanager
    def _signed_in(self, login: str, password: str) -> Iterator[AuthorityLine]:
        line = self._line()
        try:
            line.sign_in(self._trust.place.office, login, password)
            yield line
            line.sign_out()
        finally:
            line.close()

    def _line(self) -> AuthorityLine:
        """Straight to the authority, or else through the hub that answers. Raises Away and Denied."""
        name = self._trust.place.authority_name
        direct = AuthorityLine(self._url, self._trust, peer=name)
        ways = [direct, *(AuthorityLine(url, self._trust, beyond=name) for url in self._hubs)]
        for line in ways[:-1]:
            try:
                line.hello()
                return line
            except Away as gone:
                log.info("the authority is not reached at %s: %s", line.url, gone)
                line.close()
        return ways[-1]


def authority_of(config: Config) -> Authority | None:
    """None where this machine has not joined. Raises CallTechnician."""
    trust = face_trust(config)
    return Authority(trust, config) if trust else None
