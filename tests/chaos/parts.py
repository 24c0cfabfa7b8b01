"""The parts of chaos that are programs of their own: the processes, and the storm of requests that are bent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from summary import FAILED, OK, SKIPPED, Line

HERE = Path(__file__).parent
EXAMPLES, SHORT_EXAMPLES = 200, 10
"""Requests that are tried of each kind and route."""


def play_processes(seed: int, scenarios: Sequence[str], *, short: bool, open_: bool) -> list[Line]:
    """Faults on real processes: all scenarios, or those named."""
    words = [sys.executable, str(HERE / "processes" / "run.py"), "--seed", str(seed)]
    words += [word for name in scenarios for word in ("--only", name)]
    words += [flag for flag, wanted in (("--short", short), ("--open", open_)) if wanted]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run([*words, "--report", str(report)], check=False)
        if not report.exists():
            return [Line("processes", "all", FAILED, 0)]
        outcomes = json.loads(report.read_text())
    return [
        Line(
            "processes",
            one["name"],
            SKIPPED if one["skipped"] else FAILED if one["lost"] or one["double"] or one["faults"] else OK,
            one["times"],
            deeds=one["said"],
            lost=one["lost"],
            double=one["double"],
            healed=one["healed"] or None,
            seconds=one["seconds"],
        )
        for one in outcomes
    ]


def play_storm(*, short: bool) -> Line:
    """Requests made from the servers' own descriptions, and bent; the same test as every day's, with many examples."""
    examples = SHORT_EXAMPLES if short else EXAMPLES
    test = HERE.parents[1] / "tests" / "sync" / "test_openapi.py"
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", str(test)],
        env={**os.environ, "MOTCUA_STORM": str(examples)},
        cwd=HERE.parents[1],
        check=False,
    )
    state = OK if done.returncode == 0 else FAILED
    return Line("storm", "requests", state, examples, seconds=time.monotonic() - begun)
