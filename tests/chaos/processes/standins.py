"""The hub is away and the LAN is not: counters call from the kiosks what these still own (queue-rules R2)."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from random import Random

from cast import HUB, OFFICE, Office, until
from judgement import judge_office, raw_rows
from kills import heal
from outcome import Outcome

from sync.client import Away
from sync.hubs import ANSWERS_AT

FIRST_CALL_S = 20.0
"""A counter must have asked a kiosk within this: the hub's silence noticed, then a round of questions."""
LEARNT_S = 60.0
KIOSKS = ("kiosk-1", "kiosk-2")


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """The hub is gone for a while, two times (eight in full); each time a station is killed, too."""
    outcome, chance = Outcome("stand-ins", "hub away, counters call from kiosks"), Random(f"{seed}/standins")
    rounds, lasting = (2, 8.0) if short else (8, 20.0)
    with Office(folder, seed, kiosks=len(KIOSKS), counters=3, boards=0, pace=0.05) as office:
        firsts, calls = [], 0
        for _ in range(rounds):
            _learn(office)
            first, count = _without_hub(office, lasting, chance)
            firsts.append(first)
            calls += count
            outcome.times += 1
        outcome.must(calls, "nobody was called while the hub was away")
        outcome.figures.append(f"{calls} calls in {rounds * lasting:.0f} s without a hub")
        outcome.figures.append(f"first call after {max(firsts):.1f} s")
        outcome.must(max(firsts) <= FIRST_CALL_S, f"the first call came only after {max(firsts):.1f} s")
        heal(office, outcome)
    judge_office(office, outcome)
    by_kiosks = sum(len(raw_rows(office.folder_of(name), BY_ITSELF.format(name))) for name in KIOSKS)
    outcome.figures.append(f"{by_kiosks} called by kiosks")
    outcome.must(by_kiosks >= calls, f"{calls} calls were heard, the kiosks know of {by_kiosks}")
    return outcome


BY_ITSELF = "SELECT seq FROM event WHERE type = 'ticket.called' AND station = '{}'"


def _learn(office: Office) -> None:
    """Until each counter has beaten after both kiosks had: that is how it hears where these answer. The hub's own
    restart counts, since a kiosk that was killed answers elsewhere."""
    begun = int(time.time() * 1000)

    def learnt() -> bool:
        try:
            with closing(office.line_to(HUB)) as line:
                seen = {s.station: s for s in line.stations(OFFICE).stations}
        except Away:
            return False
        told = [seen[name].last_seen for name in KIOSKS if name in seen and seen[name].report.get(ANSWERS_AT)]
        counters = [one.last_seen for one in seen.values() if one.kind == "counter"]
        latest = max([begun, *told])
        return len(told) == len(KIOSKS) and min(told) > begun and bool(counters) and min(counters) > latest

    until(learnt, LEARNT_S, "the counters do not hear where kiosks answer")


def _without_hub(office: Office, lasting: float, chance: Random) -> tuple[float, int]:
    """Seconds from the hub's death to the first call, and how many calls there were."""
    counters = [s for name, s in office.stations.items() if name.startswith("counter")]
    office.kill(HUB)
    marks, begun = {s.name: len(s.said) for s in counters}, time.time()

    def called() -> list[float]:
        return [float(o["at"]) for s in counters for o in s.said[marks[s.name] :] if o["did"] == "called"]

    until(lambda: bool(called()), FIRST_CALL_S + lasting, "no counter called anybody without the hub")
    time.sleep(lasting / 2)
    victim = chance.choice(list(office.stations))
    office.kill(victim)
    office.revive(victim)
    time.sleep(lasting / 2)
    calls = called()
    office.revive(HUB)
    return min(calls) - begun, len(calls)
