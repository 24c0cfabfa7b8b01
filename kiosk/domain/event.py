"""The journal's unit: one fact, hashed and chained (design §4).

Hashes are SHA-256 in hex over canonical JSON: keys sorted, no blanks, UTF-8, whole numbers only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64
"""The hash that stands before the first event of every incarnation."""

LONGEST_TEXT = 200
"""Characters of one text of the envelope."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact as it stands in the journal.

    `seq` counts 1, 2, 3 … without a gap per (station, incarnation); `stream_ver` per stream, as its writer
    knew it. `at` is wall time in milliseconds since 1970 UTC: shown to people, never used for correctness.
    """

    office: str
    station: str
    incarnation: str
    seq: int
    event_id: str
    stream_id: str
    stream_ver: int
    type: str
    schema_ver: int
    at: int
    actor: str
    body: Mapping[str, Any]
    body_hash: str
    prev_hash: str
    chain_hash: str


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> str:
    """The one JSON text of `value`. Raises ValueError for NaN and infinities."""
    return _CANONICAL.encode(value)


def hash_text(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in hex."""
    return sha256(text.encode()).hexdigest()


def hash_link(event: Event) -> str:
    """The chain hash that `event` must carry: over its place, its envelope and the hash before it."""
    return _link(
        event.prev_hash,
        event.office,
        event.station,
        event.incarnation,
        event.seq,
        event.event_id,
        event.stream_id,
        event.stream_ver,
        event.type,
        event.schema_ver,
        event.at,
        event.actor,
        event.body_hash,
    )


def _link(*parts: str | int) -> str:
    return hash_text(canonical(parts))


def seal(
    *,
    office: str,
    station: str,
    incarnation: str,
    seq: int,
    event_id: str,
    stream_id: str,
    stream_ver: int,
    type: str,
    schema_ver: int,
    at: int,
    actor: str,
    body: Mapping[str, Any],
    prev_hash: str,
) -> Event:
    """An event with its two hashes computed."""
    body_hash = hash_text(canonical(body))
    chain_hash = _link(
        prev_hash,
        office,
        station,
        incarnation,
        seq,
        event_id,
        stream_id,
        stream_ver,
        type,
        schema_ver,
        at,
        actor,
        body_hash,
    )
    return Event(
        office,
        station,
        incarnation,
        seq,
        event_id,
        stream_id,
        stream_ver,
        type,
        schema_ver,
        at,
        actor,
        body,
        body_hash,
        prev_hash,
        chain_hash,
    )


def flaw(event: Event) -> str | None:
    """What is wrong with the event in itself, or None. The link to its predecessor is the receiver's check."""
    texts = (event.office, event.station, event.incarnation, event.event_id, event.stream_id, event.type, event.actor)
    numbers = (event.seq, event.stream_ver, event.schema_ver, event.at)
    if any(len(t) > LONGEST_TEXT or not t.isprintable() for t in texts):
        return "a text of the envelope is too long or not printable"
    if any(not 0 <= n < 2**63 for n in numbers) or event.seq < 1:
        return "a number of the envelope is out of range"
    try:
        body = canonical(event.body)
        hash_text(body)
    except ValueError:
        return "the body is no JSON of whole characters and finite numbers"
    if hash_text(body) != event.body_hash:
        return "body_hash does not match the body"
    if hash_link(event) != event.chain_hash:
        return "chain_hash does not match the event"
    return None
