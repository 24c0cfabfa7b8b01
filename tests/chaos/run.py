"""Long random histories through the real code: `run.py --histories 1000 --seed 1 [--broken NAME]`.

Prints what happened and, of the first failure, the seed that repeats it. The exit status is 1 when an invariant broke;
with `--broken` it is 1 when the broken variant was not caught.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from history import play
from invariants import Violation
from variants import BROKEN

from kiosk.services.profile import load_office

MEMORY = Path("/dev/shm")
"""Where files cost no wait for a disk; the real one is used where there is none."""


def main() -> int:
    """Plays the histories asked for and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--broken", choices=sorted(BROKEN), default="")
    wish = parser.parse_args()
    logging.disable(logging.CRITICAL)
    office, began, sums = load_office("commune"), time.monotonic(), Counter[str]()
    for seed in range(wish.seed, wish.seed + wish.histories):
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            try:
                sums.update(play(seed, office, Path(folder), steps=wish.steps, broken=wish.broken))
            except Violation as violation:
                sys.stdout.write(f"seed {seed}: {violation}\n")
                return 0 if wish.broken else 1
            except BaseException:
                sys.stdout.write(f"seed {seed}: an error of ours\n")
                raise
    rows = {"histories": wish.histories, "seconds": round(time.monotonic() - began), **sums, "violations": 0}
    sys.stdout.writelines(f"{name:>18} {count:>9}\n" for name, count in rows.items())
    return 1 if wish.broken else 0


if __name__ == "__main__":
    sys.exit(main())
