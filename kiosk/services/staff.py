"""Accounts that work offline: signing in against this machine's own copy, no default password (design §9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kiosk.domain import facts
from kiosk.domain.roles import ROLES
from kiosk.domain.trouble import Refused
from kiosk.services import passwords, tries
from kiosk.store import accounts
from kiosk.store.accounts import ACTIVE, Account
from kiosk.store.store import Store, Transaction

__all__ = ["ROLES", "Staff", "add_staff", "has_accounts", "sign_in", "staff"]

_LOGIN = re.compile(r"^[a-z0-9][a-z0-9._-]{1,31}$")


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here. `role`: clerk, lead or technician; `must_change`: the password was a one-time one."""

    login: str
    name: str
    role: str
    must_change: bool = False
    office: str = field(default="", compare=False)


def has_accounts(store: Store) -> bool:
    """False before set-up: the first account is made by a person at the machine."""
    return store.read(lambda conn: accounts.any_account(conn, store.me.office))


def staff(store: Store) -> tuple[Staff, ...]:
    """Everybody who may sign in, by login."""
    known = store.read(lambda conn: accounts.accounts_of(conn, store.me.office))
    return tuple(person(a) for a in known if a.state == ACTIVE)


def person(account: Account) -> Staff:
    """The person of an account."""
    return Staff(account.login, account.name, account.role, bool(account.must_change), account.office)


def add_staff(store: Store, login: str, name: str, role: str, password: str, actor: str) -> Staff:
    """Makes an account on this machine; the master copy hears of it when the line allows.
    Raises Refused for a bad login, name, role or a weak password, and for a login in use."""
    made = new_account(store.me.office, login, name, role, password)

    def work(tx: Transaction) -> Staff:
        return put_new(tx, replace(made, pending="add"), actor)

    return store.write(work)


def new_account(office: str, login: str, name: str, role: str, password: str) -> Account:
    """An account by the rules, not yet written. Raises Refused. Takes as long as a hash does."""
    login, name = login.strip().lower(), " ".join(name.split())
    if not _LOGIN.match(login):
        raise Refused(
            "login-malformed", "Tên đăng nhập gồm 2-32 chữ thường không dấu, số, dấu chấm hoặc gạch.", "Ví dụ: hanh.nt"
        )
    if not name or role not in ROLES:
        raise Refused("person-malformed", "Thiếu họ tên hoặc vai trò.", "Điền đủ rồi lưu lại.")
    passwords.check(password, login, name)
    return Account(office, login, name, role, passwords.hashed(password))


def put_new(tx: Transaction, made: Account, actor: str) -> Staff:
    """Writes a new account and its fact. Raises Refused for a login in use."""
    if accounts.account_of(tx.conn, made.office, made.login):
        raise Refused("login-taken", f"Tên đăng nhập {made.login} đã có người dùng.", "Chọn tên khác.")
    accounts.put_accounts(tx.conn, [replace(made, changed_by=actor, changed_at=tx.now)])
    tx.append(f"staff:{made.login}", facts.StaffAdded(made.login, made.name, made.role), actor)
    return person(made)


def sign_in(store: Store, login: str, password: str, *, office: str = "", source: str = "") -> Staff:
    """The person who proved the password. `office` is this store's own by default; `source` names the machine that
    asks where a server judges. Raises Refused, alike for a wrong login and a wrong password."""
    login, office = login.strip().lower(), office or store.me.office
    own = tries.Scope(f"login:{source}:{office}:{login}")
    machine = tries.Scope(f"machine:{source}", tries.MACHINE_TRIES)

    def begin(tx: Transaction) -> tuple[int, Account | None]:
        return tries.count(tx, own, machine), accounts.account_of(tx.conn, office, login)

    rest, account = store.write(begin)
    if rest:
        raise tries.Resting(rest)
    proved = passwords.proves(account.secret if account else None, password)
    if not proved or account is None:
        raise Refused(
            "sign-in-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.", "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt."
        )
    store.write(lambda tx: tries.proved(tx, own, machine))
    if account.state != ACTIVE:
        raise Refused("account-off", "Tài khoản này đã ngừng dùng.", "Hỏi lãnh đạo bộ phận.")
    return person(account)
