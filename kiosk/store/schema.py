"""The tables. `event` is the truth; the tables marked projection can be rebuilt from it by `journal.replay`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

HEAD = "0002"
"""The newest migration; a test holds it against alembic's own head."""

metadata = MetaData()


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _numbers(*names: str) -> list[Column[int]]:
    return [Column(name, BigInteger, nullable=False) for name in names]


def _key(*names: str) -> list[Column[str]]:
    return [Column(name, Text, primary_key=True) for name in names]


event = Table(
    "event",
    metadata,
    *_key("office", "station", "incarnation"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *_texts("event_id", "stream_id"),
    *_numbers("stream_ver"),
    *_texts("type"),
    *_numbers("schema_ver", "at"),
    *_texts("actor", "body", "body_hash", "prev_hash", "chain_hash"),
    *_numbers("feed_no"),
    *_texts("via"),
    UniqueConstraint("office", "feed_no", name="uq_event_feed"),
    Index("ix_event_stream", "office", "stream_id"),
    Index("ix_event_id", "event_id"),
)

office_head = Table("office_head", metadata, *_key("office"), *_numbers("feed_no"))

origin = Table(
    "origin", metadata, *_key("office", "station", "incarnation"), *_numbers("last_seq"), *_texts("last_hash")
)

parked = Table(
    "parked",
    metadata,
    *_key("office", "station", "incarnation"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *_texts("stream_id", "reason"),
    *_numbers("at"),
    Index("ix_parked_stream", "office", "stream_id"),
)

identity = Table("identity", metadata, *_key("station"), *_texts("office", "incarnation", "kind"), *_numbers("since"))

uplink = Table("uplink", metadata, *_key("target", "office", "station", "incarnation"), *_numbers("acked_through"))

downlink = Table("downlink", metadata, *_key("source"), *_texts("cursor"))

number_given = Table(
    "number_given",
    metadata,
    *_key("service_day", "number"),
    *_texts("letter", "series", "ticket_id"),
    Column("ordinal", Integer, nullable=False),
    Index("ix_number_ordinal", "service_day", "letter", "series", "ordinal"),
)
"""What this issuer has given out: the key makes a second use of a number impossible (I1)."""

claim_won = Table(
    "claim_won",
    metadata,
    *_key("claim_id"),
    *_texts("ticket_id"),
    *_numbers("ticket_version", "at"),
    UniqueConstraint("ticket_id", "ticket_version", name="uq_claim_ticket"),
)
"""What this queue authority has decided: a claim wins a ticket as it stood at one version, no other claim does (I4)."""

claim_intent = Table(
    "claim_intent", metadata, *_key("claim_id"), *_texts("request", "answer"), *_numbers("asked_at", "answered_at")
)

credential = Table("credential", metadata, *_key("login"), *_texts("secret"))

setting = Table("setting", metadata, *_key("key"), *_texts("value"))

station_seen = Table(
    "station_seen", metadata, *_key("office", "station"), *_texts("kind", "report"), *_numbers("last_seen")
)

ticket = Table(
    "ticket",
    metadata,
    *_key("office", "id"),
    *_texts("station", "incarnation", "service_day", "number", "letter", "series"),
    *_numbers("ordinal"),
    *_texts("field", "priority", "procedure"),
    *_numbers("appointment_at", "issued_at", "queued_at"),
    *_texts("state", "paper", "owner", "owner_incarnation", "transit_to"),
    *_numbers("handoff"),
    *_texts("holder"),
    *_numbers("counter", "to_counter", "called_at", "announced_at", "started_at", "ended_at", "recalls", "transfers"),
    *_texts("reason", "conflict"),
    *_numbers("version"),
    Index("ix_ticket_line", "office", "service_day", "state", "field"),
    Index("ix_ticket_label", "office", "service_day", "number"),
    Index("ix_ticket_state", "office", "state", "owner"),
    Index("ix_ticket_lengths", "office", "field", "state", "ended_at"),
    Index("ix_ticket_conflict", "office", "conflict"),
    info={"projection": True},
)

call = Table(
    "call",
    metadata,
    *_key("office", "ticket_id", "claim_id"),
    Column("call_no", Integer, nullable=False),
    *_numbers("counter"),
    *_texts("station"),
    *_numbers("at", "seq"),
    *_texts("branch", "reason", "field", "service_day"),
    Index("ix_call_day", "office", "service_day", "field", "at", "seq"),
    info={"projection": True},
)

counter = Table(
    "counter",
    metadata,
    *_key("office", "id"),
    Column("number", Integer, nullable=False),
    *_texts("station", "state", "staff", "staff_name", "fields", "reason"),
    *_numbers("since", "version"),
    info={"projection": True},
)

series = Table(
    "series",
    metadata,
    *_key("office", "series"),
    *_texts("station", "incarnation"),
    *_numbers("leased_at"),
    info={"projection": True},
)

staff = Table(
    "staff",
    metadata,
    *_key("office", "login"),
    *_texts("name", "role"),
    *_numbers("added_at"),
    info={"projection": True},
)

procedure = Table(
    "procedure", metadata,
    *_key("code"), *_texts("name", "folded", "field", "field_folded"),
    Column("most_used", Integer, nullable=False), *_texts("detail"),
    Index("ix_procedure_field", "field"),
)  # fmt: skip
"""The catalogue in use: a cache of a dated snapshot, replaced as a whole (`kiosk.store.catalogue`)."""

procedure_elsewhere = Table("procedure_elsewhere", metadata, *_key("code"), *_texts("name", "reason"))

catalogue_snapshot = Table("catalogue_snapshot", metadata, *_key("version"), *_numbers("loaded_at"))

PROJECTIONS = tuple(t for t in metadata.sorted_tables if t.info.get("projection"))
