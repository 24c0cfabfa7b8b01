"""Accounts that work offline: Argon2id on this machine, no default password (design §9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from kiosk.domain import facts
from kiosk.domain.trouble import Refused
from kiosk.store import accounts
from kiosk.store.store import Store, Transaction

ROLES = ("clerk", "lead", "technician")
SHORTEST = 8
TRIES, PAUSE_MS = 5, 60_000
"""After so many wrong passwords in a row a login rests for so long."""

_hasher = PasswordHasher()
_LOGIN = re.compile(r"^[a-z0-9][a-z0-9._-]{1,31}$")


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here. `role`: clerk, lead or technician."""

    login: str
    name: str
    role: str


def has_accounts(store: Store) -> bool:
    """False before set-up: the first account is made by a person at the machine."""
    return store.read(lambda conn: accounts.any_secret(conn))


def staff(store: Store) -> tuple[Staff, ...]:
    """Everybody with an account, by login."""
    return tuple(Staff(*row) for row in store.read(lambda conn: accounts.people(conn, store.me.office)))


def add_staff(store: Store, login: str, name: str, role: str, password: str, actor: str) -> Staff:
    """Makes an account. Raises Refused for a bad login, name, role or a weak password, and for a login in use."""
    login, name = login.strip().lower(), " ".join(name.split())
    if not _LOGIN.match(login):
        raise Refused(
            "login-malformed", "Tên đăng nhập gồm 2-32 chữ thường không dấu, số, dấu chấm hoặc gạch.", "Ví dụ: hanh.nt"
        )
    if not name or role not in ROLES:
        raise Refused("person-malformed", "Thiếu họ tên hoặc vai trò.", "Điền đủ rồi lưu lại.")
    if len(password) < SHORTEST or password.lower() in (login, name.lower()) or len(set(password)) < 4:
        raise Refused(
            "password-weak",
            f"Mật khẩu cần ít nhất {SHORTEST} ký tự, không trùng tên, không lặp một ký tự.",
            "Đặt mật khẩu khác, ví dụ một câu ngắn.",
        )
    secret = _hasher.hash(password)

    def work(tx: Transaction) -> Staff:
        if accounts.secret_of(tx.conn, login) is not None:
            raise Refused("login-taken", f"Tên đăng nhập {login} đã có người dùng.", "Chọn tên khác.")
        accounts.keep_secret(tx.conn, login, secret)
        tx.append(f"staff:{login}", facts.StaffAdded(login, name, role), actor)
        return Staff(login, name, role)

    return store.write(work)


def sign_in(store: Store, login: str, password: str) -> Staff:
    """The person who proved the password. Raises Refused, alike for a wrong login and a wrong password."""
    login = login.strip().lower()
    secret = store.write(lambda tx: _begin_try(tx, login))
    if secret is False:
        raise Refused("too-many-tries", "Sai mật khẩu quá nhiều lần.", "Chờ một phút rồi thử lại.")
    person = next((s for s in staff(store) if s.login == login), None)
    if not _proves(secret, password) or person is None:
        raise Refused(
            "sign-in-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.", "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt."
        )
    store.write(lambda tx: accounts.note_failure(tx.conn, login, 0, tx.now))
    return person


def _begin_try(tx: Transaction, login: str) -> str | Literal[False] | None:
    """Counts a try as wrong before it is judged, so that tries side by side count too; the secret, or False to rest.

    A clock that was set back begins the rest anew: a minute from now, not until the old time comes round again.
    """
    wrong, since = accounts.failures(tx.conn, login)
    if wrong >= TRIES and tx.now - since < PAUSE_MS:
        if tx.now < since:
            accounts.note_failure(tx.conn, login, wrong, tx.now)
        return False
    accounts.note_failure(tx.conn, login, wrong % TRIES + 1, tx.now)
    return accounts.secret_of(tx.conn, login)


def _proves(secret: str | None, password: str) -> bool:
    try:
        return _hasher.verify(secret or _nobody(), password) and secret is not None
    except VerificationError:
        return False


def _nobody() -> str:
    """A secret that nobody knows, so that an unknown login takes as long as a known one."""
    global _nobody_secret
    _nobody_secret = _nobody_secret or _hasher.hash("nobody")
    return _nobody_secret


_nobody_secret = ""
