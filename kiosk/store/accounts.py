"""Secrets and remembered settings of this machine: local rows that never travel."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kiosk.store.schema import credential, setting, staff
from kiosk.store.upsert import upsert


def any_secret(conn: Connection) -> bool:
    """Whether anybody can sign in here."""
    return conn.execute(select(credential.c.login).limit(1)).first() is not None


def secret_of(conn: Connection, login: str) -> str | None:
    """The Argon2id hash of a login."""
    return conn.scalar(select(credential.c.secret).where(credential.c.login == login))


def keep_secret(conn: Connection, login: str, secret: str) -> None:
    """Stores the hash of a login's password."""
    upsert(conn, credential, [{"login": login, "secret": secret}])


def people(conn: Connection, office: str) -> list[tuple[str, str, str]]:
    """(login, name, role) of the office's staff."""
    rows = conn.execute(select(staff).where(staff.c.office == office).order_by(staff.c.login))
    return [(r.login, r.name, r.role) for r in rows]


def get_setting(conn: Connection, key: str) -> str | None:
    """A remembered value."""
    return conn.scalar(select(setting.c.value).where(setting.c.key == key))


def put_setting(conn: Connection, key: str, value: str) -> None:
    """Remembers a value."""
    upsert(conn, setting, [{"key": key, "value": value}])


def failures(conn: Connection, login: str) -> tuple[int, int]:
    """(wrong passwords in a row, time in ms of the last)."""
    count, _, at = (get_setting(conn, f"sign-in-failures:{login}") or "0@0").partition("@")
    return int(count), int(at)


def note_failure(conn: Connection, login: str, count: int, at: int) -> None:
    """Keeps the count of wrong passwords; 0 forgets."""
    put_setting(conn, f"sign-in-failures:{login}", f"{count}@{at}")
