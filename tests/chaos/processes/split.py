"""A LAN that falls into two: a wire that is pulled, and people who go on on both sides, who even are called (R2)."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from beyond import another_machine, why_not
from cast import Office
from judgement import judge_office
from kills import heal
from membership import is_open
from outcome import Outcome
from standins import learn

BEYOND = ("kiosk-1", "counter-1")
"""Who is cut off from the hub."""
NETWORK = 77


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """30 s of split (four minutes in the full form), in which both sides work."""
    outcome, lasting = Outcome("split", "LAN split in network namespaces"), 30.0 if short else 240.0
    if reason := why_not(is_open()):
        outcome.skipped = reason
        return outcome
    with ExitStack() as stack:
        beyond = stack.enter_context(another_machine(NETWORK))
        office = stack.enter_context(Office(folder, seed, kiosks=2, counters=2, boards=0))
        beyond.move(office, BEYOND, stack)
        learn(office)
        office.stations["kiosk-1"].wait_for("issued")
        begun = time.time()
        beyond.pull()
        time.sleep(lasting)
        beyond.plug()
        outcome.times = 1
        _report(office, begun, lasting, outcome)
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def _report(office: Office, begun: float, lasting: float, outcome: Outcome) -> None:
    def since(name: str, did: str) -> list[float]:
        return [float(one["at"]) for one in office.stations[name].things(did) if one["at"] > begun]

    numbers, here, there = since("kiosk-1", "issued"), since("counter-2", "called"), since("counter-1", "called")
    outcome.must(len(numbers) > lasting / 5, f"the kiosk beyond the split gave only {len(numbers)} numbers")
    outcome.must(here, "nobody was called on the hub's side")
    outcome.must(there, "nobody was called beyond the split, where a kiosk and a counter reach each other")
    away = [o["at"] for o in office.stations["kiosk-1"].things("line") if o["at"] > begun and o["hub"] is False]
    outcome.must(away, "the kiosk beyond the split never knew")
    outcome.figures.append(
        f"{lasting:.0f} s, {len(numbers)} numbers beyond, calls {len(here)} here, {len(there)} beyond"
    )
    if away:
        outcome.figures.append(f"noticed after {away[0] - begun:.1f} s")
