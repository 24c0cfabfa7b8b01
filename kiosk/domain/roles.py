"""What each role of staff may do: the one table that servers hold to and faces show."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """Something that not everybody may do."""

    SERVE = "serve"
    """Open a counter, call and serve."""
    OVERSEE = "oversee"
    """The admin's pages: today, stations, printers, services."""
    ACCOUNTS = "accounts"
    """Make, change, switch off accounts; reset a password."""
    ACCESS_LOG = "access-log"
    """Read who opened which person's record."""
    PROMOTE = "promote"
    """Roll call and promotion of another PC to hub (queue-rules R4)."""
    RESOLVE = "resolve"
    """Resolve visible conflicts (queue-rules R5)."""
    STATIONS = "stations"
    """Codes for new stations; revocation."""
    REPAIR = "repair"
    """Parked records."""


ROLES = ("clerk", "lead", "technician")

RIGHTS: dict[str, frozenset[Right]] = {
    "clerk": frozenset({Right.SERVE}),
    "lead": frozenset(Right) - {Right.REPAIR},
    "technician": frozenset({Right.SERVE, Right.OVERSEE, Right.PROMOTE, Right.RESOLVE, Right.STATIONS, Right.REPAIR}),
}
"""A technician minds machines: people and the log of opened records are the lead's."""


def may(role: str, right: Right) -> bool:
    """Whether a role has a right; a role unknown here (from a newer version) has none."""
    return right in RIGHTS.get(role, frozenset())


def who_may(right: Right) -> tuple[str, ...]:
    """The roles that have a right."""
    return tuple(role for role in ROLES if may(role, right))
