"""The waiting list as a counter shows it: who, how long, and why in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.office import Office
from kiosk.domain.order import APPOINTMENT, OLDEST, OVERDUE, PRIORITY
from kiosk.domain.ticket import Ticket
from ui.viewmodels.counter_wording import clock_text, minutes_text, span_text


class WaitingLike(Protocol):
    """One place in the line, as `kiosk.services.overview.waiting_line` gives it."""

    @property
    def ticket(self) -> Ticket: ...
    @property
    def branch(self) -> str: ...


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One line of the list. `tone` is the branch of R7 that put it there, "" for order of arrival."""

    ticket_id: str
    number: str
    field: str
    why: str
    waited: str
    tone: str

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        parts = (self.number, self.field, f"đã chờ {self.waited}", self.why)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class WaitingProps:
    """The queue zone. `summary` says the longest wait, or what an empty line means."""

    title: str
    summary: str
    rows: tuple[WaitingRow, ...]


def derive_waiting(office: Office, line: Sequence[WaitingLike], counter: int, now: int) -> WaitingProps:
    """The list at `now` (milliseconds), in the order in which the tickets would be called."""
    rows = tuple(_row(office, place, counter, now) for place in _marked(line))
    if not rows:
        return WaitingProps("Đang chờ", "Không còn ai chờ ở các lĩnh vực của quầy.", ())
    longest = max(now - place.ticket.queued_at for place in line)
    return WaitingProps(f"Đang chờ  {len(rows)}", f"Chờ lâu nhất {minutes_text(longest)}", rows)


def _marked(line: Sequence[WaitingLike]) -> list[tuple[WaitingLike, bool]]:
    """Each place, and whether it is the first of those whom only their arrival orders."""
    first = next((place for place in line if place.branch == OLDEST), None)
    return [(place, place is first) for place in line]


def _row(office: Office, place: tuple[WaitingLike, bool], counter: int, now: int) -> WaitingRow:
    waiting, first_plain = place
    ticket = waiting.ticket
    field = office.field(ticket.field)
    tone = waiting.branch if waiting.branch in (OVERDUE, APPOINTMENT, PRIORITY) else ""
    why = _why(office, waiting, first_plain)
    if ticket.to_counter and ticket.to_counter == counter:
        why = f"chuyển đến quầy này · {why}" if why else "chuyển đến quầy này"
    elif ticket.transfers:
        why = f"được chuyển đến · {why}" if why else "được chuyển đến"
    return WaitingRow(
        ticket_id=ticket.id,
        number=ticket.number,
        field=field.name if field else ticket.field,
        why=why,
        waited=span_text(now - ticket.queued_at),
        tone=tone,
    )


def _why(office: Office, waiting: WaitingLike, first_plain: bool) -> str:
    ticket = waiting.ticket
    priority = office.priority(ticket.priority)
    if waiting.branch == OVERDUE:
        return f"chờ quá {office.policy.max_wait_minutes} phút"
    if waiting.branch == APPOINTMENT:
        return f"hẹn {clock_text(ticket.appointment_at)}"
    if waiting.branch == PRIORITY and priority:
        return f"ưu tiên: {priority.name[0].lower()}{priority.name[1:]}"
    if priority:
        return "ưu tiên, sau lượt thường"
    return "đến sớm nhất" if first_plain else ""
