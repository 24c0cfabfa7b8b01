"""Secrets, remembered settings and signs of life: local rows."""

from __future__ import annotations

from sqlalchemy import Index, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

credential = Table("credential", metadata, *key("login"), *texts("secret"))

setting = Table("setting", metadata, *key("key"), *texts("value"))

station_seen = Table(
    "station_seen",
    metadata,
    *key("office", "station"),
    *texts("kind", "report"),
    *numbers("last_seen"),
    Index("ix_station_seen_last", "last_seen"),
)
