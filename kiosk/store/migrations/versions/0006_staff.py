"""Accounts with a state of their own, staff sessions, counted tries, and the log of who opened which record."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("must_change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "login"),
    )
    op.execute(
        "INSERT INTO account (office, login, name, role, secret, state, pending, changed_by, must_change, changed_at) "
        "SELECT staff.office, staff.login, staff.name, staff.role, credential.secret, 'active', 'add', '', 0, "
        "staff.added_at FROM credential JOIN staff ON staff.login = credential.login"
    )
    op.drop_table("credential")
    op.drop_table("staff")
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_staff_session_login", "staff_session", ["office", "login"], unique=False)
    op.create_table(
        "sign_in_try",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("wrong", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope"),
    )
    op.create_table(
        "record_opening",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "event_id"),
    )
    op.create_index("ix_record_opening_at", "record_opening", ["office", "at"], unique=False)
    op.create_index("ix_record_opening_subject", "record_opening", ["office", "subject"], unique=False)
    op.execute("DELETE FROM setting WHERE key LIKE 'sign-in-failures:%'")
