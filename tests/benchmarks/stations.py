"""Tickets a second with 1, 4 and 16 stations, each a process with a file of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.table import Row
from benchmarks.yardstick import raw_commits, raw_ticket_commits

SHARE = 0.5


def measure(folder: Path, quick: bool) -> list[Row]:
    """All stations issue as fast as they can for some seconds; every number must be different."""
    seconds = 2.0 if quick else 6.0
    raw = raw_commits(folder, 300)
    rate = len(raw) / (sum(raw) / 1000)
    whole = raw_ticket_commits(folder, 300)
    whole_rate = len(whole) / (sum(whole) / 1000)
    rows = []
    for count in (1, 4, 16):
        numbers, spent = _run(folder / f"stations-{count}", count, seconds)
        tickets = len(numbers) / spent
        twice = len(numbers) - len(set(numbers))
        met = (tickets >= SHARE * rate and twice == 0) if count == 16 else twice == 0
        target = "≥ 50 % of raw, 0 twice" if count == 16 else "0 twice"
        rows.append(
            Row(
                f"{count} stations issuing at once",
                f"{tickets:,.0f} tickets/s, {twice} twice",
                f"raw {rate:,.0f}/s; with a ticket's rows {whole_rate:,.0f}/s",
                f"{tickets / rate:.0%}; {tickets / whole_rate:.0%}",
                target,
                met,
            )
        )
    return rows


def _run(folder: Path, count: int, seconds: float) -> tuple[list[str], float]:
    begin = time.time() + 2.0 + 0.25 * count
    program = str(Path(__file__).with_name("issuer.py"))
    words = [[str(folder / str(n)), str(n), str(begin), str(seconds)] for n in range(count)]
    issuers = [subprocess.Popen([sys.executable, program, *w], stdout=subprocess.PIPE, text=True) for w in words]
    numbers: list[str] = []
    for issuer in issuers:
        out, _ = issuer.communicate(timeout=120)
        numbers += out.split()
    return numbers, seconds
