"""What an office as a whole decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class SeriesLeased(Fact):
    """The hub gave a number series to one incarnation of a station, for ever (R1, R6)."""

    type: ClassVar[str] = "series.leased"
    station: str
    incarnation: str
    series: str


@dataclass(frozen=True, slots=True)
class HubPromoted(Fact):
    """A person made a station the office's hub (R4): every registered counter has answered the roll call, or was
    declared switched off by name."""

    type: ClassVar[str] = "hub.promoted"
    epoch: int
    station: str
    incarnation: str
    answered: tuple[str, ...] = ()
    declared_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RollCalled(Fact):
    """A person began to call the roll at this station, which proposes `epoch` (R4)."""

    type: ClassVar[str] = "hub.roll_called"
    epoch: int


@dataclass(frozen=True, slots=True)
class HubCleared(Fact):
    """A hub that had restarted learned that nobody took its place (R4b): from every standby, or from a person."""

    type: ClassVar[str] = "hub.cleared"
    epoch: int


@dataclass(frozen=True, slots=True)
class StationRenewed(Fact):
    """A restored or cloned database goes on under a new incarnation (R6); `lost` is the one before, `cause` says
    how it was noticed."""

    type: ClassVar[str] = "station.renewed"
    lost: str
    cause: str


@dataclass(frozen=True, slots=True)
class DayConfirmed(Fact):
    """A person said that the machine's date is right although nobody else could vouch for it (R8)."""

    type: ClassVar[str] = "day.confirmed"
    service_day: str
