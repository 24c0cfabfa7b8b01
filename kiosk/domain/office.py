"""What an office is: its fields of service, counters, priority classes, hours and queue policy.

Plain frozen values. They are read from a profile (`resources/profiles/*.toml`) by
`kiosk.services.profile`; nothing here reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, time


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A field of service (lĩnh vực) a citizen can queue for.

    `letter` is the service group, the first character of every number of this field;
    `minutes` the typical length of one service until the office has measured its own;
    `catalogue_fields` the names of the catalogue's fields whose procedures belong here.
    """

    code: str
    letter: str
    name: str
    hint: str
    icon: str
    minutes: int
    area: str
    name_en: str = ""
    hint_en: str = ""
    catalogue_fields: tuple[str, ...] = ()
    collects_results: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter (quầy): its number on the sign and the fields it usually serves."""

    number: int
    name: str
    fields: tuple[str, ...]
    area: str


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """A class of people called before others, with the law that says so (queue-rules R7)."""

    code: str
    name: str
    hint: str
    icon: str
    legal_basis: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """The two numbers of rule R7: nobody waits past `max_wait_minutes`; at most
    `priority_in_a_row` priority calls while ordinary tickets wait."""

    max_wait_minutes: int = 20
    priority_in_a_row: int = 2


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Sessions per weekday (0 = Monday), and the days that differ from the week."""

    week: tuple[tuple[tuple[time, time], ...], ...]
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Office:
    """One office: everything its surfaces need to know that does not change during a day."""

    id: str
    name: str
    place: str
    unit_code: str
    kiosks: int
    fields: tuple[ServiceField, ...]
    counters: tuple[Counter, ...]
    priorities: tuple[PriorityClass, ...]
    hours: OpeningHours
    policy: QueuePolicy = dataclass_field(default_factory=QueuePolicy)
    notices: tuple[str, ...] = ()

    def field(self, code: str) -> ServiceField | None:
        """The field with this code, or None."""
        return next((f for f in self.fields if f.code == code), None)

    def counter(self, number: int) -> Counter | None:
        """The counter with this number, or None."""
        return next((c for c in self.counters if c.number == number), None)

    def priority(self, code: str) -> PriorityClass | None:
        """The priority class with this code, or None."""
        return next((p for p in self.priorities if p.code == code), None)
