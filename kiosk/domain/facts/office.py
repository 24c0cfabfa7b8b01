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
