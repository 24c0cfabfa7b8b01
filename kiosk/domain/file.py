"""A file's state: how large, where it belongs, how far it was carried. A fold, as tickets are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.domain import facts
from kiosk.domain.event import Event

LARGEST = 50 * 1024 * 1024
"""Bytes of one file."""
KIND = "file"
HUB, PROVINCE = "hub", "province"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Belonging:
    """One stream that the file documents, the name people gave it there, who kept it where and when (ms)."""

    stream_id: str
    name: str
    station: str
    actor: str
    at: int


@dataclass(frozen=True, slots=True)
class FileState:
    """A file known by its SHA-256 (hex). `hub_at` and `province_at` are ms since 1970, 0 = not there as far as known;
    `announced_by` is (station, incarnation, seq) of the event that announced it."""

    office: str
    sha256: str
    size: int = 0
    media_type: str = ""
    kept_at: int = 0
    announced_by: tuple[str, str, int] = ("", "", 0)
    hub_at: int = 0
    province_at: int = 0
    belongings: tuple[Belonging, ...] = ()


def stream_of(sha256: str) -> str:
    """The stream of a file's events within its office."""
    return f"{KIND}:{sha256}"


def is_hash(text: str) -> bool:
    """Whether a text names a file."""
    return _HASH.fullmatch(text) is not None


def fold(events: Iterable[Event]) -> FileState | None:
    """The state that a set of one file's events gives; None before it was kept. Of two that tell another size the
    first stands. Raises NotUnderstood."""
    line = sorted({e.event_id: e for e in events}.values(), key=lambda e: (e.stream_ver, e.event_id))
    state: FileState | None = None
    for event in line:
        state = _apply(state or FileState(event.office, event.stream_id.partition(":")[2]), event)
    return state if state and state.belongings else None


def _apply(state: FileState, event: Event) -> FileState:
    match facts.from_body(event.type, event.schema_ver, event.body):
        case facts.FileKept() as kept:
            return _kept(state, kept, event)
        case facts.FileArrived(place="hub"):
            return replace(state, hub_at=state.hub_at or event.at)
        case facts.FileArrived(place="province"):
            return replace(state, province_at=state.province_at or event.at)
    return state


def _kept(state: FileState, kept: facts.FileKept, event: Event) -> FileState:
    if any(b.stream_id == kept.belongs_to for b in state.belongings):
        return state
    belonging = Belonging(kept.belongs_to, kept.name, event.station, event.actor, event.at)
    if not state.belongings:
        place = (event.station, event.incarnation, event.seq)
        state = replace(state, size=kept.size, media_type=kept.media_type, kept_at=event.at, announced_by=place)
    return replace(state, belongings=(*state.belongings, belonging))
