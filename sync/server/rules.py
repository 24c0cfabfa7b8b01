"""Which kinds of stations may ask what. A route without a rule here does not exist for a signed server.

Staff's rights are another matter (`sync.server.sessions`): a person signs in on a station that may ask.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.routing import compile_path

KIOSK, COUNTER, BOARD, ADMIN, HUB, PROVINCE = "kiosk", "counter", "board", "admin", "hub", "province"
FACES = frozenset({KIOSK, COUNTER, BOARD, ADMIN})
ALL = FACES | {HUB}
DESKS = frozenset({COUNTER, ADMIN})
SERVERS = frozenset({HUB, PROVINCE})
"""With these a server's own administrator asks it (`sync.server.privilege`)."""
OPEN: frozenset[str] = frozenset()
"""Asked without a signature."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One route and the kinds of stations that may ask it. An `{office}` and a `{station}` in its path must be the
    caller's own (any station of the office for a hub)."""

    method: str
    path: str
    kinds: frozenset[str]
    carries: frozenset[str] = frozenset()
    """Kinds that may ask about any station of their office: what they bring carries that one's own seal."""


RULES = (
    Rule("GET", "/v1/hello", OPEN),
    Rule("GET", "/openapi.json", OPEN),
    Rule("POST", "/v1/stations/{station}/events", ALL, DESKS),
    Rule("GET", "/v1/offices/{office}/stations/{station}/incarnations/{incarnation}", ALL, DESKS),
    Rule("GET", "/v1/offices/{office}/stations/{station}/incarnations/{incarnation}/seals", frozenset({HUB})),
    Rule("GET", "/v1/offices/{office}/feed", ALL),
    Rule("POST", "/v1/offices/{office}/stations/{station}/digests", ALL),
    Rule("GET", "/v1/offices/{office}/snapshot", ALL),
    Rule("GET", "/v1/offices/{office}/snapshot/{cursor}/{no}", ALL),
    Rule("POST", "/v1/offices/{office}/stations/{station}/heartbeat", ALL),
    Rule("POST", "/v1/offices/{office}/stations", frozenset({HUB})),
    Rule("GET", "/v1/offices/{office}/stations", DESKS | {HUB}),
    Rule("GET", "/v1/receipt", ALL),
    Rule("POST", "/v1/claims", DESKS),
    Rule("POST", "/v1/series", frozenset({KIOSK})),
    Rule("GET", "/v1/hub/roll", DESKS | {HUB}),
    Rule("POST", "/v1/hub/roll/answers", frozenset({COUNTER})),
    Rule("POST", "/v1/hub/roll/begin", DESKS | SERVERS),
    Rule("POST", "/v1/hub/roll/cancel", DESKS | SERVERS),
    Rule("POST", "/v1/hub/roll/declarations", DESKS | SERVERS),
    Rule("POST", "/v1/hub/roll/promotion", DESKS | SERVERS),
    Rule("POST", "/v1/hub/clearance", DESKS | SERVERS),
    Rule("GET", "/v1/offices/{office}/chains", DESKS | {HUB}),
    Rule("POST", "/v1/staff/sessions", DESKS | SERVERS),
    Rule("DELETE", "/v1/staff/sessions", DESKS | SERVERS),
    Rule("POST", "/v1/staff/password", DESKS),
    Rule("POST", "/v1/staff/accounts", DESKS | SERVERS),
    Rule("POST", "/v1/staff/accounts/changes", DESKS | SERVERS),
    Rule("GET", "/v1/offices/{office}/accounts", DESKS | {HUB}),
    Rule("OPTIONS", "/v1/offices/{office}/files", DESKS | {HUB}),
    Rule("POST", "/v1/offices/{office}/files", DESKS | {HUB}),
    Rule("HEAD", "/v1/offices/{office}/files/{sha256}", DESKS | {HUB}),
    Rule("PATCH", "/v1/offices/{office}/files/{sha256}", DESKS | {HUB}),
    Rule("GET", "/v1/offices/{office}/files/{sha256}", DESKS | {HUB}),
    Rule("GET", "/v1/join", OPEN),
    Rule("POST", "/v1/join", OPEN),
    Rule("GET", "/v1/offices/{office}/keys", ALL),
    Rule("POST", "/v1/offices/{office}/keys", OPEN),
    Rule("GET", "/v1/trust/machines", DESKS | SERVERS),
    Rule("POST", "/v1/trust/codes", DESKS | SERVERS),
    Rule("POST", "/v1/trust/codes/withdrawals", DESKS | SERVERS),
    Rule("POST", "/v1/trust/revocations", DESKS | SERVERS),
    Rule("POST", "/v1/trust/certificates", ALL),
    Rule("GET", "/v1/monitoring", DESKS | SERVERS),
    Rule("GET", "/v1/parked", DESKS | SERVERS),
    Rule("POST", "/v1/parked/owner", DESKS | SERVERS),
    Rule("POST", "/v1/parked/retry", DESKS | SERVERS),
    Rule("POST", "/v1/parked/pass", DESKS | SERVERS),
    Rule("GET", "/status", OPEN),
    Rule("POST", "/status/sign-in", OPEN),
)


_NEVER_WRITES: Mapping[str, tuple[str, ...]] = {
    KIOSK: ("staff.", "counter.", "access.opened", "parked.", "machine."),
    BOARD: ("staff.", "counter.", "access.opened", "access.corner", "ticket.", "series.", "parked.", "machine."),
    COUNTER: ("parked.", "machine."),
    ADMIN: ("parked.", "machine."),
}
"""Beginnings of types of facts. What is not named is allowed: a newer program may know more."""


def may_write(kind: str, type: str) -> bool:
    """Whether a station of this kind may say such a fact: nobody becomes staff by what a kiosk says."""
    return not type.startswith(_NEVER_WRITES.get(kind, ()))


@dataclass(frozen=True, slots=True)
class Match:
    """The rule for a request, with the names in its path."""

    rule: Rule
    names: Mapping[str, str]


def rule_for(method: str, path: str) -> Match | None:
    """The rule that fits; None where there is none."""
    for rule, pattern in _PATTERNS:
        if rule.method == method and (found := pattern.match(path)):
            return Match(rule, found.groupdict())
    return None


_PATTERNS: tuple[tuple[Rule, re.Pattern[str]], ...] = tuple((rule, compile_path(rule.path)[0]) for rule in RULES)
