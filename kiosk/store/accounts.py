"""Accounts of staff, their sessions and counted tries, and remembered settings: rows that no journal carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, or_, select

from kiosk.store.schema import account, setting, sign_in_try, staff_session
from kiosk.store.upsert import upsert

ACTIVE, DISABLED = "active", "disabled"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it stands in this store. `secret` is an Argon2id hash. `pending` says what the master copy does
    not know yet ("add", or "" for nothing); `must_change` is 1 while the password is a one-time one."""

    office: str
    login: str
    name: str
    role: str
    secret: str
    state: str = ACTIVE
    pending: str = ""
    changed_by: str = ""
    must_change: int = 0
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A staff session at a server: of whom, from which machine's key ("" = open mode), from when to when (ms)."""

    token_hash: str
    office: str
    login: str
    key_id: str
    begun_at: int
    expires_at: int


def any_account(conn: Connection, office: str) -> bool:
    """Whether anybody has an account in the office."""
    return conn.execute(select(account.c.login).where(account.c.office == office).limit(1)).first() is not None


def account_of(conn: Connection, office: str, login: str) -> Account | None:
    """The account of a login."""
    row = conn.execute(select(account).where(account.c.office == office, account.c.login == login)).first()
    return _account(row) if row else None


def accounts_of(conn: Connection, office: str) -> tuple[Account, ...]:
    """Every account of the office, by login."""
    rows = conn.execute(select(account).where(account.c.office == office).order_by(account.c.login))
    return tuple(map(_account, rows))


def put_accounts(conn: Connection, rows: Iterable[Account]) -> None:
    """Writes whole accounts."""
    upsert(conn, account, [asdict(row) for row in rows])


def drop_account(conn: Connection, office: str, login: str) -> None:
    """Takes an account out of this store: only where the master copy says otherwise."""
    conn.execute(delete(account).where(account.c.office == office, account.c.login == login))


def _account(row: Row[Any]) -> Account:
    return Account(**row._mapping)


def put_session(conn: Connection, row: SessionRow) -> None:
    """Begins a session."""
    upsert(conn, staff_session, [asdict(row)])


def session_of(conn: Connection, token_hash: str) -> SessionRow | None:
    """The session under a token's hash."""
    row = conn.execute(select(staff_session).where(staff_session.c.token_hash == token_hash)).first()
    return SessionRow(**row._mapping) if row else None


def end_session(conn: Connection, token_hash: str) -> None:
    """Ends one session."""
    conn.execute(delete(staff_session).where(staff_session.c.token_hash == token_hash))


def end_sessions(conn: Connection, office: str, login: str) -> None:
    """Ends every session of a person."""
    conn.execute(delete(staff_session).where(staff_session.c.office == office, staff_session.c.login == login))


def sweep_sessions(conn: Connection, now: int, latest_begin: int) -> None:
    """Takes away sessions that are over, or began after `latest_begin` (a clock was set back)."""
    over = or_(staff_session.c.expires_at <= now, staff_session.c.begun_at > latest_begin)
    conn.execute(delete(staff_session).where(over))


def tries(conn: Connection, scope: str) -> tuple[int, int]:
    """(wrong passwords in a row, time in ms of the last) within a scope."""
    row = conn.execute(select(sign_in_try).where(sign_in_try.c.scope == scope).with_for_update()).first()
    return (row.wrong, row.at) if row else (0, 0)


def put_tries(conn: Connection, scope: str, wrong: int, at: int) -> None:
    """Keeps the count of wrong passwords; 0 forgets."""
    if wrong:
        upsert(conn, sign_in_try, [{"scope": scope, "wrong": wrong, "at": at}])
    else:
        conn.execute(delete(sign_in_try).where(sign_in_try.c.scope == scope))


def get_setting(conn: Connection, key: str) -> str | None:
    """A remembered value."""
    return conn.scalar(_SETTING, {"key": key})


def put_setting(conn: Connection, key: str, value: str) -> None:
    """Remembers a value."""
    upsert(conn, setting, [{"key": key, "value": value}])


_SETTING = select(setting.c.value).where(setting.c.key == bindparam("key"))
"""Built once, as in `kiosk.store.journal`."""
