"""What crosses the network, as pydantic models: the one source of `/openapi.json` and of the client's checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from kiosk.domain.event import Event
from sync.wire_seals import ReceiptForm as ReceiptForm
from sync.wire_seals import SealForm as SealForm
from sync.wire_seals import SealRoll as SealRoll
from sync.wire_seals import seal_to_plain as seal_to_plain
from sync.wire_seals import to_seal as to_seal
from sync.wire_types import DEEPEST as DEEPEST
from sync.wire_types import Answer as Answer
from sync.wire_types import Body as Body
from sync.wire_types import Hash as Hash
from sync.wire_types import Model as Model
from sync.wire_types import Name as Name
from sync.wire_types import Positive as Positive
from sync.wire_types import Text as Text
from sync.wire_types import Whole as Whole

PROTOCOL = 1
SESSION_HEADER = "Motcua-Session"
PROBLEM_HEADER = "Motcua-Problem"
"""The code of a refusal, also where an answer has no body (HEAD)."""
"""Carries the token of a staff session."""
MAX_EVENTS = 500
MAX_BYTES = 512 * 1024
"""A batch as JSON before compression: at most so many events and bytes (design §6)."""
MAX_HELD = 200
"""Lives of one station that a claim may name."""


class EventForm(Model):
    """One journal event with its hashes (see kiosk.domain.event)."""

    office: Name
    station: Name
    incarnation: Name
    seq: Positive
    event_id: Name
    stream_id: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,32}:[A-Za-z0-9._-]{1,80}$")]
    stream_ver: Positive
    type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
    schema_ver: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    at: Whole
    actor: Text
    body: Body
    body_hash: Hash
    prev_hash: Hash
    chain_hash: Hash


class Batch(Model):
    """Consecutive events of one chain; `seal` is about the last of them, needed where requests are signed."""

    events: Annotated[list[EventForm], Field(min_length=1, max_length=MAX_EVENTS)]
    seal: SealForm | None = None


class Acknowledgement(Answer):
    """The receiver holds exactly 1..`acked_through` of the chain."""

    acked_through: Whole


class FeedPage(Answer):
    """A page of the office's feed; keep `cursor` with the rows it covers. `seals` are for hubs, which carry on."""

    events: list[EventForm]
    cursor: str
    more: bool
    seals: list[SealForm] = []


class Gate(Answer):
    """How to sign here: for this `life` of the server, by its time `at` (ms)."""

    life: Name
    at: Whole


class ChainHead(Answer):
    """Where a chain ends in a snapshot."""

    station: Name
    incarnation: Name
    last_seq: Positive
    last_hash: Hash


class SnapshotManifest(Answer):
    """A snapshot of an office: every chain up to its head, in chunks 0..`chunks`-1. `cursor` names the snapshot and is
    where the feed goes on after it; `hash` is over all of it (see docs/protocol.md)."""

    cursor: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,200}$")]
    chunks: Annotated[int, Field(ge=0, le=10_000_000)]
    events: Whole
    heads: Annotated[list[ChainHead], Field(max_length=100_000)]
    hash: Hash


class SnapshotChunk(Answer):
    """Chunk `no` of a snapshot; `cursor` is its end in the feed."""

    no: Whole
    cursor: Annotated[str, StringConstraints(max_length=200)]
    events: Annotated[list[EventForm], Field(max_length=MAX_EVENTS)]


class Hello(Answer):
    """Who answers here. `gate` is absent where requests need no signature."""

    product: str
    protocol: int
    role: str
    station: str
    office: str
    incarnation: str
    version: str
    at: Whole
    gate: Gate | None = None
    keys: Whole = 0
    """The version of the allow list that the server holds for its own office; 0 = none."""
    epoch: Whole = 0
    duty: str = ""
    proposed: Whole = 0
    """What a hub obeys and does (R4), and the epoch for which it calls the roll."""


class Held(Model):
    """How far somebody holds a chain of the station that is asked."""

    incarnation: Name
    through: Annotated[int, Field(ge=0, le=2**53, strict=True)]


