"""A desk's way to the servers for what concerns people: sessions of who signed in, and accounts at the master copy.

Signing in itself needs no server. What a server must allow (roll call, codes, accounts) goes under the session that is
begun beside it, when the line allows; without one, a new account is made here and goes up later.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from kiosk.domain.roles import Right, may
from kiosk.domain.trouble import Refused, Trouble, TryLater
from kiosk.services import accounts, accounts_following
from kiosk.services.accounts import OneTime
from kiosk.services.staff import Staff, add_staff
from kiosk.store.accounts import Account
from kiosk.store.store import Store
from sync import staff_forms as forms
from sync.accounts_following import AccountsFollowing
from sync.staff_line import StaffLine

log = logging.getLogger(__name__)
HUB, MASTER = "hub", "master"
AGAIN = "Khi có mạng, bấm Ctrl+L rồi mở khóa bằng mật khẩu."
"""How a person gets a session who signed in while the line was away."""


@dataclass(frozen=True, slots=True)
class Servers:
    """How to reach them: `hub` is the office's server, `master` where accounts are kept (the province, else the hub).
    None: there is none, and this machine keeps its own accounts."""

    hub: Callable[[], StaffLine] | None = None
    master: Callable[[], StaffLine] | None = None


class People:
    """One desk. Everything here blocks; a window calls it in a job. Safe on several threads."""

    def __init__(self, store: Store, servers: Servers) -> None:
        self._store = store
        self._open = {n: s for n, s in ((MASTER, servers.master), (HUB, servers.hub)) if s}
        self._tokens: dict[str, str] = {}
        self._guard = threading.Lock()
        self._who = ""

    @property
    def has_server(self) -> bool:
        """False where this machine keeps the only copy."""
        return MASTER in self._open

    def token(self, server: str = HUB) -> str:
        """The session's token at a server; "" while there is none."""
        with self._guard:
            return self._tokens.get(server, "")

    def is_connected(self) -> bool:
        """Whether accounts can be changed now."""
        return not self.has_server or bool(self.token(MASTER))

    def connect(self, login: str, password: str) -> tuple[str, ...]:
        """Begins sessions for the person who just signed in here, and sends up what waits. Returns what did not work,
        in words for people. A clerk needs none."""
        self.disconnect()
        person = next((a for a in accounts.everyone(self._store) if a.login == login), None)
        if person is None or not may(person.role, Right.OVERSEE):
            return ()
        self._who = login
        said = [words for server in self._open if (words := self._begin(server, person, password))]
        return tuple(dict.fromkeys((*said, *self.send_pending())))

    def disconnect(self) -> None:
        """Ends the sessions, at the servers too where they can be reached."""
        with self._guard:
            tokens, self._tokens = self._tokens, {}
        self._who = ""
        for server, token in tokens.items():
            try:
                with closing(self._line(server, token)) as line:
                    line.sign_out()
            except Trouble as why:
                log.info("the session at the %s ends by itself: %s", server, why)

    def everyone(self) -> tuple[Account, ...]:
        """Every account as this machine knows it."""
        return accounts.everyone(self._store)

    def add(self, login: str, name: str, role: str, password: str, actor: str) -> Staff:
        """Makes an account: here at once, so that it works whatever the line does, and at the master copy as soon as
        it can be told. Raises Refused for a bad form, or a login that somebody has."""
        made = add_staff(self._store, login, name, role, password, actor)
        self.send_pending()
        return made

    def change(self, login: str, name: str, role: str, actor: str) -> None:
        """Gives a person another name or role."""
        if self.has_server:
            self._at_master(login, "change", name=name, role=role)
        else:
            accounts.change(self._store, self._store.me.office, login, name, role, actor)

    def disable(self, login: str, reason: str, actor: str) -> None:
        """Switches an account off."""
        if self.has_server:
            self._at_master(login, "disable", reason=reason)
        else:
            accounts.disable(self._store, self._store.me.office, login, reason, actor)

    def enable(self, login: str, actor: str) -> None:
        """Makes an account good again."""
        if self.has_server:
            self._at_master(login, "enable")
        else:
            accounts.enable(self._store, self._store.me.office, login, actor)

    def reset(self, login: str, actor: str) -> OneTime:
        """Gives a one-time password; shown once."""
        if not self.has_server:
            return accounts.reset(self._store, self._store.me.office, login, actor)
        given = self._at_master(login, "reset")
        return OneTime(Staff(given.login, given.name, given.role, True), given.one_time)

    def change_password(self, login: str, old: str, new: str) -> None:
        """A person chooses a new password, at the master copy."""
        if not self.has_server:
            accounts.change_password(self._store, self._store.me.office, login, old, new)
            return
        with closing(self._line(MASTER)) as line:
            line.new_password(self._store.me.office, login, old, new)
            self._pull(line)

    def send_pending(self) -> tuple[str, ...]:
        """Sends up the accounts that were made here, as far as line and session allow. Returns what did not work, in
        words for people: those accounts stay waiting and work on this machine."""
        waiting, token = accounts_following.pending(self._store), self.token(MASTER)
        if not waiting or not token:
            return ()
        said: list[str] = []
        with closing(self._line(MASTER, token)) as line:
            for account in waiting:
                try:
                    line.make(account)
                    accounts_following.sent(self._store, account)
                except Refused as refused:
                    said.append(str(refused))
                except Trouble as why:
                    log.info("%s goes up later: %s", account.login, why)
                    return (*said, str(why))
        return tuple(said)

    def _begin(self, server: str, person: Account, password: str) -> str:
        try:
            with closing(self._line(server)) as line:
                try:
                    begun = line.sign_in(person.office, person.login, password)
                except Refused:
                    if not (person.pending and person.role == "lead" and server == MASTER):
                        raise
                    line.make(person)
                    accounts_following.sent(self._store, person)
                    begun = line.sign_in(person.office, person.login, password)
        except Trouble as why:
            log.info("no session at the %s: %s", server, why)
            return str(why)
        with self._guard:
            self._tokens[server] = begun.token
        return ""

    def _at_master(self, login: str, what: str, **more: str) -> forms.AccountState:
        token = self.token(MASTER)
        if not token:
            raise TryLater("no-session", "Chưa nối phiên với máy chủ giữ tài khoản.", AGAIN)
        with closing(self._line(MASTER, token)) as line:
            answer = line.change(self._store.me.office, login, what, **more)
            self._pull(line)
            return answer

    def _pull(self, line: StaffLine) -> None:
        """What was changed is seen here at once."""
        try:
            AccountsFollowing(self._store, line).pull()
        except Trouble as why:
            log.info("the change is seen here a little later: %s", why)

    def _line(self, server: str, token: str = "") -> StaffLine:
        line = self._open[server]()
        line.session = token
        return line
