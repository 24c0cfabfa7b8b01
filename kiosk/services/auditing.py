"""The auditor's check: a chain of events recomputed from its first event (design §10)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.event import GENESIS, flaw
from kiosk.store import journal
from kiosk.store.store import Store

CHUNK = 2000
"""Events read at a time."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`events` are in order up to the first fault; `fault` names it (English, for the log), "" when there is none."""

    events: int
    fault: str = ""


def recompute_chain(store: Store, of: journal.Origin | None = None) -> ChainReport:
    """Recomputes every hash and link of a chain, the store's own unless `of` names another."""
    wanted = of or store.me.origin
    seq, link = 0, GENESIS
    while part := store.read(lambda conn, after=seq: journal.chain(conn, wanted, after, CHUNK)):  # type: ignore[misc]
        for event in part:
            if event.seq != seq + 1:
                return ChainReport(seq, f"gap: {event.seq} follows {seq}")
            if event.prev_hash != link:
                return ChainReport(seq, f"event {event.seq} does not link to the one before it")
            if wrong := flaw(event):
                return ChainReport(seq, f"event {event.seq}: {wrong}")
            seq, link = event.seq, event.chain_hash
    if (seq, link) != store.read(lambda conn: journal.head(conn, wanted)):
        return ChainReport(seq, "the chain ends elsewhere than its head says")
    return ChainReport(seq)
