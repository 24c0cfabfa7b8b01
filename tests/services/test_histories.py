"""A short run of the simulated histories (`make chaos` plays 100,000), and proof that broken code is caught."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "chaos" / "run.py"
HISTORIES = 50
"""For each of the tests below, so that all stay within a minute on two cores."""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUN), "--only", "simulation", "--jobs", "1", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300)


@pytest.mark.parametrize("seed", [1, 1001, 2001, 3001])
def test_random_histories_keep_every_invariant_and_really_happen(seed: int) -> None:
    done = _run("--histories", str(HISTORIES), "--seed", str(seed))
    assert done.returncode == 0, done.stdout + done.stderr
    rows = dict(re.findall(r"^ *(\w.*\S) +([\d.]+)$", done.stdout, re.MULTILINE))
    assert rows["histories"] == str(HISTORIES)
    happened = ("issued", "won", "served", "transfers", "lost answers", "late", "repeated", "crashes", "cuts", "splits")
    assert all(int(rows.get(name, "0")) > 0 for name in happened), rows


def test_a_seed_repeats_its_history_to_the_letter() -> None:
    one, other = _digests("--histories", "3", "--seed", "7"), _digests("--histories", "3", "--seed", "7")
    assert one == other
    assert len(one) == 3


def test_the_quick_connection_does_what_sqlalchemys_own_does() -> None:
    quick = _digests("--histories", "6", "--seed", "31")
    assert quick == _digests("--histories", "6", "--seed", "31", "--slow")
    assert len(quick) == 6


def _digests(*arguments: str) -> list[str]:
    return re.findall(r"^seed \d+: [0-9a-f]{64}$", _run("--digest", *arguments).stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("variant", "invariant", "seed"),
    [
        ("shared-series", "I1", 1),
        ("restore-keeps-incarnation", "I10|liveness:", 1),
        ("restore-keeps-ownership", "I3|R7", 101),
        ("timeout-takes-back", "I3", 1),
        ("promotion-without-roll-call", "I3|I4", 151),
        ("no-return", "I3", 21),
        ("no-epoch-fencing", "I9|I3|I4|liveness:", 307001),
        ("claim-not-compare-and-set", "I4|R7", 1),
        ("answers-before-commit", "I1?0|I5|I7", 1),
        ("fold-by-arrival", "I5|I8", 1),
    ],
)
def test_a_broken_variant_is_caught_by_its_invariant(variant: str, invariant: str, seed: int) -> None:
    done = _run("--histories", "200", "--seed", str(seed), "--broken", variant)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(rf"seed \d+: ({invariant}) ", done.stdout), done.stdout
