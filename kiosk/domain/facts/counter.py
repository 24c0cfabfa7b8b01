"""What can happen at a counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class CounterOpened(Fact):
    """A clerk took a place at a counter, serving `fields`."""

    type: ClassVar[str] = "counter.opened"
    counter: int
    staff: str
    staff_name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterPaused(Fact):
    """The counter calls nobody for a while, with a reason."""

    type: ClassVar[str] = "counter.paused"
    counter: int
    reason: str


@dataclass(frozen=True, slots=True)
class CounterResumed(Fact):
    """The counter calls again."""

    type: ClassVar[str] = "counter.resumed"
    counter: int


@dataclass(frozen=True, slots=True)
class CounterClosed(Fact):
    """The clerk left the counter."""

    type: ClassVar[str] = "counter.closed"
    counter: int
