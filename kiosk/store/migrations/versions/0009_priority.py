"""Who saw proof of a ticket's priority class."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """One column of a projection; its replay fills it in (`kiosk.store.opening`)."""
    op.add_column("ticket", sa.Column("priority_by", sa.Text(), nullable=False, server_default=""))
