"""The queue under failure: epochs, papers, targets of claims."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Filled by the issue that needs it."""
