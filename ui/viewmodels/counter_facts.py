"""Everything the counter's window is derived from, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from kiosk.domain.counter import CounterState
from kiosk.domain.office import Office
from kiosk.domain.ticket import Ticket
from ui.viewmodels.counter_line import LinkLike
from ui.viewmodels.counter_ticket import TicketView

INFO, DONE, WARNING, TROUBLE = "info", "done", "warning", "trouble"
"""The tones of a notice."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message in the calm bar: what happened and what to do. `until` is when it leaves by itself
    (ms), 0 = it stays until it is answered or put away."""

    tone: str
    text: str
    remedy: str = ""
    until: int = 0


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """What the store said when it was last read."""

    current: TicketView | None = None
    held: tuple[Ticket, ...] = ()
    waiting: tuple[Any, ...] = ()
    state: CounterState | None = None
    viewed: TicketView | None = None


@dataclass(frozen=True, slots=True)
class CounterInputs:
    """`claiming` counts the tries of the call under way (0 = none); `busy` says that another action is being
    written; `armed` is the ticket for which absence waits for its confirmation. Times are milliseconds."""

    office: Office
    number: int
    fields: tuple[str, ...]
    staff_name: str
    now: int
    facts: CounterFacts = dataclass_field(default_factory=CounterFacts)
    hub: LinkLike | None = None
    province: LinkLike | None = None
    claiming: int = 0
    claim_number: str = ""
    busy: bool = False
    armed: str = ""
    notice: Notice | None = None
