"""Who is let in: the allow list as it stands here, and at the authority the codes by which stations join."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

known_key = Table(
    "known_key",
    metadata,
    *key("key_id"),
    *texts("office", "station", "kind"),
    Column("public", LargeBinary, nullable=False),
    *numbers("enrolled_at", "revoked_at"),
    Index("ix_known_key_office", "office", "station"),
)

key_list = Table(
    "key_list", metadata, *key("office"), *numbers("version"), *texts("document"),
    Column("signature", LargeBinary, nullable=False),
)  # fmt: skip
"""The allow list of an office as its authority signed it; the rows of `known_key` are what it says."""

join_code = Table(
    "join_code",
    metadata,
    *key("code_id"),
    Column("secret", LargeBinary, nullable=False),
    *texts("office", "station", "kind", "settings", "made_by", "used_by"),
    *numbers("made_at", "expires_at", "used_at", "withdrawn_at", "wrong"),
    Index("ix_join_code_office", "office", "station"),
)
"""One-time codes, stretched: the letters themselves are nowhere."""

join_try = Table("join_try", metadata, *key("source"), *numbers("wrong", "last_at"))
"""Wrong codes in a row, by the address that they came from."""
