"""What the province has signed for: how far it holds this station's own chain, whoever carried it there (ADR 0037)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from kiosk.domain.event import canonical
from kiosk.domain.trouble import Refused
from kiosk.store import accounts, journal, reports, trust
from kiosk.store.journal import Origin
from kiosk.store.store import Identity, Snapshot, Store, Transaction

FORM, KEY = "motcua-receipt-1", "sync.receipt"
PROVINCE = "province"
_HELP = "Báo kỹ thuật của tỉnh; không tắt và không xóa gì ở máy này."


@dataclass(frozen=True, slots=True)
class Receipt:
    """The bearer of `key_id` says that it held the chain at `at` (ms, its clock) up to `through`, with `chain_hash`
    there; `signature` is Ed25519 in hex."""

    office: str
    station: str
    incarnation: str
    through: int
    chain_hash: str
    at: int
    key_id: str
    signature: str = ""

    @property
    def origin(self) -> Origin:
        """The chain it is about."""
        return (self.office, self.station, self.incarnation)

    def text(self) -> bytes:
        """What is signed."""
        return canonical([FORM, *self.origin, self.through, self.chain_hash, self.at, self.key_id]).encode()

    def signed(self, signature: bytes) -> Receipt:
        """With its signature."""
        return replace(self, signature=signature.hex())


@dataclass(frozen=True, slots=True)
class Proven:
    """How far the province has signed (`receipt` None: never yet in this life), and what it has not: how many events,
    the oldest born at `since` (ms, 0 = none)."""

    receipt: Receipt | None
    missing: int
    since: int


def believe(store: Store, receipt: Receipt) -> None:
    """Keeps a receipt of the province about the own chain; an older one than is kept says nothing new.

    Raises Refused (`receipt-foreign`, `receipt-forged`, `receipt-differs`) for one that the province did not sign, is
    about something else, or is about other events than this station wrote.
    """
    if receipt.origin != store.me.origin:
        raise Refused("receipt-foreign", "Biên nhận của tỉnh là của máy khác.", _HELP)

    def work(tx: Transaction) -> None:
        signer = trust.known_key(tx.conn, receipt.key_id)
        good = signer and signer.kind == PROVINCE and not signer.revoked_at
        if signer is None or not good or not trust.is_signed(signer.public, _bytes(receipt.signature), receipt.text()):
            raise Refused("receipt-forged", "Biên nhận đến qua máy chủ đơn vị không mang chữ ký của tỉnh.", _HELP)
        own = journal.hashes(tx.conn, receipt.origin, receipt.through, receipt.through).get(receipt.through)
        if receipt.through and own != receipt.chain_hash:
            words = f"Tỉnh giữ nội dung khác với máy này ở việc số {receipt.through}."
            raise Refused("receipt-differs", words, _HELP)
        kept = _kept(tx.conn, tx.me)
        if kept is None or receipt.through >= kept.through:
            accounts.put_setting(tx.conn, KEY, json.dumps(asdict(receipt)))

    store.write(work)


def last(store: Store) -> Receipt | None:
    """The newest receipt about the chain that this station writes now."""
    return store.read(lambda conn: _kept(conn, store.me))


def proven(store: Store) -> Proven:
    """How the own chain stands at the province, by its own signature."""

    def look(conn: Snapshot) -> Proven:
        kept = _kept(conn, store.me)
        missing, since = reports.after(conn, store.me.origin, kept.through if kept else 0)
        return Proven(kept, missing, since)

    return store.read(look)


def _kept(conn: Snapshot, me: Identity) -> Receipt | None:
    said = accounts.get_setting(conn, KEY)
    kept = Receipt(**json.loads(said)) if said else None
    return kept if kept and kept.origin == me.origin else None


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
