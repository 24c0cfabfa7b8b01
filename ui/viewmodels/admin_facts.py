"""Everything the admin's first page is derived from, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.office import Office
from kiosk.services.overview import FieldQueue, Today, Waiting
from ui.viewmodels.admin_stations import StationFacts
from ui.viewmodels.counter_line import LinkLike

READING, UNKNOWN = "Đang đọc sổ…", "–"
"""What stands where the store has not answered yet, and where nothing is known: never a 0."""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the store said when it was last read: the day, the whole line and every field."""

    today: Today
    line: tuple[Waiting, ...]
    queues: tuple[FieldQueue, ...]


@dataclass(frozen=True, slots=True)
class TodayInputs:
    """Everything the page is derived from. `now` in ms; `facts` is None until the store has answered."""

    office: Office
    now: int
    facts: DayFacts | None = None
    stations: StationFacts = field(default_factory=StationFacts)
    hub: LinkLike | None = None
    province: LinkLike | None = None
