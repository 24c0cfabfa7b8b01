"""A hub that took events in bulk (a snapshot, the feed of an older program) fetches the seals over them: it may be the
one who carries them on."""

from __future__ import annotations

from kiosk.store import journal
from kiosk.store.journal import Origin
from kiosk.store.seals import put_seals, sealed_through
from kiosk.store.store import Snapshot, Store
from sync.client import Line
from sync.trust.sealing import sound

HUB = "hub"


def take_seals(store: Store, line: Line) -> None:
    """Fetches what the server has over every chain that ends without a seal here; nothing where no seals are asked for
    or this station carries nobody's events. Raises Away and Denied."""
    if store.me.kind != HUB or not line.sealing:
        return
    for chain in store.read(lambda conn: _unsealed(conn, store.me.station)):
        after = store.read(lambda conn, chain=chain: sealed_through(conn, chain))  # type: ignore[misc]
        while page := line.seals(chain, after):
            store.write(lambda tx, page=page: put_seals(tx.conn, sound(tx.conn, page)))  # type: ignore[misc]
            after = page[-1].seq


def _unsealed(conn: Snapshot, own: str) -> list[Origin]:
    return [of for of, last in journal.origins(conn) if of[1] != own and sealed_through(conn, of) < last]
