"""What makes a file equal to a server's and proves that nothing is missing: snapshots under way, nightly digests."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table

from kiosk.store.schema.form import key, metadata, numbers, texts

snapshot_fetch = Table("snapshot_fetch", metadata, *key("source"), *texts("manifest"), *numbers("since"))
"""The snapshot that is being fetched from a server, one at a time for each."""

snapshot_part = Table(
    "snapshot_part",
    metadata,
    *key("source"),
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
"""Its chunks as they came (gzip), each checked; nothing else of the file knows them before the swap."""

digest = Table(
    "digest",
    metadata,
    *key("office", "station", "incarnation", "day"),
    Column("first_seq", BigInteger, primary_key=True, autoincrement=False),
    *key("place"),
    *numbers("last_seq", "count"),
    *texts("hash"),
    *numbers("their_count"),
    *texts("their_hash"),
    Column("differs", Integer, nullable=False),
    *numbers("at"),
    Index("ix_digest_differs", "office", "differs"),
)
"""One day of one chain, counted and hashed at two places: here and at `place`."""
