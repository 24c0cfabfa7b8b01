"""Chaos with real processes: `run.py --seed 1 [--only kills --only lines] [--short]`.

Prints a table; the exit status is 1 when anything was lost, doubled or otherwise wrong. The files of a scenario that
failed are kept in the folder that is named. In the short form several scenarios run side by side.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from membership import OPEN
from outcome import HEAD, Outcome

SCENARIOS = (
    "longwal",
    "kills",
    "power",
    "fulldisk",
    "damage",
    "lines",
    "blackhole",
    "clocks",
    "clones",
    "keyloss",
    "split",
    "hubgone",
    "standins",
    "faces",
    "backlog",
)
SIDE_BY_SIDE = 3
"""Scenarios of the short form that run at once: they wait more than they work."""


def main() -> int:
    """Plays the scenarios and prints what came of each."""
    wish = _wish()
    logging.disable(logging.CRITICAL)
    os.environ["PYTHONPATH"] = sys.path[1]
    if wish.open:
        os.environ[OPEN] = "1"
    out = wish.out or Path(tempfile.mkdtemp(prefix="motcua-chaos-"))
    _say(f"seed {wish.seed}\n{HEAD}")
    if wish.short and len(wish.only) > 1:
        outcomes = _side_by_side(wish, out)
    else:
        outcomes = [play(name, wish.seed, wish.short, out / name) for name in wish.only]
    for outcome in (failed := [outcome for outcome in outcomes if not outcome.good]):
        _say(f"\n{outcome.name}: seed {wish.seed}, files in {out / outcome.name}")
        _say("\n".join(f"  {fault}" for fault in outcome.faults))
    if wish.report:
        wish.report.write_text(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False))
    if not failed:
        shutil.rmtree(out, ignore_errors=True)
    return 1 if failed or not outcomes else 0


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=SCENARIOS, default=[])
    parser.add_argument("--short", action="store_true", help="all within minutes")
    parser.add_argument("--open", action="store_true", help="without trust: http, unsigned")
    parser.add_argument("--out", type=Path, default=None, help="where the files of failures are kept")
    parser.add_argument("--report", type=Path, default=None, help="a file that gets everything as JSON")
    wish = parser.parse_args()
    wish.only = wish.only or list(SCENARIOS)
    return wish


def _side_by_side(wish: argparse.Namespace, out: Path) -> list[Outcome]:
    """Each scenario in a process of its own; its line of the table as soon as it is there."""
    out.mkdir(parents=True, exist_ok=True)

    def one(name: str) -> Outcome:
        report = out / f"{name}.json"
        command = [sys.executable, __file__, "--seed", str(wish.seed), "--short", "--only", name]
        done = subprocess.run(
            [*command, "--out", str(out / name), "--report", str(report)], capture_output=True, text=True, check=False
        )
        if not report.exists():
            return Outcome(name, "the scenario died", faults=[done.stderr])
        outcome = Outcome(**json.loads(report.read_text())[0])
        _say(outcome.row())
        return outcome

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(one, wish.only))


def play(name: str, seed: int, short: bool, folder: Path) -> Outcome:
    """One scenario in a folder of its own; an error of the scenario is a fault, never a pass."""
    folder.mkdir(parents=True)
    begun = time.monotonic()
    try:
        outcome: Outcome = import_module(name).run(seed, short, folder)
    except Exception as error:
        outcome = Outcome(name, f"{type(error).__name__}: {error}", faults=[traceback.format_exc()])
    outcome.name, outcome.seconds = name, time.monotonic() - begun
    _say(outcome.row())
    if outcome.good:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
