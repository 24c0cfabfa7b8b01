"""Snapshots under way and nightly digests."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Three tables; nothing that stands is touched."""
    op.create_table(
        "snapshot_fetch",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "snapshot_part",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("no", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "digest",
        *(sa.Column(n, sa.Text(), primary_key=True) for n in ("office", "station", "incarnation", "day")),
        sa.Column("first_seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("place", sa.Text(), primary_key=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("their_count", sa.BigInteger(), nullable=False),
        sa.Column("their_hash", sa.Text(), nullable=False),
        sa.Column("differs", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_digest_differs", "digest", ["office", "differs"])
