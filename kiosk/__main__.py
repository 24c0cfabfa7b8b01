"""The door: the `motcua` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line of this process and ends it with the exit code."""
    from kiosk.app.commands.program import run

    sys.exit(run())


if __name__ == "__main__":
    main()
