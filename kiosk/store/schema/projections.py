"""What screens read: rebuilt from the journal by `journal.replay`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

ticket = Table(
    "ticket",
    metadata,
    *key("office", "id"),
    *texts("station", "incarnation", "service_day", "number", "letter", "series"),
    *numbers("ordinal"),
    *texts("field", "priority", "procedure"),
    *numbers("appointment_at", "issued_at", "queued_at"),
    *texts("state", "paper", "owner", "owner_incarnation", "transit_to", "transit_incarnation"),
    *numbers("handoff", "owned_seq", "epoch", "by_paper"),
    *texts("holder"),
    *numbers("counter", "to_counter", "called_at", "announced_at", "started_at", "ended_at", "recalls", "transfers"),
    *texts("reason", "conflict", "priority_by"),
    *numbers("version"),
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
    *key("office", "ticket_id", "claim_id"),
    Column("call_no", Integer, nullable=False),
    *numbers("counter"),
    *texts("station"),
    *numbers("at", "seq"),
    *texts("branch", "reason", "field", "service_day"),
    *numbers("epoch", "fenced"),
    Index("ix_call_day", "office", "service_day", "field", "at", "seq"),
    info={"projection": True},
)

counter = Table(
    "counter",
    metadata,
    *key("office", "id"),
    Column("number", Integer, nullable=False),
    *texts("station", "state", "staff", "staff_name", "fields", "reason"),
    *numbers("since", "version"),
    info={"projection": True},
)

series = Table(
    "series",
    metadata,
    *key("office", "series"),
    *texts("station", "incarnation"),
    *numbers("leased_at"),
    info={"projection": True},
)

promotion = Table(
    "promotion",
    metadata,
    *key("office"),
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    *texts("station", "incarnation", "absent"),
    *numbers("at"),
    info={"projection": True},
)
"""Who has been the office's hub since which epoch (R4)."""

renewal = Table(
    "renewal",
    metadata,
    *key("office", "station", "lost"),
    *texts("cause"),
    *numbers("at"),
    info={"projection": True},
)
"""Incarnations that a restored or cloned station has left behind (R6)."""
