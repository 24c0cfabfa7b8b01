"""Seals over batches: the station signs the end of what it sends, so that whoever carries it can change nothing of it.

Which seal counts for a chain (ADR 0021): one by a key that its station has, or had; and for a station that never had
a key, one by a hub of its office, which then vouches in its own name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from kiosk.domain.event import Event
from kiosk.domain.trouble import Trouble
from kiosk.store import journal
from kiosk.store.journal import Origin
from kiosk.store.seals import Seal, seal_text
from kiosk.store.store import Snapshot
from kiosk.store.trust import KnownKey, keys_of
from sync.trust.keys import StationKey

log = logging.getLogger(__name__)
HUB = "hub"


class NotSealed(Trouble):
    """A chain's events have no seal that counts. `code` is `unsealed` or `bad-seal`; `detail` is for logs."""

    def __init__(self, code: str, message: str, detail: str) -> None:
        super().__init__(code, message, "Dữ liệu giữ nguyên ở máy gửi; báo kỹ thuật của tỉnh.")
        self.detail = detail


def chain_of(event: Event) -> Origin:
    """The chain that an event belongs to."""
    return (event.office, event.station, event.incarnation)


def make(key: StationKey, last: Event) -> Seal:
    """The seal of the key's bearer over a chain up to `last`."""
    signature = key.sign(seal_text(chain_of(last), last.seq, last.chain_hash))
    return Seal(*chain_of(last), last.seq, last.chain_hash, key.key_id, signature)


def check(seal: Seal | None, last: Event, keys: Sequence[KnownKey], carrier: str) -> KnownKey:
    """The key that vouches for a batch which ends at `last`; `keys` are all that the office ever had, `carrier` is the
    id of the key that delivers. Raises NotSealed."""
    if seal is None:
        raise NotSealed("unsealed", "Lô dữ liệu không có dấu niêm của máy trạm.", f"no seal at {last.seq}")
    if (seal.origin, seal.seq, seal.chain_hash) != (chain_of(last), last.seq, last.chain_hash):
        raise _bad(f"the seal is about {seal.origin} {seal.seq}, the batch ends with {chain_of(last)} {last.seq}")
    signer = next((key for key in keys if key.key_id == seal.key_id), None)
    if signer is None:
        raise _bad(f"nobody of {last.office} ever had the key {seal.key_id}")
    if not seal.is_by(signer.public):
        raise _bad(f"the signature is not by {seal.key_id}")
    if not counts(signer, last.station, keys):
        raise _bad(f"{signer.station} does not seal for {last.station}")
    if signer.revoked_at and signer.key_id == carrier:
        raise _bad(f"the key {carrier} is revoked")
    return signer


def sound(conn: Snapshot, seals: Iterable[Seal]) -> list[Seal]:
    """Those of the seals that count for the chains as they stand here; the others are logged and left out."""
    found = []
    for seal in seals:
        keys = keys_of(conn, seal.office)
        signer = next((key for key in keys if key.key_id == seal.key_id), None)
        here = journal.hashes(conn, seal.origin, seal.seq, seal.seq).get(seal.seq)
        if signer and here == seal.chain_hash and counts(signer, seal.station, keys) and seal.is_by(signer.public):
            found.append(seal)
        else:
            log.warning("left out a seal of %s over %s at %d", seal.key_id, seal.origin, seal.seq)
    return found


def counts(signer: KnownKey, station: str, keys: Sequence[KnownKey]) -> bool:
    """Whether a seal by this key counts for a chain of `station`. Keys that were revoked later count, too: the carrier
    took the events while they were good."""
    return signer.station == station or (signer.kind == HUB and never_joined(station, keys))


def never_joined(station: str, keys: Sequence[KnownKey]) -> bool:
    """Whether a station wrote before trust was set up and never got a key: only then may a hub vouch for it."""
    return all(key.station != station for key in keys)


def _bad(detail: str) -> NotSealed:
    return NotSealed("bad-seal", "Dấu niêm của lô dữ liệu không đúng.", detail)
