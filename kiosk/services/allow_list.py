"""The allow list: what the authority signs, and what everybody else takes over unchanged.

The document is canonical JSON: `{"keys": [...], "made_at", "office", "version"}`. Versions only rise; the authority's
clock only helps a restored authority to rise above what it had said before.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.domain.event import canonical
from kiosk.domain.trouble import Refused
from kiosk.store import trust
from kiosk.store.store import Store, Transaction
from kiosk.store.trust import KeyList, KnownKey

log = logging.getLogger(__name__)
Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]
"""(signature, data) -> whether the authority signed it."""
MARK = b"motcua-keys-1\n"
"""Stands before a document when it is signed, so that no other signature of the authority passes for one of a list."""


class KeyEntry(BaseModel):
    """A key in the document; `public` in hex, times in ms."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    office: str
    station: str
    kind: str
    key_id: str
    public: bytes
    enrolled_at: int
    revoked_at: int = 0


class KeyDocument(BaseModel):
    """What the authority signs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    office: str
    version: int
    made_at: int
    keys: list[KeyEntry]

    def known(self) -> list[KnownKey]:
        """The keys as the store keeps them."""
        return [KnownKey(**{**entry.model_dump(), "public": bytes.fromhex(entry.public.decode())})
                for entry in self.keys]  # fmt: skip


def publish(tx: Transaction, office: str, sign: Sign) -> KeyList:
    """Signs the office's keys as they stand in this transaction, together with the authority's own."""
    version = max(trust.key_list_version(tx.conn, office) + 1, tx.now)
    rows = trust.keys_of(tx.conn, office)
    if office != tx.me.office:
        rows += trust.keys_of(tx.conn, tx.me.office)
    entries = [{"office": k.office, "station": k.station, "kind": k.kind, "key_id": k.key_id, "public": k.public.hex(),
                "enrolled_at": k.enrolled_at, "revoked_at": k.revoked_at} for k in rows]  # fmt: skip
    document = canonical({"office": office, "version": version, "made_at": tx.now, "keys": entries})
    signed = KeyList(office, version, document, sign(MARK + document.encode()))
    trust.put_key_list(tx.conn, signed)
    tx.touch("trust")
    return signed


def read(document: str, signature: bytes, verify: Verify, office: str) -> KeyDocument:
    """The list that the authority signed for this office. Raises Refused for any other."""
    if not verify(signature, MARK + document.encode()):
        raise Refused("list-forged", "Danh sách máy không mang chữ ký của cơ quan cấp phép.", "Báo kỹ thuật của tỉnh.")
    try:
        parsed = KeyDocument.model_validate(json.loads(document))
        parsed.known()
    except (ValidationError, ValueError) as broken:
        raise Refused(
            "list-unreadable", "Không đọc được danh sách máy.", "Cập nhật chương trình ở máy này."
        ) from broken
    if parsed.office != office:
        raise Refused("list-foreign", f"Danh sách máy là của đơn vị {parsed.office}.", "Báo kỹ thuật của tỉnh.")
    return parsed


def adopt(store: Store, document: str, signature: bytes, verify: Verify) -> bool:
    """Takes a newer list of the own office over; False for one that is not newer. Raises Refused for a forged one."""
    office = store.me.office
    parsed = read(document, signature, verify, office)

    def work(tx: Transaction) -> bool:
        if parsed.version <= trust.key_list_version(tx.conn, office):
            return False
        trust.put_key_list(tx.conn, KeyList(office, parsed.version, document, signature))
        trust.put_keys(tx.conn, parsed.known())
        tx.touch("trust")
        return True

    taken = store.write(work)
    if taken:
        log.info("allow list %s of %s taken over: %s keys", parsed.version, office, len(parsed.keys))
    return taken


def signed(store: Store) -> KeyList | None:
    """The own office's list as it stands here."""
    return store.read(lambda conn: trust.key_list_of(conn, store.me.office))


def keys(store: Store) -> tuple[KnownKey, ...]:
    """Every key of the own office, by station and age."""
    return tuple(store.read(lambda conn: trust.keys_of(conn, store.me.office)))


def version(store: Store, office: str) -> int:
    """The version of the office's list here; 0 = none."""
    return store.read(lambda conn: trust.key_list_version(conn, office))


def revoked(store: Store) -> set[str]:
    """Ids of the keys that are out, as far as this store has heard."""
    return {k.key_id for k in store.read(trust.all_keys) if k.revoked_at}
