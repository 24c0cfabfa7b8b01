"""The master copy of an office's accounts: what a lead may change, and what follows to the office's machines.

The master copy lies at the topmost server: the province, else the hub, else the one machine of a small office.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from argon2 import Type, extract_parameters
from argon2.exceptions import InvalidHashError

from kiosk.domain import facts
from kiosk.domain.roles import ROLES
from kiosk.domain.trouble import Refused
from kiosk.services import passwords
from kiosk.services.staff import Staff, check_form, person, sign_in, stream_of
from kiosk.store import accounts, journal
from kiosk.store.accounts import ACTIVE, DISABLED, Account
from kiosk.store.store import Store, Transaction

LONGEST_SECRET, MOST_MEMORY_KIB, MOST_ROUNDS = 300, 256 * 1024, 16
"""What a hash made elsewhere may ask of this machine: a forged one must not eat its memory."""

Change = Callable[[Transaction, Account], Account]


@dataclass(frozen=True, slots=True)
class OneTime:
    """A person and the password to hand over: shown once, kept nowhere."""

    staff: Staff
    password: str


def everyone(store: Store, office: str = "") -> tuple[Account, ...]:
    """Every account of the office, also those switched off, by login."""
    return store.read(lambda conn: accounts.accounts_of(conn, office or store.me.office))


def make(store: Store, office: str, login: str, name: str, role: str, secret: str, actor: str) -> Staff:
    """Makes an account at the master copy from a hash that was made where the password was typed. Asked again, it is
    the same. Raises Refused for a bad form, or for a login that somebody else has."""
    login, name = check_form(login, name, role)
    _check_secret(secret)

    def work(tx: Transaction) -> Staff:
        journal.lock_office(tx.conn, tx.me.office)
        known = accounts.account_of(tx.conn, office, login)
        if known and (known.secret, known.name) == (secret, name):
            accounts.put_accounts(tx.conn, [replace(known, pending="")])
            return person(known)
        if known:
            raise Refused("login-taken", f"Tên đăng nhập {login} đã là của {known.name}.", "Chọn tên khác.")
        own = office == tx.me.office
        fact = facts.StaffAdded(login, name, role) if own else facts.StaffTakenOn(login, name, role, office)
        return person(_put(tx, Account(office, login, name, role, secret), fact, actor))

    return store.write(work)


def change(store: Store, office: str, login: str, name: str, role: str, actor: str) -> Staff:
    """Gives a person another name or role. Raises Refused, also where no lead would be left."""
    login, name = check_form(login, name, role)

    def work(tx: Transaction, known: Account) -> Account:
        if role != known.role:
            _check_left(tx, known)
        fact = facts.StaffChanged(login, name, role, _of(tx, office))
        return _put(tx, replace(known, name=name, role=role), fact, actor)

    return person(_on(store, office, login, work))


def disable(store: Store, office: str, login: str, reason: str, actor: str) -> Staff:
    """Switches an account off and ends its sessions. Raises Refused for the own one and for the last of its role."""
    if login == actor:
        raise Refused("own-account", "Không thể tự ngừng tài khoản của mình.", "Nhờ lãnh đạo khác làm.")

    def work(tx: Transaction, known: Account) -> Account:
        if known.state == DISABLED:
            return known
        _check_left(tx, known)
        accounts.end_sessions(tx.conn, office, login)
        fact = facts.StaffDisabled(login, reason.strip(), _of(tx, office))
        return _put(tx, replace(known, state=DISABLED), fact, actor)

    return person(_on(store, office, login, work))


def enable(store: Store, office: str, login: str, actor: str) -> Staff:
    """Makes an account good again."""

    def work(tx: Transaction, known: Account) -> Account:
        if known.state == ACTIVE:
            return known
        return _put(tx, replace(known, state=ACTIVE), facts.StaffEnabled(login, _of(tx, office)), actor)

    return person(_on(store, office, login, work))


def reset(store: Store, office: str, login: str, actor: str) -> OneTime:
    """Gives a one-time password, to be changed at the next sign-in, and ends the person's sessions."""
    password = passwords.one_time()
    secret = passwords.hashed(password)

    def work(tx: Transaction, known: Account) -> Account:
        accounts.end_sessions(tx.conn, office, login)
        fact = facts.StaffPasswordReset(login, _of(tx, office))
        return _put(tx, replace(known, secret=secret, must_change=1), fact, actor)

    return OneTime(person(_on(store, office, login, work)), password)


def change_password(store: Store, office: str, login: str, old: str, new: str, source: str = "") -> Staff:
    """A person proves the old password and chooses a new one. Raises Refused for a wrong or a weak one."""
    who = sign_in(store, login, old, office=office, source=source)
    passwords.check(new, who.login, who.name)
    if new == old:
        raise Refused("password-weak", "Mật khẩu mới giống mật khẩu cũ.", "Đặt mật khẩu khác.")
    secret = passwords.hashed(new)

    def work(tx: Transaction, known: Account) -> Account:
        accounts.end_sessions(tx.conn, office, known.login)
        fact = facts.StaffPasswordChanged(known.login, _of(tx, office))
        return _put(tx, replace(known, secret=secret, must_change=0), fact, known.login)

    return person(_on(store, office, who.login, work))


def _on(store: Store, office: str, login: str, change: Change) -> Account:
    def work(tx: Transaction) -> Account:
        journal.lock_office(tx.conn, tx.me.office)
        known = accounts.account_of(tx.conn, office, login)
        if known is None:
            raise Refused("login-unknown", f"Không có tài khoản {login}.", "Xem lại danh sách cán bộ.")
        return change(tx, known)

    return store.write(work)


def _put(tx: Transaction, account: Account, fact: facts.Fact, actor: str) -> Account:
    stamped = replace(account, changed_by=actor, changed_at=_later(tx, account.changed_at))
    accounts.put_accounts(tx.conn, [stamped])
    tx.append(stream_of(account.login, _of(tx, account.office)), fact, actor)
    return stamped


def _later(tx: Transaction, before: int) -> int:
    """A time after the last change, also where a clock was set back: the newer of two copies must be seen."""
    return max(tx.now, before + 1)


def _of(tx: Transaction, office: str) -> str:
    return "" if office == tx.me.office else office


def _check_left(tx: Transaction, leaving: Account) -> None:
    """An office that has a lead or a technician keeps one: nobody could let anybody in again."""
    if leaving.role == ROLES[0] or leaving.state != ACTIVE:
        return
    others = [a for a in accounts.accounts_of(tx.conn, leaving.office) if a.login != leaving.login]
    if not any(a.role == leaving.role and a.state == ACTIVE for a in others):
        words = "lãnh đạo" if leaving.role == "lead" else "kỹ thuật viên"
        raise Refused(
            "last-of-role", f"{leaving.name} là {words} cuối cùng của đơn vị.", f"Giao vai trò {words} cho người khác."
        )


def _check_secret(secret: str) -> None:
    try:
        asked = extract_parameters(secret) if len(secret) <= LONGEST_SECRET else None
    except InvalidHashError:
        asked = None
    if (
        asked is None
        or asked.type is not Type.ID
        or asked.memory_cost > MOST_MEMORY_KIB
        or asked.time_cost > MOST_ROUNDS
        or asked.parallelism > MOST_ROUNDS
    ):
        raise Refused("secret-malformed", "Mật khẩu không được băm đúng cách.", "Cập nhật chương trình ở máy gửi.")
