"""Three days of one office over a thin line: 20,000 events at 64 kbit/s drain unattended while numbers are given."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from cast import HUB, OFFICE, PROVINCE, Office
from judgement import judge_office, raw_rows
from kills import heal
from lines import BUSY
from lives import StationProcess
from outcome import Outcome
from roughline import CUT, STRAIGHT

MAKER = Path(__file__).parent / "backlog_maker.py"
EVENTS, BITS_PER_S, ISSUING_MS = 20_000, 64_000, 200.0
LONGEST_S, ENOUGH, ALONE = 3600.0, 6, "kiosk-9"
BY_SHORT = 20
"""The short form has so many times less to carry."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """The hub's file is filled with three days of events while the province is away; then the thin line comes."""
    wanted = EVENTS // BY_SHORT if short else EVENTS
    outcome = Outcome("backlog", f"{wanted} events over {BITS_PER_S // 1000} kbit/s")
    with Office(folder, seed, kiosks=1, counters=1, boards=0, pace=0.1) as office:
        alone = _alone(office)
        office.line.behave(CUT)
        office.kill(HUB)
        subprocess.run([sys.executable, str(MAKER), str(office.folder_of(HUB)), OFFICE, str(wanted)], check=True)
        office.revive(HUB)
        office.line.bits_per_s = BITS_PER_S
        office.line.behave(STRAIGHT)
        begun, before = time.monotonic(), time.time()
        while _events(office, PROVINCE) < _events(office, HUB) - 20:
            if time.monotonic() - begun > LONGEST_S:
                raise TimeoutError("the backlog does not drain")
            time.sleep(2)
        seconds = time.monotonic() - begun
        outcome.times = wanted
        outcome.figures.append(f"drained in {seconds:.0f} s, {office.line.carried * 8 / seconds / 1000:.0f} kbit/s")
        alone.end()
        (median, p95, p99), (_, other, _) = _waits(office.stations["kiosk-1"], before), _waits(alone, before)
        outcome.figures.append(f"issuing median {median:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms")
        outcome.figures.append(f"p95 {other:.0f} ms at a kiosk that belongs to nobody")
        outcome.must(0 < p95 <= max(ISSUING_MS, BUSY * other), f"issuing took {p95:.0f} ms")
        office.line.bits_per_s = 0
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def _alone(office: Office) -> StationProcess:
    """The yardstick: a kiosk on the same busy machine without a hub, let alone a backlog."""
    sections: dict[str, dict[str, object]] = {"station": {"name": ALONE}, "hub": {"url": ""}}
    return StationProcess(ALONE, office.words(ALONE, "kiosk", sections), office.log(ALONE))


def _waits(kiosk: StationProcess, since: float) -> tuple[float, float, float]:
    """Median, 95th and 99th percentile of the milliseconds that a number took since then; zeros for too few."""
    times = sorted(float(one["ms"]) for one in kiosk.things("issued") if one["at"] >= since)
    if len(times) < ENOUGH:
        return 0.0, 0.0, 0.0
    return times[len(times) // 2], times[int(len(times) * 0.95)], times[int(len(times) * 0.99)]


def _events(office: Office, name: str) -> int:
    """How many events lie in a server's file now."""
    return int(str(raw_rows(office.folder_of(name), "SELECT count(*) FROM event")[0][0]))
