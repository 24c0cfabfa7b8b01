"""The province at scale: events partitioned by office, the desk of parked records, closed offices, what was cleared."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "parked_exception",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("stream_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "event_id"),
    )
    op.create_table(
        "parked_owner",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("stream_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "stream_id"),
    )
    op.create_table(
        "closed_office",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office"),
    )
    op.create_table(
        "cleared",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_station_seen_last", "station_seen", ["last_seen"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _partition()


def _partition() -> None:
    """Every office's events into a table of their own; the keys of the whole hold over all of them."""
    conn = op.get_bind()
    op.drop_constraint("event_pkey", "event", type_="primary")
    op.drop_constraint("uq_event_feed", "event", type_="unique")
    op.drop_index("ix_event_stream", "event")
    op.drop_index("ix_event_id", "event")
    op.rename_table("event", "event_whole")
    conn.exec_driver_sql("CREATE TABLE event (LIKE event_whole INCLUDING DEFAULTS) PARTITION BY LIST (office)")
    op.create_primary_key("event_pkey", "event", ["office", "station", "incarnation", "seq"])
    op.create_unique_constraint("uq_event_feed", "event", ["office", "feed_no"])
    op.create_index("ix_event_stream", "event", ["office", "stream_id"], unique=False)
    op.create_index("ix_event_id", "event", ["event_id"], unique=False)
    for office in conn.scalars(sa.text("SELECT DISTINCT office FROM event_whole ORDER BY office")).all():
        literal = office.replace("'", "''")
        conn.exec_driver_sql(f"CREATE TABLE \"{_table(office)}\" PARTITION OF event FOR VALUES IN ('{literal}')")
        conn.execute(sa.text("INSERT INTO event SELECT * FROM event_whole WHERE office = :office"), {"office": office})
    op.drop_table("event_whole")


def _table(office: str) -> str:
    """As `kiosk.store.partitions.table_of` names it; a migration stands alone."""
    name = f"event_of_{office}"
    return name if len(name) <= 60 else f"{name[:50]}_{sha256(office.encode()).hexdigest()[:9]}"
