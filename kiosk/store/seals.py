"""Signatures of stations over their chains. A seal at `seq` vouches for every event 1..`seq`: each hash covers the one
before it, so whoever carries a chain can neither change, reorder nor leave out anything of it (ADR 0021)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, select

from kiosk.domain.event import Event, canonical
from kiosk.store.journal import Origin
from kiosk.store.schema import seal as seals
from kiosk.store.trust import is_signed
from kiosk.store.upsert import upsert

FORM = "motcua-seal-1"
APART = 50
"""Events: of seals nearer to each other than this, the one between two others is dropped. A chain can be cut for
carrying only where a seal stands."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The bearer of `key_id` says that the chain reads `chain_hash` at `seq`; `signature` is 64 bytes of Ed25519."""

    office: str
    station: str
    incarnation: str
    seq: int
    chain_hash: str
    key_id: str
    signature: bytes

    @property
    def origin(self) -> Origin:
        """The chain it is about."""
        return (self.office, self.station, self.incarnation)

    def text(self) -> bytes:
        """What is signed."""
        return seal_text(self.origin, self.seq, self.chain_hash)

    def is_by(self, public: bytes) -> bool:
        """Whether the owner of `public` (32 raw bytes) made it."""
        return is_signed(public, self.signature, self.text())


def seal_text(of: Origin, seq: int, chain_hash: str) -> bytes:
    """What a seal signs: canonical JSON of its form, the chain, the place in it and the hash there."""
    return canonical([FORM, *of, seq, chain_hash]).encode()


def put_seals(conn: Connection, rows: Iterable[Seal]) -> None:
    """Keeps seals in the caller's transaction; one that stands at the same place is replaced."""
    for row in rows:
        place = dict(zip(("of_office", "of_station", "of_incarnation"), row.origin, strict=True))
        near = conn.execute(_TWO_BEFORE, {**place, "of_seq": row.seq}).scalars().all()
        if len(near) == 2 and row.seq - near[1] <= APART:
            conn.execute(_DROP, {**place, "of_seq": near[0]})
        upsert(conn, seals, [asdict(row)])


def seals_of(conn: Connection, of: Origin) -> list[Seal]:
    """Every seal of a chain that is kept here, in order."""
    return within(conn, of, 1, 2**63 - 1)


def within(conn: Connection, of: Origin, first: int, last: int, most: int | None = None) -> list[Seal]:
    """The seals kept at `first`..`last`, in order, at most `most`."""
    fits = _is(of) & seals.c.seq.between(first, last)
    return [_value(row) for row in conn.execute(select(seals).where(fits).order_by(seals.c.seq).limit(most))]


def about(conn: Connection, events: Iterable[Event]) -> list[Seal]:
    """The seals kept over the stretches that these events make up."""
    stretches: dict[Origin, list[int]] = {}
    for event in events:
        stretches.setdefault((event.office, event.station, event.incarnation), []).append(event.seq)
    return [seal for of, seqs in stretches.items() for seal in within(conn, of, min(seqs), max(seqs))]


def covering(conn: Connection, of: Origin, seq: int) -> Seal | None:
    """The first seal that vouches for the event at `seq`; None while nobody does."""
    row = conn.execute(select(seals).where(_is(of), seals.c.seq >= seq).order_by(seals.c.seq).limit(1)).first()
    return _value(row) if row else None


def sealed_through(conn: Connection, of: Origin) -> int:
    """The last seq of a chain that somebody vouches for; 0 for none."""
    return conn.scalar(select(func.max(seals.c.seq)).where(_is(of))) or 0


def _is(of: Origin) -> ColumnElement[bool]:
    office, station, incarnation = of
    return (seals.c.office == office) & (seals.c.station == station) & (seals.c.incarnation == incarnation)


def _value(row: Row[Any]) -> Seal:
    return Seal(row.office, row.station, row.incarnation, row.seq, row.chain_hash, row.key_id, row.signature)


_OF = (
    (seals.c.office == bindparam("of_office"))
    & (seals.c.station == bindparam("of_station"))
    & (seals.c.incarnation == bindparam("of_incarnation"))
)
_TWO_BEFORE = select(seals.c.seq).where(_OF, seals.c.seq < bindparam("of_seq")).order_by(seals.c.seq.desc()).limit(2)
_DROP = delete(seals).where(_OF, seals.c.seq == bindparam("of_seq"))
"""Run at every batch, and built once."""
