"""The hub is away and the LAN is not: counters call from the kiosks what these still own (queue-rules R2)."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path

from cast import HUB, OFFICE, Office, until
from judgement import judge_office, raw_rows
from kills import heal
from outcome import Outcome

from sync.client import Away
from sync.hubs import ANSWERS_AT
from sync.wire import StationSeen

Seen = dict[str, StationSeen]

FIRST_CALL_S = 20.0
"""A counter must have asked a kiosk within this: the hub's silence noticed, then a round of questions."""
LEARNT_S = 60.0
KIOSKS = ("kiosk-1", "kiosk-2")


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """The hub is gone for a while, two times (eight in full); each time the kiosks are killed, too, or the counters."""
    outcome = Outcome("stand-ins", "hub away, counters call from kiosks")
    rounds, lasting = (2, 8.0) if short else (8, 20.0)
    with Office(folder, seed, kiosks=len(KIOSKS), counters=3, boards=0, pace=0.05) as office:
        firsts, calls = [], 0
        for n in range(rounds):
            learn(office)
            first, before, after = _without_hub(office, lasting, "counter" if n % 2 else "kiosk")
            firsts.append(first)
            calls += before + after
            outcome.must(after, f"round {n}: nobody was called after a restart without the hub")
            outcome.times += 1
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


def learn(office: Office, kiosks: Collection[str] = KIOSKS) -> None:
    """Until the kiosks have told the hub where they answer, and each counter has beaten after that: so it hears it."""
    begun = int(time.time() * 1000)
    told = _when(office, lambda seen: [seen[name] for name in kiosks if name in seen], begun, len(kiosks))
    _when(office, lambda seen: [one for one in seen.values() if one.kind == "counter"], told, office.counters)
    time.sleep(1.0)  # the counter asks for the addresses after its sign of life, and nobody sees that it has them


def _when(office: Office, whose: Callable[[Seen], list[StationSeen]], since: int, least: int) -> int:
    """When (ms) the last of these stations had beaten after `since`; kiosks must have said where they answer."""
    last = 0

    def beaten() -> bool:
        nonlocal last
        try:
            with closing(office.line_to(HUB)) as line:
                ones = whose({s.station: s for s in line.stations(OFFICE).stations})
        except Away:
            return False
        last = max((one.last_seen for one in ones), default=0)
        told = all(one.kind != "kiosk" or one.report.get(ANSWERS_AT) for one in ones)
        return told and len(ones) >= least and min(one.last_seen for one in ones) > since

    until(beaten, LEARNT_S, "the counters do not hear where kiosks answer")
    return last


def _without_hub(office: Office, lasting: float, victims: str) -> tuple[float, int, int]:
    """Seconds from the hub's death to the first call, and how many calls there were before and after all stations of
    one kind were killed, too."""
    counters = [s for name, s in office.stations.items() if name.startswith("counter")]
    office.kill(HUB)
    marks, begun = {s.name: len(s.said) for s in counters}, time.time()

    def called() -> list[float]:
        return [float(o["at"]) for s in counters for o in s.said[marks[s.name] :] if o["did"] == "called"]

    until(lambda: bool(called()), FIRST_CALL_S + lasting, "no counter called anybody without the hub")
    time.sleep(lasting / 2)
    before = len(called())
    for name in (names := [name for name in office.stations if name.startswith(victims)]):
        office.kill(name)
    middle = time.time()
    for name in names:
        office.revive(name)
    until(lambda: max(called()) > middle, FIRST_CALL_S + lasting, f"nobody was called after the {victims}s' restart")
    time.sleep(lasting / 2)
    calls = called()
    office.revive(HUB)
    return min(calls) - begun, before, len(calls) - before
