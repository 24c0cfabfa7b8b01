"""What is decided about facts that nothing can read. Their stream is `parked:<event_id of what is parked>`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class ParkedPassed(Fact):
    """A named person lets the fold of `stream_id` go on without this event, and says why. The event itself stays in
    the journal as it came; every node that has this fact leaves it out (ADR 0025)."""

    type: ClassVar[str] = "parked.passed"
    stream_id: str
    reason: str
