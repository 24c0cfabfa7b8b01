"""The catalogue in use."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

procedure = Table(
    "procedure", metadata,
    *key("code"), *texts("name", "folded", "field", "field_folded"),
    Column("most_used", Integer, nullable=False), *texts("detail"),
    Index("ix_procedure_field", "field"),
)  # fmt: skip
"""The catalogue in use: a cache of a dated snapshot, replaced as a whole (`kiosk.store.catalogue`)."""

procedure_elsewhere = Table("procedure_elsewhere", metadata, *key("code"), *texts("name", "reason"))

catalogue_snapshot = Table("catalogue_snapshot", metadata, *key("version"), *numbers("loaded_at"))
