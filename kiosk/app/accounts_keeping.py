"""The accounts of an office from the command line of the server that keeps them: in its store while it is stopped,
through the running server otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.app.clock import SystemClock
from kiosk.app.config import Config
from kiosk.app.province import open_store
from kiosk.domain.trouble import CallTechnician, Refused
from kiosk.services import accounts, passwords
from kiosk.services.staff import check_form
from kiosk.store.accounts import Account
from kiosk.store.opening import open_station
from kiosk.store.store import Store

if TYPE_CHECKING:
    from sync.staff_line import StaffLine

ADMINISTRATOR = "administrator"
SERVERS = ("hub", "province")
SignIn = Callable[[], tuple[str, str]]
"""Asks a person for login and password."""


class Keeper(Protocol):
    """Where the accounts of one office are kept. Everything raises Trouble."""

    @property
    def office(self) -> str: ...

    def everyone(self) -> tuple[Account, ...]: ...
    def make(self, account: Account) -> None: ...
    def change(self, login: str, what: str, **more: str) -> str: ...


@dataclass(frozen=True, slots=True)
class AtStore:
    """In the store itself: whoever can open it administers the server."""

    store: Store
    office: str

    def everyone(self) -> tuple[Account, ...]:
        return accounts.everyone(self.store, self.office)

    def make(self, account: Account) -> None:
        accounts.make(self.store, self.office, account.login, account.name, account.role, account.secret, ADMINISTRATOR)

    def change(self, login: str, what: str, **more: str) -> str:
        match what:
            case "change":
                accounts.change(self.store, self.office, login, more["name"], more["role"], ADMINISTRATOR)
            case "disable":
                accounts.disable(self.store, self.office, login, more["reason"], ADMINISTRATOR)
            case "enable":
                accounts.enable(self.store, self.office, login, ADMINISTRATOR)
            case "reset":
                return accounts.reset(self.store, self.office, login, ADMINISTRATOR).password
        return ""


@dataclass(frozen=True, slots=True)
class OverLine:
    """Through the running server: with its own key where it has one, else under a lead's session."""

    line: StaffLine
    office: str
    sign_in: SignIn

    def everyone(self) -> tuple[Account, ...]:
        found = self.line.accounts(self.office, "").accounts or []
        return tuple(Account(office=self.office, pending="", **form.model_dump()) for form in found)

    def make(self, account: Account) -> None:
        if self.everyone():
            self._prove()
        self.line.make(account)

    def change(self, login: str, what: str, **more: str) -> str:
        self._prove()
        return self.line.change(self.office, login, what, **more).one_time

    def _prove(self) -> None:
        if self.line.trust is None and not self.line.session:
            login, password = self.sign_in()
            self.line.sign_in(self.office, login, password)


@contextmanager
def keeper(config: Config, kind: str, office: str, sign_in: SignIn) -> Iterator[Keeper]:
    """The keeper of an office's accounts on this machine; `kind` is "hub", "province" or "" for whichever is here.
    Raises Refused where a server of this machine is not the one that keeps them."""
    kind = kind or ("province" if _is_province(config) else "hub")
    office = office or (config.office.id if kind == "hub" else "province")
    if kind == "hub" and config.province.url:
        raise Refused("not-master", "Tài khoản của đơn vị do máy chủ tỉnh giữ.", "Chạy lệnh này ở máy chủ tỉnh.")
    try:
        store = open_store(config) if kind == "province" else _open_hub(config)
    except CallTechnician as held:
        if held.code != "already-open":
            raise
        with closing(_line(config, kind)) as line:
            yield OverLine(line, office, sign_in)
    else:
        with closing(store):
            yield AtStore(store, office)


def new_account(office: str, login: str, name: str, role: str, password: str) -> Account:
    """An account by the rules, with its hash. Raises Refused."""
    login, name = check_form(login, name, role)
    passwords.check(password, login, name)
    return Account(office, login, name, role, passwords.hashed(password))


def _is_province(config: Config) -> bool:
    return bool(config.province.database) or (config.station.data_dir / config.province.station).is_dir()


def _open_hub(config: Config) -> Store:
    name = config.hub.station
    folder = config.station.data_dir / name
    return open_station(folder, office=config.office.id, station=name, kind="hub", clock=SystemClock())


def _line(config: Config, kind: str) -> StaffLine:
    """A line to the server that runs on this machine."""
    from sync.staff_line import StaffLine
    from sync.trust.addresses import is_anywhere
    from sync.trust.folder import load_trust
    from sync.trust.names import station_name

    place = config.hub if kind == "hub" else config.province
    trust = load_trust(config.station.data_dir / place.station)
    host, _, port = place.listen.rpartition(":")
    url = f"{'https' if trust else 'http'}://{'127.0.0.1' if is_anywhere(host) else host}:{port}"
    return StaffLine(url, trust, peer=station_name(trust.place.station, trust.place.office) if trust else "")
