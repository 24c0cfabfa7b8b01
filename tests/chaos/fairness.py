"""R7 as a whole: whoever is called is the one that the rule names, and by the branch that the event records.

The rule is written here once more, over the bare rows of the machine that decides, as they stand before each claim.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import takewhile
from typing import Any, NamedTuple

from machine import OFFICE, Machine
from network import UNJUDGED, Question

from kiosk.domain.office import QueuePolicy
from kiosk.domain.service_day import local_time
from kiosk.services import promotion

CLAIMS = "/v1/claims"
_DAY = "SELECT max(service_day) FROM ticket WHERE office = ?"
_WAITING = """
SELECT id, field, priority, appointment_at, queued_at FROM ticket
WHERE office = ? AND service_day = ? AND state = 'waiting' AND owner = ? AND owner_incarnation = ? AND owned_seq > ?
    AND (? = 0 OR handoff = 1) AND (to_counter = ? OR (to_counter = 0 AND field IN (SELECT value FROM json_each(?))))
ORDER BY queued_at, id
"""
_BRANCHES = """
SELECT branch FROM call WHERE office = ? AND service_day = ? AND field = ? AND fenced = 0
ORDER BY at DESC, seq DESC, claim_id DESC
"""
_LAST = "SELECT coalesce(max(feed_no), 0) FROM event"
_CALLED = """
SELECT substr(stream_id, 8), body FROM event WHERE feed_no > ? AND type = 'ticket.called' AND station = ?
"""


class Waits(NamedTuple):
    """Somebody in the line."""

    id: str
    field: str
    priority: str
    appointment_at: int
    queued_at: int


class Fairness:
    """Watches every claim that a machine answers; `unfair` tells what was decided otherwise than R7 says."""

    def __init__(self, policy: QueuePolicy, machines: dict[str, Machine]) -> None:
        self.policy = policy
        self.machines = machines
        self.unfair: list[str] = []
        self.judged = 0

    def judging(self, question: Question) -> AbstractContextManager[None]:
        """Holds what comes of a claim against what the rule names; other questions pass."""
        if question.path != CLAIMS or self.machines[question.host].store is None:
            return UNJUDGED
        return self._judging(question)

    @contextmanager
    def _judging(self, question: Question) -> Iterator[None]:
        machine = self.machines[question.host]
        claim, disk = json.loads(question.body), machine.disk
        rule, before = self._rule(machine, claim), disk.look(_LAST)[0][0]
        try:
            yield
        finally:
            for ticket_id, body in disk.look(_CALLED, (before, machine.name)):
                self._judge(claim, rule, (ticket_id, json.loads(body)["branch"]))

    def _judge(self, claim: dict[str, Any], rule: tuple[str, str], chosen: tuple[str, str]) -> None:
        self.judged += 1
        if claim.get("number"):
            rule = (chosen[0], "by_number")
        if chosen != rule:
            self.unfair.append(f"R7 {claim['station']} got {chosen} where the rule names {rule}")

    def _rule(self, machine: Machine, claim: dict[str, Any]) -> tuple[str, str]:
        """(ticket, branch) of whom the rule names for this claim; ("", "") for nobody."""
        me, disk, now = machine.open.me, machine.disk, machine.now_ms()
        after = machine.open.read(lambda conn: promotion.owned_after(conn, me))
        if after is None:
            return "", ""
        day = max(disk.look(_DAY, (OFFICE,))[0][0] or "", local_time(now).date().isoformat())
        aim = (claim["counter"], json.dumps(claim["fields"]))
        line = [Waits(*row) for row in disk.look(_WAITING, (*me.origin[:1], day, *me.origin[1:], after, after, *aim))]
        overdue = [t for t in line if now - t.queued_at > self.policy.max_wait_minutes * 60_000]
        expected = [t for t in line if t.appointment_at and t.appointment_at <= now]
        preferred = [t for t in line if t.priority and not self._must_yield(machine, day, t, line)]
        for branch, some in (
            ("overdue", overdue), ("appointment", expected), ("priority", preferred), ("oldest", line),
        ):  # fmt: skip
            if some:
                return some[0].id, branch
        return "", ""

    def _must_yield(self, machine: Machine, day: str, one: Waits, line: list[Waits]) -> bool:
        """Whether k of a class were called in a row in this field while somebody ordinary waits there."""
        rows = machine.disk.look(_BRANCHES, (OFFICE, day, one.field))
        in_a_row = len([*takewhile(lambda row: row[0] == "priority", rows)])
        ordinary = any(t.field == one.field and not t.priority for t in line)
        return ordinary and in_a_row >= self.policy.priority_in_a_row
