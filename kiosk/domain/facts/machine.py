"""Who let which machine in, and who shut it out. Told by the authority, in its own journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.facts.form import Fact


@dataclass(frozen=True, slots=True)
class MachineAdmitted(Fact):
    """A machine redeemed a code that `let_in_by` had made; `source` is the address that it came from."""

    type: ClassVar[str] = "machine.admitted"
    office: str
    station: str
    kind: str
    key_id: str
    let_in_by: str
    source: str


@dataclass(frozen=True, slots=True)
class MachineRevoked(Fact):
    """The keys of a machine are out, by the hand of the event's actor."""

    type: ClassVar[str] = "machine.revoked"
    office: str
    station: str
    key_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MachineCertified(Fact):
    """The key of a machine got a certificate that ends at `until` (ms)."""

    type: ClassVar[str] = "machine.certified"
    office: str
    station: str
    key_id: str
    until: int
