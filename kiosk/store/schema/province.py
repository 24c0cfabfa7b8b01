"""The province's desk: parked records and who minds them, closed offices, what retention took away."""

from __future__ import annotations

from sqlalchemy import Table

from kiosk.store.schema.form import key, metadata, numbers, texts

parked_exception = Table(
    "parked_exception",
    metadata,
    *key("office", "event_id"),
    *texts("stream_id", "reason", "by"),
    *numbers("at"),
)
"""Parked events that a named person passed over: the fold goes on without them (ADR 0025). Written with the fact that
says so, like `parked`, because every fold looks at it."""

parked_owner = Table(
    "parked_owner", metadata, *key("office", "stream_id"), *texts("owner", "note", "by"), *numbers("at")
)

closed_office = Table(
    "closed_office", metadata, *key("office"), *texts("file", "file_hash"), *numbers("events"), *texts("by"),
    *numbers("at"),
)  # fmt: skip
"""Offices whose journal was exported, verified and taken out of the database."""

cleared = Table(
    "cleared", metadata, *key("id"), *numbers("at"), *texts("what", "office"), *numbers("rows", "before"), *texts("by")
)
"""What retention took away: append only. `before` is the time (ms) up to which rows went."""
