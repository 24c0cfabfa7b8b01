"""The journal, who writes it, and how far it was carried."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from kiosk.store.schema.form import key, metadata, numbers, texts

event = Table(
    "event",
    metadata,
    *key("office", "station", "incarnation"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *texts("event_id", "stream_id"),
    *numbers("stream_ver"),
    *texts("type"),
    *numbers("schema_ver", "at"),
    *texts("actor", "body", "body_hash", "prev_hash", "chain_hash"),
    *numbers("feed_no"),
    *texts("via"),
    UniqueConstraint("office", "feed_no", name="uq_event_feed"),
    Index("ix_event_stream", "office", "stream_id"),
    Index("ix_event_id", "event_id"),
)

office_head = Table("office_head", metadata, *key("office"), *numbers("feed_no"))

origin = Table("origin", metadata, *key("office", "station", "incarnation"), *numbers("last_seq"), *texts("last_hash"))

parked = Table(
    "parked",
    metadata,
    *key("office", "station", "incarnation"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *texts("stream_id", "reason"),
    *numbers("at"),
    Index("ix_parked_stream", "office", "stream_id"),
)

identity = Table("identity", metadata, *key("station"), *texts("office", "incarnation", "kind"), *numbers("since"))

uplink = Table("uplink", metadata, *key("target", "office", "station", "incarnation"), *numbers("acked_through"))

downlink = Table("downlink", metadata, *key("source"), *texts("cursor"))
