"""The journal as one file that proves itself: events, chains, seals, keys and the authority's list of them.

JSON lines, gzipped: a head, the authority, its list, the keys; then each chain's head with its events and seals; then
an end over everything before. `kiosk.services.verifying` reads it on any machine.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk import __version__
from kiosk.domain.event import Event, canonical
from kiosk.domain.trouble import Refused
from kiosk.store import journal, proof, seals, trust
from kiosk.store.journal import Origin
from kiosk.store.seals import Seal
from kiosk.store.store import Store
from kiosk.store.trust import KnownKey

FORM = "motcua-journal-1"
CHUNK = 1000
EVER = 2**62


@dataclass(frozen=True, slots=True)
class Selection:
    """What is exported: an office, one of its stations ("" = all), wall time `since`..`until` in ms."""

    office: str
    station: str = ""
    since: int = 0
    until: int = EVER


@dataclass(frozen=True, slots=True)
class Exported:
    """How much went into the file."""

    chains: int
    events: int
    seals: int
    keys: int


def export(store: Store, wanted: Selection, target: Path, authority: str = "") -> Exported:
    """Writes the file whole or not at all; `authority` is the CA's certificate (PEM) where there is one. Chains are
    never cut within: a span of time takes what lies between its first and last event, and on to the next seal.
    Raises Refused when nothing fits; OSError for a place that cannot be written."""
    parts = [part for of, last in _chains(store, wanted) if (part := _part(store, wanted, of, last))]
    if not parts:
        raise Refused(
            "export-nothing",
            "Không có sự kiện nào trong phạm vi đã chọn.",
            "Xem lại --office, --station, --from, --to.",
        )
    count = dict.fromkeys(("chain", "event", "seal", "key"), 0)
    partial = target.with_name(target.name + ".part")
    with partial.open("wb") as raw:
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file:
            seen = hashlib.sha256()
            for kind, value in _lines(store, wanted, parts, authority):
                line = canonical({kind: value}).encode() + b"\n"
                seen.update(line)
                file.write(line)
                count[kind] = count.get(kind, 0) + 1
            end = {"lines": sum(count.values()), "sha256": seen.hexdigest()}
            file.write(canonical({"end": end}).encode() + b"\n")
        raw.flush()
        os.fsync(raw.fileno())
    partial.replace(target)
    return Exported(count["chain"], count["event"], count["seal"], count["key"])


@dataclass(frozen=True, slots=True)
class _Part:
    of: Origin
    first: int
    last: int


def _chains(store: Store, wanted: Selection) -> list[tuple[Origin, int]]:
    found = store.read(lambda conn: proof.chains(conn, wanted.office))
    return [(of, last) for of, last in found if wanted.station in ("", of[1])]


def _part(store: Store, wanted: Selection, of: Origin, last: int) -> _Part | None:
    if (wanted.since, wanted.until) == (0, EVER):
        return _Part(of, 1, last)
    first, until = store.read(lambda conn: proof.span(conn, of, wanted.since, wanted.until))
    if not first:
        return None
    seal = store.read(lambda conn: seals.covering(conn, of, until))
    return _Part(of, first, seal.seq if seal else until)


def _lines(store: Store, wanted: Selection, parts: list[_Part], authority: str) -> Iterator[tuple[str, Any]]:
    me = store.me
    by = {"station": me.station, "office": me.office, "kind": me.kind, "incarnation": me.incarnation}
    yield (
        "head",
        {"form": FORM, "office": wanted.office, "made_at": store.clock.now_ms(), "by": by, "version": __version__},
    )
    if authority:
        yield "authority", {"certificate": authority}
    signed = store.read(lambda conn: trust.key_list_of(conn, wanted.office))
    if signed:
        yield "key_list", {"office": signed.office, "version": signed.version, "document": signed.document,
                           "signature": signed.signature.hex()}  # fmt: skip
    for known in store.read(lambda conn: trust.keys_of(conn, wanted.office)):
        yield "key", _plain_key(known)
    for part in parts:
        yield from _chain_lines(store, part)


def _chain_lines(store: Store, part: _Part) -> Iterator[tuple[str, Any]]:
    office, station, incarnation = part.of
    here = {s.seq: s for s in store.read(lambda conn: seals.within(conn, part.of, part.first, part.last))}
    after, begun = part.first - 1, False
    while after < part.last:
        count = min(CHUNK, part.last - after)
        events = store.read(lambda conn, after=after, count=count: journal.chain(conn, part.of, after, count))  # type: ignore[misc]
        if not events:
            return
        if not begun:
            yield "chain", {"office": office, "station": station, "incarnation": incarnation, "first": part.first,
                            "last": part.last, "prev_hash": events[0].prev_hash}  # fmt: skip
            begun = True
        for event in events:
            yield "event", plain_event(event)
            if seal := here.get(event.seq):
                yield "seal", _plain_seal(seal)
        after = events[-1].seq


def plain_event(event: Event) -> dict[str, Any]:
    """An event as JSON-ready values."""
    return {name: getattr(event, name) for name in Event.__slots__}


def _plain_seal(seal: Seal) -> dict[str, Any]:
    return {**asdict(seal), "signature": seal.signature.hex()}


def _plain_key(key: KnownKey) -> dict[str, Any]:
    return {**asdict(key), "public": key.public.hex()}
