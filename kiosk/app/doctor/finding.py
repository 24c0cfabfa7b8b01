"""One finding of an examination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.domain.trouble import Trouble

Level = Literal["ok", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`error`: this machine cannot do its work; `warn`: it can, with a limit. `what` and `remedy` are Vietnamese."""

    level: Level
    what: str
    remedy: str = ""


def of_trouble(trouble: Trouble, level: Level = "error") -> Finding:
    """The finding that a trouble met during an examination is."""
    return Finding(level, trouble.message, trouble.remedy)
