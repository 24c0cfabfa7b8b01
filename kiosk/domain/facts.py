"""The facts that can happen, as frozen values, and their plain JSON bodies.

Every type and schema version ever shipped stays readable; a type not listed here is stored and parked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, get_type_hints


class NotUnderstood(ValueError):
    """The body is not of its type's form, or the type or version is not known here: park it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. `type` names it in the journal, `schema_ver` the form of its body."""

    type: ClassVar[str] = ""
    schema_ver: ClassVar[int] = 1


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
    """The giver has put the ticket in transit to `to`; only that station may end this (R2)."""

    type: ClassVar[str] = "ticket.handed_over"
    to: str
    handoff: int


@dataclass(frozen=True, slots=True)
class TicketAccepted(Fact):
    """The receiver owns the ticket from here (R2)."""

    type: ClassVar[str] = "ticket.accepted"
    handoff: int


@dataclass(frozen=True, slots=True)
class TicketCalled(Fact):
    """A claim won the ticket for a counter. `branch` says which rule of R7 chose it."""

    type: ClassVar[str] = "ticket.called"
    claim_id: str
    counter: int
    to: str
    branch: str
    reason: str = ""


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
    to_field: str
    to_counter: int
    to: str
    handoff: int
    reason: str = ""


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
class CounterOpened(Fact):
    """A clerk took a place at a counter, serving `fields`."""

    type: ClassVar[str] = "counter.opened"
    counter: int
    staff: str
    staff_name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterPaused(Fact):
    """The counter calls nobody for a while, with a reason."""

    type: ClassVar[str] = "counter.paused"
    counter: int
    reason: str


@dataclass(frozen=True, slots=True)
class CounterResumed(Fact):
    """The counter calls again."""

    type: ClassVar[str] = "counter.resumed"
    counter: int


@dataclass(frozen=True, slots=True)
class CounterClosed(Fact):
    """The clerk left the counter."""

    type: ClassVar[str] = "counter.closed"
    counter: int


@dataclass(frozen=True, slots=True)
class SeriesLeased(Fact):
    """The hub gave a number series to one incarnation of a station, for ever (R1, R6)."""

    type: ClassVar[str] = "series.leased"
    station: str
    incarnation: str
    series: str


@dataclass(frozen=True, slots=True)
class StaffAdded(Fact):
    """An account was made. Its secret stays on the machine and never enters the journal."""

    type: ClassVar[str] = "staff.added"
    login: str
    name: str
    role: str


KNOWN: Mapping[str, type[Fact]] = {cls.type: cls for cls in Fact.__subclasses__()}
LONGEST_TEXT = 2_000
"""Characters of one text in a body."""


def to_body(fact: Fact) -> dict[str, Any]:
    """The JSON body of a fact."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(fact).items()}


def from_body(type: str, schema_ver: int, body: Mapping[str, Any]) -> Fact:
    """The fact a body states. Raises NotUnderstood; unknown keys are refused so that nothing is read by half."""
    cls = KNOWN.get(type)
    if cls is None or schema_ver != cls.schema_ver:
        raise NotUnderstood(f"{type} v{schema_ver} is not known here")
    hints = _form(cls)
    if extra := body.keys() - hints:
        raise NotUnderstood(f"{type}: unexpected {', '.join(sorted(extra))}")
    try:
        return cls(**{k: _checked(type, k, hints[k], v) for k, v in body.items()})
    except TypeError as missing:
        raise NotUnderstood(f"{type}: {missing}") from missing


def check_place(type: str, stream_id: str) -> None:
    """Raises NotUnderstood unless a fact of this type belongs on this stream (`ticket.called` on `ticket:…`)."""
    kind, _, name = stream_id.partition(":")
    if kind != type.partition(".")[0] or not name:
        raise NotUnderstood(f"{type} does not belong on {stream_id}")
    if kind == "counter" and not (name.isascii() and name.isdigit() and len(name) <= 4):
        raise NotUnderstood(f"{stream_id} names no counter")


def _form(cls: type[Fact]) -> dict[str, Any]:
    """The type of each field, worked out once: a batch asks a thousand times."""
    if cls not in _FORMS:
        hints = get_type_hints(cls)
        _FORMS[cls] = {f.name: hints[f.name] for f in fields(cls)}
    return _FORMS[cls]


_FORMS: dict[type[Fact], dict[str, Any]] = {}


def _checked(type_name: str, key: str, hint: Any, value: Any) -> Any:
    if hint is int and isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        return value
    if hint is str and _is_text(value):
        return value
    if hint == tuple[str, ...] and isinstance(value, (list, tuple)) and all(map(_is_text, value)):
        return tuple(value)
    raise NotUnderstood(f"{type_name}.{key} is not {hint}")


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character, as a garbled scan leaves it
        return False
    return True
