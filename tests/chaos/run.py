"""Chaos: long random histories of whole offices in one thread, then faults on real processes, then a storm of requests.

`run.py --histories 1000 --seed 1` plays histories through the real code (docs/adr/0028), `--broken NAME` a variant that
must be caught, `--broken all` the table of them. `--only` takes one of the parts, `--scenario` some scenarios of the
processes, `--short` all of it within a quarter of an hour. Prints what happened, the seed of each failure, which
repeats a history to the letter, and one table over all. The exit status is 1 when an invariant broke, or when a broken
variant was not caught.
"""

from __future__ import annotations

import argparse
import gc
import logging
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from history import digest, play
from parts import play_processes, play_storm
from summary import FAILED, OK, Line, table
from timekeeping import rehearsed
from variants import BROKEN, variant
from witnessed import Violation

from kiosk.services.profile import load_office

HERE = Path(__file__).parent
SIMULATION, PROCESSES, STORM = PARTS = ("simulation", "processes", "storm")
HISTORIES, SHORT_HISTORIES = 100_000, 1_000
PIECE = 20
"""Histories that a process plays before it tells of them."""
MOST_FAILURES = 5
"""After so many the run ends: the rest would say the same."""
TRY_BROKEN = 20_000
"""A variant that survives so many histories counts as not caught."""
TELL_S = 60.0
"""Between two words about how far it has come."""
ALL = "all"


_REHEARSED: list[AbstractContextManager[None]] = []
"""Kept for the life of a process."""


@dataclass
class Piece:
    """What came of some histories."""

    histories: int = 0
    seconds: float = 0.0
    tally: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)
    digests: list[tuple[int, str]] = field(default_factory=list)


def main() -> int:
    """Plays what is asked for and prints a table."""
    wish = _wish()
    logging.disable(logging.CRITICAL)
    if wish.broken == ALL:
        return _table(wish)
    lines: list[Line] = []
    if SIMULATION in wish.only:
        lines.append(_simulate(wish))
    if PROCESSES in wish.only and not wish.broken:
        lines += play_processes(wish.seed, wish.scenario, short=wish.short, open_=wish.open)
    if STORM in wish.only and not wish.broken:
        lines.append(play_storm(short=wish.short))
    _say(table(wish.seed, lines))
    return int(any(line.state == FAILED for line in lines))


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=0, help=f"{HISTORIES} if not said")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--broken", choices=[*BROKEN, ALL], default="")
    parser.add_argument("--slow", action="store_true", help="without memories, through SQLAlchemy's own engine")
    parser.add_argument("--digest", action="store_true", help="print one hash of every history")
    parser.add_argument("--only", action="append", choices=PARTS, default=[])
    parser.add_argument("--scenario", action="append", default=[], help="of the processes; alone, means them only")
    parser.add_argument("--short", action="store_true", help="everything within a quarter of an hour")
    parser.add_argument("--open", action="store_true", help="processes without trust")
    wish = parser.parse_args()
    wish.only = wish.only or ([PROCESSES] if wish.scenario else list(PARTS))
    wish.histories = wish.histories or (TRY_BROKEN if wish.broken else SHORT_HISTORIES if wish.short else HISTORIES)
    return wish


def _simulate(wish: argparse.Namespace) -> Line:
    began, whole = time.monotonic(), Piece()
    next_word = began + TELL_S
    for piece in _played(wish):
        whole.histories += piece.histories
        whole.seconds += piece.seconds
        whole.tally.update(piece.tally)
        whole.failures += piece.failures
        for seed, words in [*piece.digests, *piece.failures]:
            _say(f"seed {seed}: {words}")
        if (now := time.monotonic()) >= next_word:
            next_word = now + TELL_S
            _say(_progress(whole, wish.histories, now - began))
        if len(whole.failures) >= (1 if wish.broken else MOST_FAILURES):
            break
    seconds, steps = time.monotonic() - began, whole.histories * wish.steps
    rows: dict[str, object] = {
        "histories": whole.histories,
        "steps": steps,
        "seconds": round(seconds, 1),
        "ms each (CPU)": round(1000 * whole.seconds / max(1, whole.histories), 1),
        **dict(sorted(whole.tally.items())),
        "violations": len(whole.failures),
    }
    _say("\n".join(f"{name:>28} {count:>12}" for name, count in rows.items()))
    state = OK if bool(whole.failures) == bool(wish.broken) else FAILED
    return Line(SIMULATION, wish.broken or "histories", state, whole.histories, deeds=steps, seconds=seconds)


def _progress(so_far: Piece, of: int, seconds: float) -> str:
    played, left_s = so_far.histories, (of - so_far.histories) * seconds / so_far.histories
    return f"... {played} of {of} histories, {len(so_far.failures)} violations, about {left_s / 60:.0f} min left"


def _played(wish: argparse.Namespace) -> Iterator[Piece]:
    """Seeds dealt out in order, so that the first failure is the same however many processes play."""
    last = wish.seed + wish.histories
    deals = [(wish, first, min(last, first + PIECE)) for first in range(wish.seed, last, PIECE)]
    if wish.jobs == 1:
        _prepare()
        yield from map(_piece, deals)
        return
    with multiprocessing.get_context("fork").Pool(wish.jobs, initializer=_prepare) as pool:
        yield from pool.imap(_piece, deals)


def _prepare() -> None:
    if _REHEARSED:
        return
    _REHEARSED.append(rehearsed())
    _REHEARSED[0].__enter__()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _piece(deal: tuple[argparse.Namespace, int, int]) -> Piece:
    wish, first, last = deal
    office, piece, began = load_office("commune"), Piece(), time.process_time()
    with variant(wish.broken, forgetful=wish.slow):
        for seed in range(first, last):
            piece.histories += 1
            try:
                world = play(seed, office, steps=wish.steps, slow=wish.slow)
                piece.tally.update(world.tally)
                if wish.digest:
                    piece.digests.append((seed, digest(world)))
            except Violation as violation:
                piece.failures.append((seed, str(violation)))
                break
            except Exception as error:
                piece.failures.append((seed, f"an error of ours: {type(error).__name__}: {error}"))
                break
    piece.seconds = time.process_time() - began
    return piece


def _table(wish: argparse.Namespace) -> int:
    """How many histories each broken variant survives."""
    missed = 0
    _say(f"{'broken variant':<30} {'caught after':>12}  by")
    for name in BROKEN:
        one = argparse.Namespace(**{**vars(wish), "broken": name})
        played, words = 0, ""
        for piece in _played(one):
            played += piece.histories
            if piece.failures:
                words = "seed {}: {}".format(*piece.failures[0])
                break
        missed += not words
        _say(f"{name:<30} {played if words else 'NOT CAUGHT':>12}  {words[:160]}")
    return int(bool(missed))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets of names must come in the same order each time
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    sys.exit(main())
