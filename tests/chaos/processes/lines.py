"""Lines with bad manners between stations and hub and between hub and province, while people take numbers."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from typing import Any

from cast import Office
from judgement import judge_office
from kills import heal
from outcome import Outcome
from roughline import HOLE, MANNERS, SLOW, STRAIGHT, RoughLine

ISSUING_MS = 200.0
"""No line may make a citizen wait longer for a number (median; this machine has other work, too)."""
BUSY = 2.5
"""On a machine so busy that a number takes long while all lines are straight, too, it may take so many times that."""
NOTICE_S = 15.0
"""A station must know within this that its hub is away: a beat of 5 s, a stall of 6 s, and some patience."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """Each manner once on all LAN lines and once on the line to the province: 2 s each, in the full form 20 s."""
    outcome = Outcome("lines", "bad lines")
    chance, lasting = Random(f"{seed}/lines"), 2.0 if short else 20.0
    with Office(folder, seed, kiosks=2, counters=2, pace=0.05) as office:
        time.sleep(4)
        calm_ms = _worst_issue(office, 4)
        manners = list(MANNERS)
        chance.shuffle(manners)
        notices, waits = dict[str, float](), dict[str, float]()
        for manner in manners:
            notices[manner] = _misbehave(office, list(office.lans.values()), manner, lasting, "hub")
            waits[manner] = _worst_issue(office, lasting)
            calm(office)
            if not short:
                notices[f"province {manner}"] = _misbehave(office, [office.line], manner, lasting, "province")
        if short:
            for manner in manners:
                _misbehave(office, [office.line], manner, 1.0, "province")
        outcome.times = 2 * len(manners)
        _report(outcome, waits, max(ISSUING_MS, BUSY * calm_ms))
        if not short:
            _report_notices(outcome, notices)
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def calm(office: Office, seconds: float = 1.0) -> None:
    """Straight lines for a while."""
    for line in (*office.lans.values(), office.line):
        line.behave(STRAIGHT)
    time.sleep(seconds)


def _misbehave(office: Office, lines: list[RoughLine], manner: str, lasting: float, whose: str) -> float:
    """Lets the lines misbehave; seconds until the last station said that this line is away, -1 when one never did."""
    marks, begun = {name: len(s.said) for name, s in office.stations.items()}, time.time()
    for line in lines:
        line.behave(manner)
    time.sleep(lasting)
    for line in lines:
        line.behave(STRAIGHT)
    seen = [_first_away(office.stations[name].said[at:], whose) for name, at in marks.items()]
    return max(seen) - begun if all(seen) else -1.0


def _first_away(said: list[dict[str, Any]], whose: str) -> float:
    return next((float(one["at"]) for one in said if one["did"] == "line" and one[whose] is False), 0.0)


def _worst_issue(office: Office, lasting: float) -> float:
    """The median of the milliseconds that issuing took in the last seconds."""
    since = time.time() - lasting
    times = sorted(
        one["ms"] for s in office.stations.values() for one in s.things("issued") if float(one["at"]) >= since
    )
    return float(times[len(times) // 2]) if times else -1.0


def _report(outcome: Outcome, waits: dict[str, float], most_ms: float) -> None:
    outcome.must(min(waits.values()) >= 0, f"issuing stood still: {waits}")
    outcome.must(max(waits.values()) <= most_ms, f"issuing waited for a line: {waits}, more than {most_ms:.0f} ms")
    outcome.figures.append(f"issuing median <= {max(waits.values()):.0f} ms")


def _report_notices(outcome: Outcome, notices: dict[str, float]) -> None:
    told = {manner: round(s, 1) for manner, s in notices.items()}
    outcome.figures.append("noticed after s: " + ", ".join(f"{m} {s:g}" for m, s in told.items() if s >= 0))
    outcome.figures.append("line stays usable: " + ", ".join(m for m, s in told.items() if s < 0))
    outcome.must(told[SLOW] < 0, "a line that only delays was given up")
    outcome.must(0 <= told[HOLE] <= NOTICE_S, f"a line that swallows was noticed after {told[HOLE]} s")
