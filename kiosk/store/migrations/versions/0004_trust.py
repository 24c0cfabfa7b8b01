"""Keys, certificates, codes and seals."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Filled by the issue that needs it."""
