"""How this same program is started again, frozen or not."""

from __future__ import annotations

import sys


def command(*words: str) -> list[str]:
    """The command line of this same program with other words."""
    door = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kiosk"]
    return [*door, *words]
