"""A short run of the random histories (`make chaos` runs long ones), and proof that broken code is caught."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "chaos" / "run.py"


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(RUN), *arguments], capture_output=True, encoding="utf-8", timeout=300)


def test_random_histories_keep_every_invariant_and_really_happen() -> None:
    done = _run("--histories", "6", "--seed", "1", "--steps", "120")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {name: int(count) for name, count in (line.strip().rsplit(maxsplit=1) for line in done.stdout.splitlines())}
    assert all(rows.get(name, 0) > 0 for name in ("issued", "served", "transfers", "replies lost", "crashes", "cuts"))


@pytest.mark.parametrize("variant", ["shared-series", "claim-not-compare-and-set", "timeout-takes-back"])
def test_a_broken_variant_is_caught_and_its_seed_is_told(variant: str) -> None:
    done = _run("--histories", "30", "--seed", "1", "--broken", variant)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed ")
