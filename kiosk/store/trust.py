"""The allow list as it stands in this store: at the province every office, at hub and stations their own.

It follows down from the authority, signed by it, so that a hub can carry but not change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Row, select

from kiosk.store.schema.trust import known_key as keys
from kiosk.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A station's public key (32 raw bytes). `revoked_at` 0 = good; times in ms. `kind` as in Identity."""

    office: str
    station: str
    kind: str
    key_id: str
    public: bytes
    enrolled_at: int
    revoked_at: int = 0


def known_key(conn: Connection, key_id: str) -> KnownKey | None:
    """The key of this name, good or revoked; None for a stranger's."""
    row = conn.execute(select(keys).where(keys.c.key_id == key_id)).first()
    return _value(row) if row else None


def keys_of(conn: Connection, office: str) -> list[KnownKey]:
    """Every key that the office ever had, by station and age."""
    rows = conn.execute(
        select(keys).where(keys.c.office == office).order_by(keys.c.station, keys.c.enrolled_at, keys.c.key_id)
    )
    return [_value(row) for row in rows]


def put_keys(conn: Connection, rows: Iterable[KnownKey]) -> None:
    """Writes keys; one that stands already is replaced."""
    upsert(conn, keys, [asdict(row) for row in rows])


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the owner of `public` (32 raw bytes) signed `data`; False for a malformed key or signature, too."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _value(row: Row[Any]) -> KnownKey:
    return KnownKey(row.office, row.station, row.kind, row.key_id, row.public, row.enrolled_at, row.revoked_at)
