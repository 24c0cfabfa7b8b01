"""The queue under failure: epochs, papers, roll calls, renewed incarnations, targets of claims."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds to the projections what their replay fills in (`kiosk.store.opening`)."""
    for table, names in (("ticket", ("owned_seq", "epoch", "by_paper")), ("call", ("epoch", "fenced"))):
        for name in names:
            op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("transit_incarnation", sa.Text(), nullable=False, server_default=""))
    op.add_column("claim_intent", sa.Column("target", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "promotion",
        _text("office"), _number("epoch"), _text("station"), _text("incarnation"), _text("absent"), _number("at"),
        sa.PrimaryKeyConstraint("office", "epoch"),
    )  # fmt: skip
    op.create_table(
        "renewal",
        _text("office"), _text("station"), _text("lost"), _text("cause"), _number("at"),
        sa.PrimaryKeyConstraint("office", "station", "lost"),
    )  # fmt: skip
    op.create_table(
        "duty",
        _text("office"), _number("epoch"), _text("hub"), _text("hub_incarnation"), _text("duty"),
        _number("proposed"), _number("boundary"), _number("since"),
        sa.PrimaryKeyConstraint("office"),
    )  # fmt: skip
    op.create_table(
        "roll",
        _text("office"), _text("station"), _text("state"), _text("incarnation"), _text("held"), _number("at"),
        sa.PrimaryKeyConstraint("office", "station"),
    )  # fmt: skip
    op.create_table(
        "event_aside",
        _text("office"), _text("station"), _text("incarnation"), _number("seq"), _text("event"), _number("at"),
        sa.PrimaryKeyConstraint("office", "station", "incarnation", "seq"),
    )  # fmt: skip


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), nullable=False)
