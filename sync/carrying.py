"""What a station knows of others and the office's new hub does not (queue-rules R5): a dead hub's last words.

The chain's own seal vouches for it, whoever carries it; what nobody sealed stays here where seals are asked for.
"""

from __future__ import annotations

import logging

from kiosk.domain.trouble import Trouble
from kiosk.store import journal
from kiosk.store.journal import Origin
from kiosk.store.store import Store
from sync import wire
from sync.client import Away, Line
from sync.parcel import NoSeal, next_parcel

log = logging.getLogger(__name__)


def carry(store: Store, line: Line) -> int:
    """Tells a hub that was not met before what stands here of other chains beyond what it holds; how many events.
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
