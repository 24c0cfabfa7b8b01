"""Signatures over chains, and the numbers used once of signed requests."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

seal = Table(
    "seal",
    metadata,
    *key("office", "station", "incarnation"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    *texts("chain_hash", "key_id"),
    Column("signature", LargeBinary, nullable=False),
)
"""Who vouches for a chain up to `seq`."""

nonce = Table("nonce", metadata, *key("key_id", "nonce"), *numbers("expires"), Index("ix_nonce_expires", "expires"))
"""Nonces of requests that several workers of one database have seen; `expires` in ms of the servers' time. Not durable
on PostgreSQL (unlogged): losing it with the server lets nothing in but a repeat within its minute (ADR 0022)."""
