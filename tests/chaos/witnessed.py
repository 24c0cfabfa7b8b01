"""What the watch keeps of an event, and how it says that something must not be."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.domain import facts

PRESENTED = facts.TicketPresented.type
RELEASES = {f.type for f in (facts.TicketServed, facts.TicketAbsent, facts.TicketTransferred)}


class Violation(AssertionError):
    """An invariant does not hold."""


class Line(NamedTuple):
    """What an invariant needs of an event."""

    station: str
    incarnation: str
    seq: int
    event_id: str
    stream_id: str
    stream_ver: int
    type: str
    chain_hash: str
    feed_no: int
    words: str
    """The body of a call or a take-over."""
