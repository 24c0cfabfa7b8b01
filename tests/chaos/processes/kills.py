"""kill -9 of every kind of process at random points of its life: while it starts, works, relays, or ends a deed."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

from cast import HUB, STANDBY, Office
from judgement import judge_office
from outcome import Outcome
from roughline import CUT, STRAIGHT

RELAY = "relay"
"""The hub, killed while it carries a backlog up."""
TELL_EACH = 100


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """1,000 kills (short: 40) in one office that goes on working, then healing and the verdict."""
    outcome = Outcome("kills", "kill -9 at random points")
    with Office(folder, seed, kiosks=2, counters=3, standby=True) as office:
        killers = Killers(office, seed, 40 if short else 1000)
        killers.run()
        outcome.times = sum(killers.done.values())
        outcome.figures.append(", ".join(f"{name} {n}" for name, n in sorted(killers.done.items())))
        outcome.faults += killers.faults
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def heal(office: Office, outcome: Outcome) -> None:
    """Everybody rests, all must be equal within 60 s; then everybody who waits is called and served."""
    outcome.healed = max(outcome.healed, office.equal_after())
    office.finish_everybody()
    office.equal_after()


class Killers:
    """One thread for each process, until `total` kills are done together."""

    def __init__(self, office: Office, seed: int, total: int) -> None:
        self.office, self.seed = office, seed
        self.done, self.faults = Counter[str](), list[str]()
        self._left, self._lock, self._begun = total, threading.Lock(), time.monotonic()

    def run(self) -> None:
        """Kills, and leaves every process alive."""
        threads = [threading.Thread(target=self._hunt, args=(name,)) for name in self.office.processes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for station in self.office.stations.values():
            station.wait_for("open")

    def _take(self, kind: str) -> bool:
        with self._lock:
            if self._left == 0 or self.faults:
                return False
            self._left -= 1
            self.done[kind] += 1
            if self._left % TELL_EACH == 0:
                sys.stderr.write(f"{self.done.total()} kills after {time.monotonic() - self._begun:.0f} s\n")
            return True

    def _hunt(self, name: str) -> None:
        chance, kind = Random(f"{self.seed}/kill/{name}"), "standby" if name == STANDBY else name.partition("-")[0]
        try:
            while self._let_live(name, chance) and self._take(self._ambush(name, kind, chance)):
                self.office.kill(name)
                self.office.revive(name)
        except Exception as error:
            self.faults.append(f"{name}: {error!r}")

    def _let_live(self, name: str, chance: Random) -> bool:
        """Lets the process live for a while; every fifth dies while it is opening its file."""
        station = self.office.stations.get(name)
        if station and chance.random() > 0.2 and (said := station.wait_for("open"))["did"] == "closed":
            self.faults.append(f"{name} did not open: {said}")
        time.sleep(chance.uniform(0.05, 1.2) if station else chance.uniform(0.2, 3.0))
        return not self.faults

    def _ambush(self, name: str, kind: str, chance: Random) -> str:
        """Every third time the hub is met in the middle of draining to the province."""
        if name != HUB or chance.random() > 0.34:
            return kind
        self.office.line.behave(CUT)
        time.sleep(1)
        self.office.line.behave(STRAIGHT)
        time.sleep(chance.uniform(0.0, 1.0))
        return RELAY
