"""A batch is believed to be its station's only with that station's seal; kept with it, for those who carry on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import FastAPI, Query

from kiosk.domain.event import Event
from kiosk.services.receiving import receive
from kiosk.store.seals import Seal, about, put_seals, within
from kiosk.store.store import Store, Transaction
from kiosk.store.trust import keys_of
from sync import wire
from sync.server.admission import Caller
from sync.server.rules import DESKS, HUB, may_write
from sync.trust.keys import StationKey
from sync.trust.sealing import NotSealed, chain_of, check, make

log = logging.getLogger(__name__)
PAGE = 500
CARRIERS = DESKS | {HUB}
"""Who is told the seals: a hub carries everybody on, a desk what the next hub may not have."""
Then = Callable[[Transaction], object]


def add_seals(app: FastAPI, store: Store) -> None:
    """The route by which a hub that took events in bulk gets their seals."""

    @app.get("/v1/offices/{office}/stations/{station}/incarnations/{incarnation}/seals")
    def seals(
        office: wire.Name, station: wire.Name, incarnation: wire.Name, after: Annotated[int, Query(ge=0, le=2**53)] = 0
    ) -> wire.SealRoll:
        """The seals kept over a chain after `after`, in order, at most 500."""
        found = store.read(lambda conn: within(conn, (office, station, incarnation), after + 1, 2**63 - 1, PAGE))
        return wire.SealRoll(seals=[wire.SealForm.model_validate(wire.seal_to_plain(s)) for s in found])


class NotItsFact(Exception):
    """A kind of station says what is not its to say; `index` is the event's place in the batch."""

    def __init__(self, index: int, kind: str, type: str) -> None:
        super().__init__(f"a {kind} writes no {type}")
        self.index = index


def take(
    store: Store, events: Sequence[Event], seal: Seal | None, caller: Caller | None, *, via: str, then: Then | None
) -> int:
    """Receives a batch of one chain with its seal in one transaction; how far the chain stands here now. In open mode
    (no caller) no seal is asked for. Raises NotSealed, NotItsFact and what `receive` raises."""
    if caller:
        _judge(store, events, seal, caller)

    def work(tx: Transaction) -> None:
        if caller and seal:
            put_seals(tx.conn, [seal])
        if then:
            then(tx)

    return receive(store, events, via=via, then=work)[chain_of(events[-1])]


def _judge(store: Store, events: Sequence[Event], seal: Seal | None, caller: Caller) -> None:
    last = events[-1]
    keys = store.read(lambda conn: keys_of(conn, last.office))
    try:
        signer = check(seal, last, keys, caller.key_id)
    except NotSealed as bad:
        log.warning("refused the batch of %s from %s: %s, %s", last.station, caller.station, bad.code, bad.detail)
        raise
    if signer.station != last.station:
        log.warning("%s vouches for %s, which never had a key", signer.station, last.station)
    for index, event in enumerate(events):
        if not may_write(signer.kind, event.type):
            log.warning("refused %s in the chain of %s (%s)", event.type, last.station, signer.kind)
            raise NotItsFact(index, signer.kind, event.type)


def carries(caller: Caller, seal: Seal | None, station: str) -> bool:
    """Whether a desk may bring another station's batch: under a seal that is not its own, which `take` then checks."""
    return caller.kind in DESKS and station != caller.station and seal is not None and seal.key_id != caller.key_id


def seals_for(store: Store, events: Sequence[Event], key: StationKey | None = None) -> list[Seal]:
    """What a hub or a desk needs in order to carry these events on; `key` seals what this server itself wrote last."""
    if not events:
        return []
    kept = store.read(lambda conn: about(conn, events))
    own = [e for e in events if (e.station, e.incarnation) == (store.me.station, store.me.incarnation)]
    if key and own and all(seal.seq < own[-1].seq or seal.origin != chain_of(own[-1]) for seal in kept):
        kept.append(make(key, own[-1]))
    return kept
