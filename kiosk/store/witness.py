"""A note beside the file that tells an old copy or a cloned disk from the file itself (queue-rules R6).

The note says how many events the file held, which epoch it obeyed, and on which machine. A file that knows less was put
back from a copy, and may have forgotten what it gave, whom it had or which hub it had turned away from; a note of
another machine came with a cloned disk. Either way the file goes on under a new incarnation.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "station.witness"
RESTORED, CLONED = "restored", "cloned"
CARDS = Path("/sys/class/net")


@dataclass(frozen=True, slots=True)
class Witness:
    """How many events the file had recorded on `machine`, in the life of `incarnation`, and the highest `epoch` that
    it obeyed (R4), when this was written."""

    incarnation: str
    held: int
    machine: str
    epoch: int = 0


def doubt(folder: Path, incarnation: str, held: int, epoch: int = 0, former: Collection[str] = ()) -> str:
    """Why the file in `folder`, which recorded `held` events so far and obeys `epoch`, is not the one that was used
    here: `restored`, `cloned`, or "" for no doubt. `former` are the incarnations that this file was before; a note of
    any other life was written after the copy was made. The present life is none of them, even where a clone of it has
    declared it over. A note that is missing or cannot be read raises no doubt."""
    told = read(folder)
    if told is None or (told.incarnation in former and told.incarnation != incarnation):
        return ""
    if _elsewhere(told.machine, machine()):
        return CLONED
    forgot = told.held > held or told.epoch > epoch
    return RESTORED if told.incarnation != incarnation or forgot else ""


def ended(folder: Path, incarnation: str) -> tuple[str, ...]:
    """The lives that are over when the file in `folder` is renewed: its own, and the one that the note tells of, when
    it was lived on this very machine in the place that the file has now."""
    told = read(folder)
    other = told and told.incarnation != incarnation and not _elsewhere(told.machine, machine())
    return (incarnation, told.incarnation) if told and other else (incarnation,)


def keep(folder: Path, incarnation: str, held: int, epoch: int = 0) -> None:
    """Writes the note; call it after the commit it speaks of. Not synced: what it says may lag, never lead."""
    path = folder / FILE
    partial = path.with_suffix(".new")
    partial.write_text(json.dumps(asdict(Witness(incarnation, held, machine(), epoch))), encoding="utf-8")
    partial.replace(path)


def machine() -> str:
    """What tells this machine from others, in words: its installation's id, which an image of the disk brings along,
    and on Linux the addresses of its network cards, which it does not; "" where nothing is known."""
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    if given := os.environ.get("MOTCUA_MACHINE_ID"):
        return _installation(given)
    return " ".join(filter(None, [_installation("/etc/machine-id"), *_cards()]))


def _installation(path: str) -> str:
    try:
        return Path(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _cards() -> list[str]:
    """The addresses that were burnt into network cards of this machine (Linux)."""
    own = [card for card in sorted(CARDS.glob("*")) if (card / "device").exists()]
    burnt = [card for card in own if _installation(f"{card}/addr_assign_type") == "0"]
    return [address for card in burnt if (address := _installation(f"{card}/address"))]


def _elsewhere(noted: str, here: str) -> bool:
    """Whether two words of `machine` mean two machines: another installation, or no card in common. A machine that got
    a second card is the same."""
    (noted_id, *noted_cards), (here_id, *here_cards) = noted.split() or [""], here.split() or [""]
    if noted_id != here_id and noted_id and here_id:
        return True
    return bool(noted_cards and here_cards and not {*noted_cards} & {*here_cards})


def read(folder: Path) -> Witness | None:
    """The note in `folder`; None where there is none that can be read. One of an older
    program tells the end of the own chain alone: the file held no fewer events; nor does it tell of an epoch."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        held, epoch = int(told.get("held", told.get("last_seq"))), int(told.get("epoch", 0))
        return Witness(str(told["incarnation"]), held, str(told["machine"]), epoch)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
