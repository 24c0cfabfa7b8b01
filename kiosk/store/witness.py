"""A note beside the file that tells an old copy or a cloned disk from the file itself (queue-rules R6).

The note says how far the own chain had come, and on which machine. A file that knows less was put back from a copy; a
note of another machine came with a cloned disk. Either way the file goes on under a new incarnation.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "station.witness"
RESTORED, CLONED = "restored", "cloned"


@dataclass(frozen=True, slots=True)
class Witness:
    """How far the chain of `incarnation` had come on `machine` when this was written."""

    incarnation: str
    last_seq: int
    machine: str


def doubt(folder: Path, incarnation: str, last_seq: int) -> str:
    """Why the file in `folder`, whose own chain ends at `last_seq`, is not the one that was used here: `restored`,
    `cloned`, or "" for no doubt. A note that is missing or cannot be read raises none."""
    told = _read(folder / FILE)
    if told is None or told.incarnation != incarnation:
        return ""
    here = machine()
    if told.machine and here and told.machine != here:
        return CLONED
    return RESTORED if told.last_seq > last_seq else ""


def keep(folder: Path, incarnation: str, last_seq: int) -> None:
    """Writes the note; call it after the commit it speaks of. Not synced: what it says may lag, never lead."""
    path = folder / FILE
    partial = path.with_suffix(".new")
    partial.write_text(json.dumps(asdict(Witness(incarnation, last_seq, machine()))), encoding="utf-8")
    partial.replace(path)


def machine() -> str:
    """What tells this machine from others: its installation's id; "" where there is none."""
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    try:
        return Path(os.environ.get("MOTCUA_MACHINE_ID", "/etc/machine-id")).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        node = uuid.getnode()
        return "" if node >> 40 & 1 else f"{node:012x}"


def _read(path: Path) -> Witness | None:
    try:
        told = json.loads(path.read_text("utf-8"))
        return Witness(str(told["incarnation"]), int(told["last_seq"]), str(told["machine"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
