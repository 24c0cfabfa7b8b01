"""The lines of an exported journal, read back with care: whatever stands in them was written by a stranger."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.domain.event import Event

LONGEST_LINE = 4 * 1024 * 1024
SLICE = 512
"""Packed bytes unpacked at a time: what stands before a fault is read as far as possible."""


@dataclass(slots=True)
class ListedKey:
    """A key of the file; `listed` = the authority's signed list has it."""

    station: str
    office: str
    public: bytes
    revoked_at: int
    listed: bool = False


@dataclass(slots=True)
class ChainGoingBy:
    """A chain while its events go by. `intact` falls at the first fault: what follows proves nothing."""

    office: str
    station: str
    incarnation: str
    first: int
    last: int
    seq: int
    link: str
    sealed: int = 0
    sealed_by: str = ""
    intact: bool = True
    hashes: dict[int, str] = field(default_factory=dict)


class Torn(Exception):
    """The file ends in the middle, or cannot be unpacked from here on."""


def unpacked_lines(path: Path) -> Iterator[bytes]:
    """The lines of a gzipped file, as far as they can be had. Raises Torn after the last one; OSError."""
    held = bytearray()
    with path.open("rb") as file:
        unpacker = zlib.decompressobj(wbits=31)
        while raw := file.read(SLICE):
            try:
                held += unpacker.decompress(raw)
            except zlib.error as torn:
                raise Torn(str(torn)) from torn
            *lines, rest = held.split(b"\n")
            yield from (bytes(line) + b"\n" for line in lines)
            held = rest
            if len(held) > LONGEST_LINE:
                raise Torn("a line without end")
    if not unpacker.eof or unpacker.unused_data:
        raise Torn("the file does not end where its packing ends")
    if held:
        yield bytes(held)


def parsed_line(line: bytes) -> tuple[str, Any] | None:
    """(kind, value) of a line; None for one that is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not line.endswith(b"\n") or not isinstance(value, dict) or len(value) != 1:
        return None
    (found,) = value.items()
    return found


def event_of(value: dict[str, Any]) -> Event:
    """The event that a line tells. Raises ValueError, TypeError for a line that tells none."""
    event = Event(**value)
    texts = (event.office, event.station, event.incarnation, event.event_id, event.stream_id, event.type, event.actor,
             event.body_hash, event.prev_hash, event.chain_hash)  # fmt: skip
    numbers = (event.seq, event.stream_ver, event.schema_ver, event.at)
    if not all(isinstance(t, str) for t in texts) or not all(type(n) is int for n in numbers):
        raise ValueError("not an event")
    if not isinstance(event.body, dict):
        raise ValueError("not an event")
    return event


def key_of(value: dict[str, Any], listed: bool = False) -> ListedKey:
    """The key that a line tells. Raises KeyError, ValueError, TypeError."""
    return ListedKey(
        value["station"], value["office"], bytes.fromhex(value["public"]), int(value["revoked_at"]), listed
    )


def named(chain: ChainGoingBy) -> str:
    """How people are told which chain is meant."""
    return f"máy {chain.station} (đời {chain.incarnation[:8]})"


def placed(chain: ChainGoingBy, seq: int) -> str:
    """How people are told which event of a chain is meant."""
    return f"{named(chain)}, sự kiện {seq}"
