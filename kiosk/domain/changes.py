"""What a committed transaction changed: faces re-read what they show, workers see what to send."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.event import Event


@dataclass(frozen=True, slots=True)
class Changes:
    """`topics` are kinds of streams ("ticket", "counter", "series", "staff") and "setting"; `events` as journalled."""

    topics: frozenset[str]
    events: tuple[Event, ...] = ()
