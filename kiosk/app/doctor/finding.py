"""One finding of an examination."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.app.config import Config
from kiosk.domain.clock import Clock
from kiosk.domain.trouble import Trouble
from kiosk.store.reading import ReadStore

Level = Literal["ok", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`error`: this machine cannot do its work; `warn`: it can, with a limit. `what` and `remedy` are Vietnamese."""

    level: Level
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """One store of this machine, opened for reading, and what is known around it."""

    store: ReadStore
    folder: Path
    config: Config
    clock: Clock


def of_trouble(trouble: Trouble, level: Level = "error") -> Finding:
    """The finding that a trouble met during an examination is."""
    return Finding(level, trouble.message, trouble.remedy)
