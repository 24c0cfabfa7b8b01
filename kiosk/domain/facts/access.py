"""Who opened what belongs to a person: the log that nobody can edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class AccessOpened(Fact):
    """A person's record was opened. `what` is its kind (ticket, dossier), `subject` its id, `label` what people call
    it (a number), `place` where on the screen or by which command, `why` the reason that was given."""

    type: ClassVar[str] = "access.opened"
    what: str
    subject: str
    label: str
    place: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class AccessCorner(Fact):
    """Somebody typed a PIN at a kiosk's technician's corner; `outcome`: opened or refused."""

    type: ClassVar[str] = "access.corner"
    outcome: str


@dataclass(frozen=True, slots=True)
class AccessTraced(Fact):
    """A person's record was opened by a command outside of any screen, at `at` (ms) by the clock of that machine. The
    event's actor is an account of the operating system (`os:…`); `command` names the command, `why` the reason."""

    type: ClassVar[str] = "access.traced"
    what: str
    subject: str
    label: str
    command: str
    why: str
    at: int
