"""The province at scale: retention, parked records, digests."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Filled by the issue that needs it."""
