"""A note beside the file that tells an old copy or a cloned disk from the file itself (queue-rules R6).

The note says how far the own chain had come, and on which machine. A file that knows less was put back from a copy; a
note of another machine came with a cloned disk. Either way the file goes on under a new incarnation.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Collection
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


def doubt(folder: Path, incarnation: str, last_seq: int, former: Collection[str] = ()) -> str:
    """Why the file in `folder`, whose own chain ends at `last_seq`, is not the one that was used here: `restored`,
    `cloned`, or "" for no doubt. `former` are the incarnations that this file was before; a note of any other life
    was written after the copy was made. A note that is missing or cannot be read raises no doubt."""
    told = read(folder)
    if told is None or told.incarnation in former:
        return ""
    here = machine()
    if told.machine and here and told.machine != here:
        return CLONED
    return RESTORED if told.incarnation != incarnation or told.last_seq > last_seq else ""


def ended(folder: Path, incarnation: str) -> tuple[str, ...]:
    """The lives that are over when the file in `folder` is renewed: its own, and the one that the note tells of, when
    it was lived on this very machine in the place that the file has now."""
    told = read(folder)
    other = told and told.incarnation != incarnation and told.machine == machine() != ""
    return (incarnation, told.incarnation) if told and other else (incarnation,)


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


def read(folder: Path) -> Witness | None:
    """The note in `folder`; None where there is none that can be read."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        return Witness(str(told["incarnation"]), int(told["last_seq"]), str(told["machine"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