class Claim(Model):
    """A counter's claim. `number` empty = the next by rule R7; with a number, `reason` must say why.
    `cursor` is the caller's place in the feed, `reader` the `via` under which it delivers: the answer brings what it
    has not seen. A kiosk has no feed: it answers with its own chain beyond what the caller `holds` of it."""

    claim_id: Name
    station: Name
    reader: Name
    counter: Annotated[int, Field(ge=1, le=999, strict=True)]
    fields: Annotated[list[Name], Field(max_length=64)]
    actor: Text = ""
    number: Annotated[str, StringConstraints(max_length=16, pattern=r"^[^\x00]*$")] = ""
    reason: Text = ""
    cursor: Annotated[str, StringConstraints(max_length=200)] = ""
    holds: Annotated[list[Held], Field(max_length=MAX_HELD)] = []


class ClaimAnswer(Answer):
    """What the claim won: `ticket_id` empty = nobody waits. `branch` says which rule of R7 chose."""

    ticket_id: str
    number: str = ""
    branch: str = ""
    feed: FeedPage | None = None


class SeriesRequest(Model):
    """An issuing station asks for its number series; `taken` are those that it knows of, the hub may not."""

    station: Name
    incarnation: Name
    taken: Annotated[list[Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,2}$")]], Field(max_length=1000)] = []


class SeriesAnswer(Answer):
    """The series, "" = plain numbers."""

    series: str


class Heartbeat(Model):
    """A station's sign of life: figures and states, no personal data."""

    kind: Name
    report: dict[Name, str | int | bool]


class LineAbove(Answer):
    """How the hub's own line to the province stands (ms)."""

    up: bool
    since: Whole
    unsent: Whole
    oldest_unsent_at: Whole
    trouble: str = ""


class HeartbeatAnswer(Answer):
    """What a server says back: its time (ms), and how its own line up stands; `above` is None where nothing is above
    it."""

    at: Whole
    above: LineAbove | None = None
    keys: Whole = 0
    """The version of the allow list that the server holds for the station's office; 0 = none."""
    duty: str = ""
    """A hub's duty: it may have lost the queue while it still answers (R4)."""
    others: list[str] = []
    """Addresses of PCs that may become the hub: where to look when this one is gone."""
    before: str = ""
    """The `life` that the station's sign of life before this one named."""
    alike: bool = False
    """Whether that one was of the same incarnation, too."""
    incarnation: str = ""
    """Of the server's database: one that was put back remembers an older sign of life."""


MAX_STATIONS = 200


class StationTold(Model):
    """What a hub knows of one station: silent for so many ms, and its last report."""

    station: Name
    kind: Name
    silent: Whole
    report: dict[Name, str | int | bool]


class StationsTold(Model):
    """What a hub tells the province of its office's machines."""

    stations: Annotated[list[StationTold], Field(max_length=MAX_STATIONS)]


class StationSeen(Answer):
    """A station's last sign of life by the server's clock (ms), with what it reported."""

    station: Name
    kind: Name
    last_seen: Whole
    report: dict[Name, str | int | bool]


class StationRoll(Answer):
    """Every station of an office that was ever seen. `at` is the server's own time (ms): silence is counted from it,
    not from the reader's clock."""

    at: Whole
    stations: list[StationSeen]


class ChainStanding(Answer):
    """A chain's last event here, and the last that the server above has acknowledged (0 = none, or none above)."""

    station: Name
    incarnation: Name
    through: Whole
    above: Whole


class ChainRoll(Answer):
    """Every chain of an office that stands here."""

    chains: list[ChainStanding]


class Problem(Answer):
    """Every refusal: a stable code, Vietnamese words for people, and English `detail` for logs. `index` is the place of
    the offending event in the batch."""

    code: str
    message: str
    remedy: str = ""
    detail: str = ""
    acked_through: int | None = None
    index: int | None = None


def to_event(form: EventForm) -> Event:
    """The event that a form carries."""
    return Event(
        form.office, form.station, form.incarnation, form.seq, form.event_id, form.stream_id, form.stream_ver,
        form.type, form.schema_ver, form.at, form.actor, form.body, form.body_hash, form.prev_hash, form.chain_hash,
    )  # fmt: skip


def to_plain(event: Event) -> dict[str, Any]:
    """An event as JSON-ready values."""
    return {name: getattr(event, name) for name in EventForm.model_fields}


def to_plain_list(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as JSON-ready values."""
    return [to_plain(e) for e in events]
