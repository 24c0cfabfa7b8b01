"""Files named by their hash, and how far they were carried."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Filled by the issue that needs it."""
