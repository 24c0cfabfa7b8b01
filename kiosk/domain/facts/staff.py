"""What happens to the accounts of staff. `of_office` is empty where the journal's own office is meant: a province
writes down what it did for an office. Secrets never enter the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class StaffAdded(Fact):
    """An account was made."""

    type: ClassVar[str] = "staff.added"
    login: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class StaffTakenOn(Fact):
    """An account was made by the province for an office."""

    type: ClassVar[str] = "staff.taken_on"
    login: str
    name: str
    role: str
    of_office: str


@dataclass(frozen=True, slots=True)
class StaffChanged(Fact):
    """A person has another name or role from now on."""

    type: ClassVar[str] = "staff.changed"
    login: str
    name: str
    role: str
    of_office: str = ""


@dataclass(frozen=True, slots=True)
class StaffDisabled(Fact):
    """An account was switched off; nobody signs in with it."""

    type: ClassVar[str] = "staff.disabled"
    login: str
    reason: str
    of_office: str = ""


@dataclass(frozen=True, slots=True)
class StaffEnabled(Fact):
    """An account is good again."""

    type: ClassVar[str] = "staff.enabled"
    login: str
    of_office: str = ""


@dataclass(frozen=True, slots=True)
class StaffPasswordReset(Fact):
    """A lead gave a one-time password."""

    type: ClassVar[str] = "staff.password_reset"
    login: str
    of_office: str = ""


@dataclass(frozen=True, slots=True)
class StaffPasswordChanged(Fact):
    """A person chose a new password."""

    type: ClassVar[str] = "staff.password_changed"
    login: str
    of_office: str = ""


@dataclass(frozen=True, slots=True)
class StaffUnlocked(Fact):
    """A lead opened the locked desk of somebody else and works there now."""

    type: ClassVar[str] = "staff.unlocked"
    login: str
    by: str
