"""Three days of one office over a thin line: 20,000 events at 64 kbit/s drain unattended while numbers are given."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from cast import HUB, OFFICE, PROVINCE, Office, feed_length
from judgement import judge_office
from outcome import Outcome
from roughline import CUT, STRAIGHT

MAKER = Path(__file__).parent / "backlog_maker.py"
EVENTS, BITS_PER_S, ISSUING_MS = 20_000, 64_000, 200.0
BY_SHORT = 20
"""The short form has so many times less to carry."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """The hub's file is filled with three days of events while the province is away; then the thin line comes."""
    wanted = EVENTS // BY_SHORT if short else EVENTS
    outcome = Outcome("backlog", f"{wanted} events over {BITS_PER_S // 1000} kbit/s")
    with Office(folder, seed, kiosks=1, counters=1, boards=0, pace=0.1) as office:
        office.line.behave(CUT)
        office.kill(HUB)
        subprocess.run([sys.executable, str(MAKER), str(office.folder_of(HUB)), OFFICE, str(wanted)], check=True)
        office.revive(HUB)
        office.line.bits_per_s = BITS_PER_S
        office.line.behave(STRAIGHT)
        begun, before = time.monotonic(), time.time()
        while feed_length(office.line_to(PROVINCE)) < feed_length(office.line_to(HUB)) - 20:
            outcome.must(time.monotonic() - begun < 3600, "the backlog does not drain")
            time.sleep(2 if short else 20)
        seconds = time.monotonic() - begun
        outcome.times = wanted
        outcome.figures.append(f"drained in {seconds:.0f} s, {office.line.carried * 8 / seconds / 1000:.0f} kbit/s")
        times = sorted(one["ms"] for one in office.stations["kiosk-1"].things("issued") if one["at"] >= before)
        outcome.must(len(times) > 5, "hardly a number was given meanwhile")
        p95 = times[int(len(times) * 0.95)] if times else 0.0
        outcome.figures.append(f"issuing p95 {p95:.0f} ms of {len(times)}")
        outcome.must(p95 <= ISSUING_MS, f"issuing took {p95:.0f} ms")
        office.line.bits_per_s = 0
        office.equal_after()
        office.finish_everybody()
        office.equal_after()
    judge_office(office, outcome)
    return outcome
