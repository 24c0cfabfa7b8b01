"""A ticket as its events tell it (`kiosk.domain.ticket_fold`)."""

from __future__ import annotations

from dataclasses import dataclass

WAITING, CALLED, SERVING, HELD = "waiting", "called", "serving", "held"
SERVED, ABSENT, VOIDED, EXPIRED = "served", "absent", "voided", "expired"
JOINED = "joined"
"""A typed number that nobody here knew, and whose ticket has come to light (R3): it goes on there."""
AT_COUNTER = frozenset({CALLED, SERVING, HELD})
ENDED = frozenset({SERVED, VOIDED, EXPIRED, JOINED})
"""Nothing may follow these; an absent citizen may still come back."""

NOT_PRINTED, PRINTING, PRINTED, UNPRINTED = "not_printed", "printing", "printed", "unprinted"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a ticket: the claim that won it, where, when (ms) and by which branch of R7.

    `seq` is its place in the chain of the station that decided: calls of one millisecond keep their order. A `fenced`
    call counts no more: a later epoch took the ticket over without knowing of it (R4).
    """

    claim_id: str
    counter: int
    station: str
    at: int
    branch: str
    reason: str
    field: str
    seq: int = 0
    epoch: int = 0
    fenced: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Events that contradict each other (R5): what kind of conflict, and the event that brought it to light."""

    code: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as its events tell it. Times are milliseconds since 1970, 0 = has not happened.

    `owner` is the one station that may have it called ("" while in transit to `transit_to`), and only in the
    incarnation that took it, `owner_incarnation` (R6), by the event `owned_seq` of its chain; in transit the
    same holds of `transit_incarnation` ("" = any). `holder` is the station whose counter has the citizen, by the paper
    alone if `by_paper` (R3), `epoch` is that of the last take-over (R4).
    `priority` is the class that the citizen stated until a clerk has seen proof: `priority_by` is that clerk's login
    ("" = only stated), and `priority` what was proven, "" for none (R7).
    `station` is "" for a typed number whose ticket is not known here. `conflict` is the first clash that no lead has
    settled.
    """

    id: str
    office: str
    station: str
    incarnation: str
    service_day: str
    number: str
    letter: str
    series: str
    ordinal: int
    field: str
    priority: str
    procedure: str
    appointment_at: int
    issued_at: int
    queued_at: int
    state: str = WAITING
    paper: str = NOT_PRINTED
    owner: str = ""
    owner_incarnation: str = ""
    owned_seq: int = 0
    epoch: int = 0
    by_paper: int = 0
    transit_to: str = ""
    transit_incarnation: str = ""
    handoff: int = 0
    holder: str = ""
    counter: int = 0
    to_counter: int = 0
    called_at: int = 0
    announced_at: int = 0
    started_at: int = 0
    ended_at: int = 0
    recalls: int = 0
    transfers: int = 0
    reason: str = ""
    conflict: str = ""
    priority_by: str = ""
    version: int = 0
    calls: tuple[Call, ...] = ()
    clashes: tuple[Clash, ...] = ()

    def was_called_by(self, claim_id: str) -> bool:
        """Whether this claim called the ticket and its call has force."""
        return any(c.claim_id == claim_id and not c.fenced for c in self.calls)


def stream_of(ticket_id: str) -> str:
    """The stream of a ticket's events."""
    return f"ticket:{ticket_id}"
