"""What a desk asks a server about people; the answers are checked like all others."""

from __future__ import annotations

from typing import Any

from kiosk.store.accounts import Account
from sync import staff_forms as forms
from sync import wire
from sync.client import Line
from sync.roll_forms import Roll
from sync.transport import Reply


class StaffLine(Line):
    """A line that speaks for the person who signed in: `session` goes with every request."""

    session: str = ""

    def accounts(self, office: str, known: str) -> forms.AccountList:
        """The office's accounts, unless `known` is still their version."""
        return self._ask(forms.AccountList, "GET", f"/v1/offices/{office}/accounts", params={"known": known})

    def sign_in(self, office: str, login: str, password: str) -> forms.StaffSession:
        """Begins a session and speaks under it from now on. Raises Refused for a wrong password."""
        wish = {"office": office, "login": login, "password": password}
        begun = self._ask(forms.StaffSession, "POST", "/v1/staff/sessions", json=wish)
        self.session = begun.token
        return begun

    def sign_out(self) -> None:
        """Ends the session at the server."""
        self.exchange("DELETE", "/v1/staff/sessions")
        self.session = ""

    def make(self, account: Account) -> forms.AccountState:
        """Makes an account at the master copy."""
        wish = {name: getattr(account, name) for name in forms.NewAccount.model_fields}
        return self._ask(forms.AccountState, "POST", "/v1/staff/accounts", json=wish)

    def change(self, office: str, login: str, what: str, **more: str) -> forms.AccountState:
        """Changes an account at the master copy; see `forms.AccountChange`."""
        wish = {"office": office, "login": login, "what": what, **more}
        return self._ask(forms.AccountState, "POST", "/v1/staff/accounts/changes", json=wish)

    def new_password(self, office: str, login: str, old: str, new: str) -> None:
        """Chooses a new password at the master copy."""
        wish = {"office": office, "login": login, "old": old, "new": new}
        self.exchange("POST", "/v1/staff/password", json=wish)

    def act_on_roll(self, act: str, station: str = "") -> Roll:
        """What a person does about a hub's role: `roll/begin`, `roll/cancel`, `roll/declarations` (of `station`),
        `roll/promotion`, `clearance`. Raises Refused with what to do, Denied without the right."""
        body = {"json": {"station": station}} if station else {}
        return self._ask(Roll, "POST", f"/v1/hub/{act}", **body)

    def exchange(self, method: str, path: str, *, may: tuple[int, ...] = (), **options: Any) -> Reply:
        """As `Line.exchange`, under the session."""
        if self.session:
            options["headers"] = {**options.get("headers", {}), wire.SESSION_HEADER: self.session}
        return super().exchange(method, path, may=may, **options)
