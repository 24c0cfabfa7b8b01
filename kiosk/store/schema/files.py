"""Files named by their hash (projections), and what each server has of them (local)."""

from __future__ import annotations

from sqlalchemy import Index, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

file = Table(
    "file",
    metadata,
    *key("office", "sha256"),
    *numbers("size"),
    *texts("media_type", "station", "incarnation"),
    *numbers("seq", "kept_at", "hub_at", "province_at"),
    Index("ix_file_province", "office", "province_at"),
    info={"projection": True},
)
"""`station`, `incarnation`, `seq`: the event that announced it."""

file_belonging = Table(
    "file_belonging",
    metadata,
    *key("office", "sha256", "stream_id"),
    *texts("name", "station", "actor"),
    *numbers("at"),
    Index("ix_file_belonging_stream", "office", "stream_id"),
    info={"projection": True},
)

file_sent = Table("file_sent", metadata, *key("target", "office", "sha256"), *numbers("at"))
"""What `target` ("hub", "province") has said that it holds whole."""
