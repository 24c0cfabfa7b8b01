"""`make bench`: every figure beside a raw yardstick of the same run. `--quick` is short, `--only NAME` is one part."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import catching_up, claiming, ingest, replaying, rush, signing, stations, surfaces, touching
from benchmarks.table import Row, show

PARTS = {
    "touch": touching,
    "stations": stations,
    "claims": claiming,
    "trust": signing,
    "ingest": ingest,
    "rush": rush,
    "catching-up": catching_up,
    "replay": replaying,
    "surfaces": surfaces,
}


def main() -> int:
    """0 when every target was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=PARTS, action="append")
    options = parser.parse_args()
    show([Row("what", "figure", "yardstick of the same run", "ratio", "target")])
    missed = 0
    for name in options.only or PARTS:
        with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
            rows = PARTS[name].measure(Path(folder), options.quick)
        show(rows)
        missed += sum(row.met is False for row in rows)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
