"""What can happen to a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class TicketIssued(Fact):
    """A number was given. `ordinal` is the n of its letter and series on `service_day` (ISO date);
    `appointment_at` is milliseconds since 1970, 0 for none."""

    type: ClassVar[str] = "ticket.issued"
    service_day: str
    number: str
    letter: str
    series: str
    ordinal: int
    field: str
    priority: str = ""
    procedure: str = ""
    appointment_at: int = 0


@dataclass(frozen=True, slots=True)
class TicketHandedOver(Fact):
    """The giver has put the ticket in transit to `to`; only that very database may end this (R2): `to_incarnation`,
    which version 1 did not name ("" = any)."""

    type: ClassVar[str] = "ticket.handed_over"
    schema_ver: ClassVar[int] = 2
    to: str
    handoff: int
    to_incarnation: str = ""


@dataclass(frozen=True, slots=True)
class TicketAccepted(Fact):
    """The receiver owns the ticket from here (R2)."""

    type: ClassVar[str] = "ticket.accepted"
    handoff: int


@dataclass(frozen=True, slots=True)
class TicketCalled(Fact):
    """A claim won the ticket for a counter. `branch` says which rule of R7 chose it, `epoch` under which the authority
    decided (R4); version 1 had none, which is 0."""

    type: ClassVar[str] = "ticket.called"
    schema_ver: ClassVar[int] = 2
    claim_id: str
    counter: int
    to: str
    branch: str
    reason: str = ""
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class TicketRecalled(Fact):
    """The number was called once more at its counter."""

    type: ClassVar[str] = "ticket.recalled"
    counter: int


@dataclass(frozen=True, slots=True)
class TicketStarted(Fact):
    """The citizen sits at the counter; service began."""

    type: ClassVar[str] = "ticket.started"
    counter: int


@dataclass(frozen=True, slots=True)
class TicketServed(Fact):
    """Service ended. At most once for a ticket (I11)."""

    type: ClassVar[str] = "ticket.served"
    counter: int


@dataclass(frozen=True, slots=True)
class TicketAbsent(Fact):
    """Called and did not come."""

    type: ClassVar[str] = "ticket.absent"
    counter: int


@dataclass(frozen=True, slots=True)
class TicketHeld(Fact):
    """Put aside at its counter (a paper to copy, a form to fill)."""

    type: ClassVar[str] = "ticket.held"
    counter: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TicketResumed(Fact):
    """Taken up again by the counter that held it."""

    type: ClassVar[str] = "ticket.resumed"
    counter: int


@dataclass(frozen=True, slots=True)
class TicketTransferred(Fact):
    """Given back to wait for another field, or for one counter (`to_counter`, 0 = any);
    in transit to station `to` like any hand-over."""

    type: ClassVar[str] = "ticket.transferred"
    schema_ver: ClassVar[int] = 2
    to_field: str
    to_counter: int
    to: str
    handoff: int
    reason: str = ""
    to_incarnation: str = ""


@dataclass(frozen=True, slots=True)
class TicketPrinting(Fact):
    """Paper may be coming out from here on (design §7)."""

    type: ClassVar[str] = "ticket.printing"


@dataclass(frozen=True, slots=True)
class TicketPrinted(Fact):
    """The printer said, after the cut, that the paper is out."""

    type: ClassVar[str] = "ticket.printed"


@dataclass(frozen=True, slots=True)
class TicketUnprinted(Fact):
    """The paper did not come out, or nobody can be sure. The number stays good."""

    type: ClassVar[str] = "ticket.unprinted"
    cause: str


@dataclass(frozen=True, slots=True)
class TicketVoided(Fact):
    """The number is withdrawn, with a reason."""

    type: ClassVar[str] = "ticket.voided"
    reason: str


@dataclass(frozen=True, slots=True)
class TicketExpired(Fact):
    """Left at closing time (R8)."""

    type: ClassVar[str] = "ticket.expired"


@dataclass(frozen=True, slots=True)
class TicketPresented(Fact):
    """A citizen laid the paper on a counter, which serves without asking anybody (R3). `how`: scanned or typed.

    It says what stands on the paper, because the counter may have heard of the ticket nothing else.
    """

    type: ClassVar[str] = "ticket.presented"
    counter: int
    service_day: str
    number: str
    how: str


@dataclass(frozen=True, slots=True)
class TicketJoined(Fact):
    """What was noted for a typed number that nobody here knew goes on at the ticket itself, `into` (R3)."""

    type: ClassVar[str] = "ticket.joined"
    into: str


@dataclass(frozen=True, slots=True)
class TicketTakenOver(Fact):
    """A promoted hub owns the ticket from here (R4). Calls that were decided under a lower epoch count no more, but for
    those in `claims`, which the roll call told of. `absent` are the counters that a person declared switched off."""

    type: ClassVar[str] = "ticket.taken_over"
    epoch: int
    handoff: int
    claims: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketAttested(Fact):
    """A counter says by which claim it has the citizen, and who that is: in a roll call (R4), and when a kiosk answered
    in the hub's place (R2). The call itself, and even the ticket's birth, may be lost with that machine's disk."""

    type: ClassVar[str] = "ticket.attested"
    claim_id: str
    counter: int
    branch: str = ""
    epoch: int = 0
    service_day: str = ""
    number: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class TicketSurrendered(Fact):
    """A renewed incarnation gives up what its former life seemed to own (R6)."""

    type: ClassVar[str] = "ticket.surrendered"


@dataclass(frozen=True, slots=True)
class TicketSettled(Fact):
    """The office lead looked at a conflict and says how it stands (R5). `covers` are the events that clashed: what
    comes to light later is shown anew."""

    type: ClassVar[str] = "ticket.settled"
    note: str
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TicketPriorityConfirmed(Fact):
    """A clerk saw proof of the stated priority, or its absence: `priority` is the class from here on, "" for none."""

    type: ClassVar[str] = "ticket.priority_confirmed"
    priority: str
