"""Forms of the province's own routes: monitoring and the desk of parked records."""

from __future__ import annotations

from sync.wire import Model, Name, Text, Whole


class FindingForm(Model):
    """Something to look at: `bad` or `warn`, a stable code, and words for people."""

    level: str
    code: str
    words: str


class WatchedForm(Model):
    """A station as the province knows it. Times in ms, 0 = never. `lives` = incarnations that wrote here, `events` =
    events of it that stand here, `parked` = those not understood, `differing` =
    days on which the nightly digest differs, `report` = its own last report."""

    office: str
    station: str
    kind: str
    last_seen: Whole
    revoked_at: Whole
    lives: Whole
    events: Whole
    parked: Whole
    differing: Whole
    report: dict[Name, str | int | bool]
    findings: list[FindingForm]


class Monitoring(Model):
    """Every station, the worst first; `at` is the server's own time (ms)."""

    at: Whole
    stations: list[WatchedForm]


class ParkedForm(Model):
    """An event that waits. `cause` = others wait for it."""

    event_id: str
    station: str
    incarnation: str
    seq: Whole
    type: str
    schema_ver: Whole
    at: Whole
    parked_at: Whole
    reason: str
    cause: bool


class OwnerForm(Model):
    """Who minds a case."""

    owner: str
    note: str
    by: str
    at: Whole


class CaseForm(Model):
    """A stream that waits; the first of its events is the cause."""

    office: str
    stream_id: str
    since: Whole
    owner: OwnerForm | None
    events: list[ParkedForm]


class PassedForm(Model):
    """An event that a person passed over."""

    office: str
    event_id: str
    stream_id: str
    reason: str
    by: str
    at: Whole


class Desk(Model):
    """What waits and what was passed over."""

    cases: list[CaseForm]
    passed: list[PassedForm]


class Assign(Model):
    """Somebody minds a case from now on."""

    office: Name
    stream_id: Text
    owner: Text
    note: Text = ""


class PassOver(Model):
    """A stream goes on without this event, and why."""

    office: Name
    event_id: Name
    reason: Text


class StillParked(Model):
    """How many events still wait."""

    parked: Whole
