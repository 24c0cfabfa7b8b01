"""A line that swallows every packet and resets nothing, as a dying switch does: how soon is it noticed, and mended?"""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from beyond import another_machine, why_not
from cast import Office, until
from judgement import judge_office
from kills import heal
from lines import BUSY, ISSUING_MS, NOTICE_S
from membership import is_open
from outcome import Outcome

BEYOND = ("kiosk-1", "counter-1")
NETWORK = 78
BACK_S = 30.0
"""A station must have met the hub again within this: a try each 8 s at most, and what a kernel needs to find it."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """Two black holes (six in the full form) between a kiosk and a counter and their hub."""
    outcome = Outcome("black hole", "packets dropped, nothing reset")
    if reason := why_not(is_open()):
        outcome.skipped = reason
        return outcome
    with ExitStack() as stack:
        beyond = stack.enter_context(another_machine(NETWORK))
        office = stack.enter_context(Office(folder, seed, kiosks=2, counters=2, boards=0, pace=0.05))
        beyond.move(office, BEYOND, stack)
        office.stations["kiosk-1"].wait_for("issued")
        noticed, back, waits, calm = list[float](), list[float](), list[float](), list[float]()
        for _ in range(2 if short else 6):
            until(
                lambda: all(_line(office, name) for name in BEYOND), BACK_S, "the stations beyond do not meet the hub"
            )
            begun = time.time()
            time.sleep(2)
            calm += _waits(office, begun)
            begun = time.time()
            beyond.swallow()
            noticed.append(_until_all(office, False))
            time.sleep(3)
            waits += _waits(office, begun)
            beyond.carry()
            back.append(_until_all(office, True))
            outcome.times += 1
        heal(office, outcome)
    judge_office(office, outcome)
    outcome.figures.append(f"noticed after {min(noticed):.1f}-{max(noticed):.1f} s, met again after {max(back):.1f} s")
    outcome.must(max(noticed) <= NOTICE_S, f"a black hole was noticed only after {max(noticed):.1f} s")
    outcome.must(waits, "no number was given in the black hole")
    before, median = (sorted(ms)[len(ms) // 2] if ms else 0.0 for ms in (calm, waits))
    outcome.figures.append(f"issuing median {median:.0f} ms, before {before:.0f} ms")
    outcome.must(median <= max(ISSUING_MS, BUSY * before), f"issuing waited for a black hole: {median:.0f} ms")
    return outcome


def _waits(office: Office, since: float) -> list[float]:
    """Milliseconds that each number took."""
    return [float(o["ms"]) for o in office.stations["kiosk-1"].things("issued") if o["at"] > since]


def _line(office: Office, name: str) -> bool:
    said = office.stations[name].things("line")
    return bool(said) and bool(said[-1]["hub"])


def _until_all(office: Office, up: bool) -> float:
    """Seconds until every station beyond says that its line is up, or away."""
    return until(
        lambda: all(_line(office, name) == up for name in BEYOND),
        BACK_S,
        f"a station beyond never said that its line is {'up again' if up else 'away'}",
    )
