"""Accounts, staff sessions, counted tries, remembered settings and signs of life: local rows. The log of opened records
is a projection."""

from __future__ import annotations

from sqlalchemy import Index, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

account = Table(
    "account",
    metadata,
    *key("office", "login"),
    *texts("name", "role", "secret", "state", "pending", "changed_by"),
    *numbers("must_change", "changed_at"),
)

staff_session = Table(
    "staff_session",
    metadata,
    *key("token_hash"),
    *texts("office", "login", "key_id"),
    *numbers("begun_at", "expires_at"),
    Index("ix_staff_session_login", "office", "login"),
)

sign_in_try = Table("sign_in_try", metadata, *key("scope"), *numbers("wrong", "at"))

record_opening = Table(
    "record_opening",
    metadata,
    *key("office", "event_id"),
    *texts("actor", "station", "what", "subject", "label", "place", "why"),
    *numbers("at"),
    Index("ix_record_opening_at", "office", "at"),
    Index("ix_record_opening_subject", "office", "subject"),
    info={"projection": True},
)

setting = Table("setting", metadata, *key("key"), *texts("value"))

station_seen = Table(
    "station_seen",
    metadata,
    *key("office", "station"),
    *texts("kind", "report"),
    *numbers("last_seen"),
    Index("ix_station_seen_last", "last_seen"),
)
