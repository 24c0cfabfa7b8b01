"""The facts that can happen, as frozen values, and their plain JSON bodies.

A new kind of fact goes into the module of its trade and into the imports here: that makes it known.
"""

from kiosk.domain.facts.access import (
    AccessCorner,
    AccessOpened,
    AccessTraced,
)
from kiosk.domain.facts.counter import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterResumed,
)
from kiosk.domain.facts.file import (
    FileArrived,
    FileKept,
)
from kiosk.domain.facts.form import KNOWN, LONGEST_TEXT, Fact, NotUnderstood, check_place, from_body, to_body
from kiosk.domain.facts.machine import (
    MachineAdmitted,
    MachineCertified,
    MachineRevoked,
)
from kiosk.domain.facts.office import (
    DayConfirmed,
    HubCleared,
    HubPromoted,
    RollCalled,
    SeriesLeased,
    StationRenewed,
)
from kiosk.domain.facts.parked import (
    ParkedPassed,
)
from kiosk.domain.facts.staff import (
    StaffAdded,
    StaffChanged,
    StaffDisabled,
    StaffEnabled,
    StaffPasswordChanged,
    StaffPasswordReset,
    StaffTakenOn,
    StaffUnlocked,
)
from kiosk.domain.facts.ticket import (
    TicketAbsent,
    TicketAccepted,
    TicketAttested,
    TicketCalled,
    TicketExpired,
    TicketHandedOver,
    TicketHeld,
    TicketIssued,
    TicketJoined,
    TicketPresented,
    TicketPrinted,
    TicketPrinting,
    TicketPriorityConfirmed,
    TicketRecalled,
    TicketResumed,
    TicketServed,
    TicketSettled,
    TicketStarted,
    TicketSurrendered,
    TicketTakenOver,
    TicketTransferred,
    TicketUnprinted,
    TicketVoided,
)

KNOWN.update({cls.type: cls for cls in Fact.__subclasses__()})

__all__ = [
    "KNOWN",
    "LONGEST_TEXT",
    "AccessCorner",
    "AccessOpened",
    "AccessTraced",
    "CounterClosed",
    "CounterOpened",
    "CounterPaused",
    "CounterResumed",
    "DayConfirmed",
    "Fact",
    "FileArrived",
    "FileKept",
    "HubCleared",
    "HubPromoted",
    "MachineAdmitted",
    "MachineCertified",
    "MachineRevoked",
    "NotUnderstood",
    "ParkedPassed",
    "RollCalled",
    "SeriesLeased",
    "StaffAdded",
    "StaffChanged",
    "StaffDisabled",
    "StaffEnabled",
    "StaffPasswordChanged",
    "StaffPasswordReset",
    "StaffTakenOn",
    "StaffUnlocked",
    "StationRenewed",
    "TicketAbsent",
    "TicketAccepted",
    "TicketAttested",
    "TicketCalled",
    "TicketExpired",
    "TicketHandedOver",
    "TicketHeld",
    "TicketIssued",
    "TicketJoined",
    "TicketPresented",
    "TicketPrinted",
    "TicketPrinting",
    "TicketPriorityConfirmed",
    "TicketRecalled",
    "TicketResumed",
    "TicketServed",
    "TicketSettled",
    "TicketStarted",
    "TicketSurrendered",
    "TicketTakenOver",
    "TicketTransferred",
    "TicketUnprinted",
    "TicketVoided",
    "check_place",
    "from_body",
    "to_body",
]
