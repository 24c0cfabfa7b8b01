"""What happens to the accounts of staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class StaffAdded(Fact):
    """An account was made. Its secret stays on the machine and never enters the journal."""

    type: ClassVar[str] = "staff.added"
    login: str
    name: str
    role: str
