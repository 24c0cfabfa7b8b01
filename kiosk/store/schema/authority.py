"""What this machine alone decides: local rows that never travel and that no replay rebuilds."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from kiosk.store.schema.form import key, metadata, numbers, texts

number_given = Table(
    "number_given",
    metadata,
    *key("service_day", "number"),
    *texts("letter", "series", "ticket_id"),
    Column("ordinal", Integer, nullable=False),
    Index("ix_number_ordinal", "service_day", "letter", "series", "ordinal"),
)
"""What this issuer has given out: the key makes a second use of a number impossible (I1)."""

claim_won = Table(
    "claim_won",
    metadata,
    *key("claim_id"),
    *texts("ticket_id"),
    *numbers("ticket_version", "at"),
    UniqueConstraint("ticket_id", "ticket_version", name="uq_claim_ticket"),
)
"""What this queue authority has decided: a claim wins a ticket as it stood at one version, no other claim does (I4)."""

claim_intent = Table(
    "claim_intent", metadata, *key("claim_id"), *texts("request", "answer"), *numbers("asked_at", "answered_at")
)
