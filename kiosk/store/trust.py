"""The allow list as it stands in this store: at the province every office, at hub and stations their own.

It follows down from the authority, signed by it, so that a hub can carry but not change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Row, bindparam, select

from kiosk.store.schema.trust import key_list
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


@dataclass(frozen=True, slots=True)
class KeyList:
    """An office's allow list as its authority signed it: canonical JSON, and the signature over it."""

    office: str
    version: int
    document: str
    signature: bytes


def known_key(conn: Connection, key_id: str) -> KnownKey | None:
    """The key of this name, good or revoked; None for a stranger's."""
    row = conn.execute(_BY_ID, {"key_id": key_id}).first()
    return _value(row) if row else None


def keys_of(conn: Connection, office: str) -> list[KnownKey]:
    """Every key that the office ever had, by station and age."""
    rows = conn.execute(
        select(keys).where(keys.c.office == office).order_by(keys.c.station, keys.c.enrolled_at, keys.c.key_id)
    )
    return [_value(row) for row in rows]


def keys_of_station(conn: Connection, office: str, station: str) -> list[KnownKey]:
    """Every key that one station ever had."""
    return [known for known in keys_of(conn, office) if known.station == station]


def all_keys(conn: Connection) -> list[KnownKey]:
    """Every key of every office that is known here."""
    return [_value(row) for row in conn.execute(select(keys))]


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


def key_list_of(conn: Connection, office: str) -> KeyList | None:
    """The newest signed list of the office that came here."""
    row = conn.execute(select(key_list).where(key_list.c.office == office)).first()
    return KeyList(row.office, row.version, row.document, row.signature) if row else None


def key_list_version(conn: Connection, office: str) -> int:
    """The version of that list, without the list; 0 = none has come."""
    return conn.scalar(_LIST_VERSION, {"office": office}) or 0


def put_key_list(conn: Connection, signed: KeyList) -> None:
    """Keeps a list in place of the one before."""
    upsert(conn, key_list, [asdict(signed)])


def _value(row: Row[Any]) -> KnownKey:
    return KnownKey(row.office, row.station, row.kind, row.key_id, row.public, row.enrolled_at, row.revoked_at)


_BY_ID = select(keys).where(keys.c.key_id == bindparam("key_id"))
_LIST_VERSION = select(key_list.c.version).where(key_list.c.office == bindparam("office"))
"""Asked at every request, and built once."""
