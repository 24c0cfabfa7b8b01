"""Who is next (queue-rules R7): a rule that a citizen can be told, and the branch that chose.

1 `overdue`      anyone waiting past the office's limit, oldest first
2 `appointment`  an appointment whose time has come
3 `priority`     a priority class, at most k in a row per field while ordinary tickets wait there
4 `oldest`       the oldest
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.office import QueuePolicy
from kiosk.domain.ticket import Ticket

OVERDUE, APPOINTMENT, PRIORITY, OLDEST, BY_NUMBER = "overdue", "appointment", "priority", "oldest", "by_number"


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket that comes next and the branch that says why."""

    ticket: Ticket
    branch: str


def choose_next(waiting: Iterable[Ticket], now: int, policy: QueuePolicy, streaks: Mapping[str, int]) -> Choice | None:
    """The next of `waiting` at `now` (milliseconds), or None. `streaks` counts, per field, the priority calls made
    in a row until now."""
    return _choose(sorted(waiting, key=arrival), now, policy, streaks)


def _choose(line: list[Ticket], now: int, policy: QueuePolicy, streaks: Mapping[str, int]) -> Choice | None:
    """`choose_next` of people who already stand in order of arrival."""
    if not line:
        return None
    limit = policy.max_wait_minutes * 60_000
    for branch, fits in (
        (OVERDUE, lambda t: now - t.queued_at > limit),
        (APPOINTMENT, lambda t: 0 < t.appointment_at <= now),
        (PRIORITY, lambda t: bool(t.priority) and _may_pass(t, line, policy, streaks)),
    ):
        if first := next((t for t in line if fits(t)), None):
            return Choice(first, branch)
    return Choice(line[0], OLDEST)


def line_up(waiting: Iterable[Ticket], now: int, policy: QueuePolicy, streaks: Mapping[str, int]) -> list[Choice]:
    """The whole order as it would be called if nothing changed: what a waiting list shows."""
    line = sorted(waiting, key=arrival)
    running = dict(streaks)
    order: list[Choice] = []
    while choice := _choose(line, now, policy, running):
        order.append(choice)
        line.remove(choice.ticket)
        running[choice.ticket.field] = running.get(choice.ticket.field, 0) + 1 if choice.branch == PRIORITY else 0
    return order


def arrival(ticket: Ticket) -> tuple[int, str]:
    """First in, first out; equal milliseconds are settled by the ticket's id, alike on every node."""
    return (ticket.queued_at, ticket.id)


def _may_pass(ticket: Ticket, line: list[Ticket], policy: QueuePolicy, streaks: Mapping[str, int]) -> bool:
    if streaks.get(ticket.field, 0) < policy.priority_in_a_row:
        return True
    return not any(t.field == ticket.field and not t.priority for t in line)
