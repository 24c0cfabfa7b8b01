"""What a counter knows of others and the office's hub may not (queue-rules R5): a dead hub's last words, and what a
kiosk told that answered in the hub's place (R2), and whose disk may be gone before the hub is back.

The chain's own seal vouches for it, whoever carries it; what nobody sealed stays here where seals are asked for.
"""

from __future__ import annotations

import logging

from kiosk.domain.trouble import Trouble
from kiosk.services.promotion import obeyed
from kiosk.services.settings import remembered
from kiosk.store import accounts, journal
from kiosk.store.journal import Origin
from kiosk.store.store import Store, Transaction, new_id
from sync import wire
from sync.client import Away, Line
from sync.parcel import NoSeal, next_parcel

log = logging.getLogger(__name__)
CARRIED = "sync.carried-to"
CARRIERS = ("counter", "admin")
_OWED = "owed "


def owe(tx: Transaction) -> None:
    """From here on this store may hear what the hub has not."""
    accounts.put_setting(tx.conn, CARRIED, f"{_OWED}{new_id()}")


def owe_the_former(store: Store) -> None:
    """Another hub is about to be heard than the one that has everything: should this store turn back to that one, it
    owes what the other told, however short their meeting was."""
    hub, before = store.read(lambda conn: obeyed(conn, store.me.office))[2], remembered(store, CARRIED)
    if before and before != hub and not before.startswith(_OWED):
        store.write(owe)


def carry_once(store: Store, line: Line) -> None:
    """Carries everything to the hub that this store obeys, unless it has done so for that database and has heard
    nothing beside it since. Raises Away."""
    hub, before = store.read(lambda conn: obeyed(conn, store.me.office))[2], remembered(store, CARRIED)
    if not hub or before == hub:
        return
    if store.me.kind in CARRIERS:
        carry(store, line)

    def paid(tx: Transaction) -> None:
        if (accounts.get_setting(tx.conn, CARRIED) or "") == before:
            accounts.put_setting(tx.conn, CARRIED, hub)

    store.write(paid)


def carry(store: Store, line: Line) -> int:
    """Tells a hub what stands here of other chains beyond what it holds; how many events.
    A chain that it does not take is left, with a word in the log. Raises Away."""
    me = store.me
    others = [(of, last) for of, last in store.read(journal.origins) if of[0] == me.office and of[1] != me.station]
    return sum(_carry(store, line, of, last) for of, last in others)


def _carry(store: Store, line: Line, of: Origin, last: int) -> int:
    told = 0
    try:
        reached = line.reached(of)
        while reached < last:
            parcel = store.read(lambda conn, after=reached: next_parcel(  # type: ignore[misc]
                conn, of, after, wire.MAX_EVENTS, store.me, line.sealing))  # fmt: skip
            now = line.upload(parcel.events, store.me.incarnation, parcel.seal)
            if now <= reached:
                break
            told, reached = told + now - reached, now
    except Away:
        raise
    except (NoSeal, Trouble) as refused:
        log.warning("%s was not carried on: %s", of, refused)
    if told:
        log.info("carried %d events of %s to %s", told, of, line.url)
    return told
