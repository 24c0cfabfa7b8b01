"""Files named by their hash, and how far they were carried."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("hub_at", sa.BigInteger(), nullable=False),
        sa.Column("province_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "sha256"),
    )
    op.create_index("ix_file_province", "file", ["office", "province_at"], unique=False)
    op.create_table(
        "file_belonging",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stream_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "sha256", "stream_id"),
    )
    op.create_index("ix_file_belonging_stream", "file_belonging", ["office", "stream_id"], unique=False)
    op.create_table(
        "file_sent",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("target", "office", "sha256"),
    )
