"""Roles, sessions and the log of who opened which record."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Filled by the issue that needs it."""
