"""A ticket's events in plain words, for the clerk and the office lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.event import Event
from kiosk.domain.office import Office
from kiosk.services.telling import what_happened
from ui.viewmodels.counter_wording import clock_text


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event: when (wall time, `08:02`), what happened, and on which station by whom."""

    at: str
    what: str
    where: str


def history_lines(office: Office, events: Iterable[Event]) -> tuple[HistoryLine, ...]:
    """The events in the order given; one that cannot be read is named by its type, never left out."""
    return tuple(HistoryLine(clock_text(e.at), what_happened(e, office), _where(e)) for e in events)


def _where(event: Event) -> str:
    nobody = event.actor in ("", "citizen", event.station)
    return event.station if nobody else f"{event.actor} · {event.station}"
