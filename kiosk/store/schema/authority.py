"""What this machine alone decides: local rows that never travel and that no replay rebuilds."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, UniqueConstraint

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
    "claim_intent",
    metadata,
    *key("claim_id"),
    *texts("target", "request", "answer"),
    *numbers("asked_at", "answered_at"),
)
"""What a counter has asked, and of whom: `target` "" is the hub, else the kiosk that was asked in its place (R2)."""

duty = Table(
    "duty",
    metadata,
    *key("office"),
    *numbers("epoch"),
    *texts("hub", "hub_incarnation", "duty"),
    *numbers("proposed", "boundary", "since"),
)
"""What this store obeys and does (R4): the highest epoch that it has seen and its hub; a hub's own duty, the epoch it
proposes in a roll call, and the own event after which it took tickets since its restart (R4b)."""

roll = Table("roll", metadata, *key("office", "station"), *texts("state", "incarnation", "held"), *numbers("at"))
"""The roll call under way: who has answered, and who was declared switched off by name."""

event_aside = Table(
    "event_aside",
    metadata,
    *key("office", "station", "incarnation"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *texts("event"),
    *numbers("at"),
)
"""The tail of a forked chain, whole, as JSON: told again under a new incarnation, kept as evidence (R6)."""
