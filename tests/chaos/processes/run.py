"""Chaos with real processes: `run.py --seed 1 [--only kills --only lines] [--short]`.

Prints a table; the exit status is 1 when anything was lost, doubled or otherwise wrong. The files of a scenario that
failed are kept in the folder that is named. In the short form several scenarios run side by side.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from outcome import HEAD, Outcome

SCENARIOS = (
    "longwal",
    "kills",
    "power",
    "fulldisk",
    "damage",
    "lines",
    "clocks",
    "clones",
    "split",
    "hubgone",
    "faces",
    "backlog",
)
SIDE_BY_SIDE = 3
"""Scenarios of the short form that run at once: they wait more than they work."""


def main() -> int:
    """Plays the scenarios and prints what came of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=SCENARIOS, default=[])
    parser.add_argument("--short", action="store_true", help="all within three minutes")
    parser.add_argument("--out", type=Path, default=None, help="where the files of failures are kept")
    wish = parser.parse_args()
    logging.disable(logging.CRITICAL)
    os.environ["PYTHONPATH"] = sys.path[1]
    out = wish.out or Path(tempfile.mkdtemp(prefix="motcua-chaos-"))
    _say(f"seed {wish.seed}\n{HEAD}")
    if wish.short and len(names := wish.only or SCENARIOS) > 1:
        return _side_by_side(names, wish.seed, out)
    outcomes = [play(name, wish.seed, wish.short, out / name) for name in wish.only or SCENARIOS]
    failed = [outcome for outcome in outcomes if not outcome.good]
    for outcome in failed:
        _say(f"\n{outcome.name}: seed {wish.seed}, files in {out / outcome.name}")
        _say("\n".join(f"  {fault}" for fault in outcome.faults))
    if not failed:
        shutil.rmtree(out, ignore_errors=True)
    return 1 if failed or not outcomes else 0


def _side_by_side(names: list[str] | tuple[str, ...], seed: int, out: Path) -> int:
    """Each scenario in a process of its own; its line of the table as soon as it is there."""

    def one(name: str) -> int:
        command = [sys.executable, __file__, "--seed", str(seed), "--short", "--only", name, "--out", str(out / name)]
        done = subprocess.run(command, capture_output=True, text=True)
        _say("\n".join(done.stdout.splitlines()[2:]) or f"{name}: {done.stderr}")
        return done.returncode

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        worst = max(pool.map(one, names))
    if not worst:
        shutil.rmtree(out, ignore_errors=True)
    return worst


def play(name: str, seed: int, short: bool, folder: Path) -> Outcome:
    """One scenario in a folder of its own; an error of the scenario is a fault, never a pass."""
    folder.mkdir(parents=True)
    begun = time.monotonic()
    try:
        outcome: Outcome = import_module(name).run(seed, short, folder)
    except Exception as error:
        outcome = Outcome(name, f"{type(error).__name__}: {error}", faults=[traceback.format_exc()])
    outcome.seconds = time.monotonic() - begun
    _say(outcome.row())
    if outcome.good:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
