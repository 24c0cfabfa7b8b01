"""Accounts that work offline: signing in against this machine's own copy, no default password (design §9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kiosk.domain import facts
from kiosk.domain.event import hash_text
from kiosk.domain.folding import nfc
from kiosk.domain.roles import ROLES
from kiosk.domain.trouble import Refused
from kiosk.services import passwords, tries
from kiosk.store import accounts
from kiosk.store.accounts import ACTIVE, Account
from kiosk.store.store import Store, Transaction

__all__ = ["ROLES", "Staff", "add_staff", "has_accounts", "sign_in", "staff"]

LONGEST_LOGIN = 32
_LOGIN = re.compile(r"^[a-z0-9][a-z0-9._-]{1,31}\Z")
LONGEST_NAME = 100


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
    login, name = check_form(login, name, role)
    passwords.check(password, login, name)
    made = Account(store.me.office, login, name, role, passwords.hashed(password), pending="add", changed_by=actor)

    def work(tx: Transaction) -> Staff:
        if known := accounts.account_of(tx.conn, made.office, login):
            raise Refused("login-taken", f"Tên đăng nhập {login} đã có người dùng: {known.name}.", "Chọn tên khác.")
        accounts.put_accounts(tx.conn, [replace(made, changed_at=tx.now)])
        tx.append(stream_of(login), facts.StaffAdded(login, name, role), actor)
        return person(made)

    return store.write(work)


def note_unlock(store: Store, whose: str, by: str) -> None:
    """Writes down that a lead opened the locked desk of somebody else."""
    store.write(lambda tx: tx.append(stream_of(whose), facts.StaffUnlocked(whose, by), by))


def check_form(login: str, name: str, role: str) -> tuple[str, str]:
    """(login, name) as they are kept. Raises Refused for what is none, and for a role that is not known."""
    login, name = login.strip().lower(), nfc(" ".join(name.split()))
    if not _LOGIN.match(login):
        raise Refused(
            "login-malformed", "Tên đăng nhập gồm 2-32 chữ thường không dấu, số, dấu chấm hoặc gạch.", "Ví dụ: hanh.nt"
        )
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or role not in ROLES:
        raise Refused("person-malformed", "Thiếu họ tên hoặc vai trò, hoặc họ tên quá dài.", "Điền đủ rồi lưu lại.")
    return login, name


def stream_of(login: str, of_office: str = "") -> str:
    """The stream of an account's facts; another office's (at the province) stands apart."""
    return f"staff:{login}.{hash_text(of_office)[:12]}" if of_office else f"staff:{login}"


def renamed_login(login: str, station: str) -> str:
    """The login that an account made at `station` gets when its own is already somebody else's."""
    return f"{login[: LONGEST_LOGIN - len(station) - 1]}.{station}"[:LONGEST_LOGIN]


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
        _check_renamed(store, office, login, password)
        raise Refused(
            "sign-in-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.", "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt."
        )
    store.write(lambda tx: tries.proved(tx, own, machine))
    if account.state != ACTIVE:
        raise Refused("account-off", "Tài khoản này đã ngừng dùng.", "Hỏi lãnh đạo bộ phận.")
    return person(account)


def _check_renamed(store: Store, office: str, login: str, password: str) -> None:
    """Tells the owner of an account that was made on this machine under a login that another person has."""
    other = renamed_login(login, store.me.station)
    moved = store.read(lambda conn: accounts.account_of(conn, office, other))
    if moved and passwords.proves(moved.secret, password):
        raise Refused(
            "login-renamed",
            f"Tên đăng nhập {login} là của người khác trong đơn vị.",
            f"Tên đăng nhập của bạn nay là {other}, mật khẩu như cũ.",
        )
