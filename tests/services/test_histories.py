"""A short run of the random histories (`make chaos` runs long ones), and proof that broken code is caught."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "chaos" / "run.py"


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(RUN), *arguments], capture_output=True, encoding="utf-8", timeout=300)


@pytest.mark.parametrize("seed", [1, 1001])
def test_random_histories_keep_every_invariant_and_really_happen(seed: int) -> None:
    done = _run("--histories", "8", "--seed", str(seed), "--steps", "100")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {name: int(count) for name, count in (line.strip().rsplit(maxsplit=1) for line in done.stdout.splitlines())}
    assert rows["histories"] == 8
    happened = ("issued", "won", "served", "transfers", "replies lost", "crashes", "cuts")
    assert all(rows.get(name, 0) > 0 for name in happened), rows


def test_a_seed_repeats_its_history_to_the_letter() -> None:
    one, other = (_run("--histories", "60", "--seed", "1", "--broken", "claim-not-compare-and-set") for _ in range(2))
    assert one.stdout == other.stdout
    assert one.stdout.startswith("seed ")


@pytest.mark.parametrize(
    ("variant", "invariant"),
    [("shared-series", "I1"), ("claim-not-compare-and-set", "I4"), ("timeout-takes-back", "I3")],
)
def test_a_broken_variant_is_caught_by_its_invariant(variant: str, invariant: str) -> None:
    done = _run("--histories", "60", "--seed", "1", "--steps", "100", "--broken", variant)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(rf"seed \d+: {invariant} ", done.stdout), done.stdout
