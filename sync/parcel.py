"""What to send next of a chain, and the seal that ends it. A foreign chain is cut only where its station has sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kiosk.domain.event import Event
from kiosk.store import journal, seals
from kiosk.store.journal import Origin
from kiosk.store.seals import Seal
from kiosk.store.store import Identity, Snapshot
from kiosk.store.trust import keys_of
from sync import wire
from sync.trust.keys import StationKey
from sync.trust.sealing import NotSealed, make, never_joined

ENVELOPE = 700
"""Bytes of an event as JSON besides its body."""
SEALED_AT_ONCE = 100
"""Events of an own parcel under one seal: a hub can carry no less at once, and its line may be slow and often cut."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Consecutive events of one chain. `seal` is None where no server asks for one."""

    events: list[Event]
    seal: Seal | None = None

    @property
    def origin(self) -> Origin:
        """The chain."""
        return (self.events[0].office, self.events[0].station, self.events[0].incarnation)


class NoSeal(NotSealed):
    """Nobody has sealed what would be sent next of `origin`, from `seq` on."""

    def __init__(self, origin: Origin, seq: int) -> None:
        words = "Chưa có dấu niêm của máy trạm cho dữ liệu này."
        super().__init__("unsealed", words, f"no seal from {seq} of {origin}")
        self.origin = origin
        self.seq = seq


def next_parcel(conn: Snapshot, origin: Origin, after: int, most: int, me: Identity, key: StationKey | None) -> Parcel:
    """At most `most` events after `after`, or as many as the nearest seal needs. `key` seals what this station writes,
    None = no seals are asked for. Raises NoSeal."""
    own = origin[:2] == (me.office, me.station)
    if key and own:
        most = min(most, SEALED_AT_ONCE)
    events = _within_bytes(journal.chain(conn, origin, after, most))
    if key is None:
        return Parcel(events)
    if own:
        return Parcel(events, make(key, events[-1]))
    first, last = events[0].seq, events[-1].seq
    if kept := seals.within(conn, origin, first, last):
        return Parcel(events[: kept[-1].seq - first + 1], kept[-1])
    if (later := seals.covering(conn, origin, last)) and later.seq - after <= wire.MAX_EVENTS:
        return Parcel(journal.chain(conn, origin, after, later.seq - after), later)
    if me.kind == "hub" and never_joined(origin[1], keys_of(conn, origin[0])):
        return Parcel(events, make(key, events[-1]))
    raise NoSeal(origin, first)


def _within_bytes(events: list[Event]) -> list[Event]:
    size = 0
    batch: list[Event] = []
    for event in events:
        size += len(json.dumps(event.body)) + ENVELOPE
        if batch and size > wire.MAX_BYTES:
            break
        batch.append(event)
    return batch
