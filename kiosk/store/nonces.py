"""Numbers used once, seen by any of the workers that share a database. SQLite has one process, which remembers them in
memory instead."""

from __future__ import annotations

from sqlalchemy import Connection, delete, text

from kiosk.store.schema import nonce as nonces

_KEEP = text(
    "INSERT INTO nonce (key_id, nonce, expires) VALUES (:key_id, :nonce, :expires) "
    "ON CONFLICT (key_id, nonce) DO NOTHING"
)


def is_first(conn: Connection, key_id: str, nonce: str, expires: int) -> bool:
    """Whether nobody has shown this nonce before; it is kept until `expires` (ms of the servers' time)."""
    return conn.execute(_KEEP, {"key_id": key_id, "nonce": nonce, "expires": expires}).rowcount == 1


def forget(conn: Connection, before: int) -> None:
    """Drops what expired before this time (ms)."""
    conn.execute(delete(nonces).where(nonces.c.expires < before))
