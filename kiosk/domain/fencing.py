"""Which calls a take-over leaves without force, and whether somebody was hurt by it (queue-rules R4)."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import facts
from kiosk.domain.event import Event

_ENDS = (facts.TicketServed, facts.TicketTransferred, facts.TicketHeld, facts.TicketAbsent)


def fences(
    call: facts.TicketCalled | facts.TicketAttested, takeovers: Sequence[facts.TicketTakenOver]
) -> list[facts.TicketTakenOver]:
    """The take-overs that did not know of a call of an older epoch: it has no force."""
    return [over for over in takeovers if call.epoch < over.epoch and call.claim_id not in over.claims]


def nobody_came(station: str, later: Sequence[tuple[Event, facts.Fact]]) -> bool:
    """Whether the next that a counter says of how its call ended is that the citizen was absent."""
    said = [f for e, f in later if e.station == station and isinstance(f, _ENDS)]
    return bool(said) and isinstance(said[0], facts.TicketAbsent)
