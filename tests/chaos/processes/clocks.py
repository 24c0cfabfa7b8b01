"""Wrong clocks on every kind of process: 1970, three years ahead, ten minutes back, over midnight while at work."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from cast import HUB, Office, until
from judgement import judge_office
from kills import heal
from outcome import Outcome

from kiosk.domain.service_day import local_time

SHIFT = Path(__file__).parent / "clockshift"
DAY_S = 86_400
WHO = ("kiosk-1", "counter-1", HUB)


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """Each jump on the kiosk, the counter and the hub in turn; in the short form the kiosk's and the hub's alone."""
    outcome = Outcome("clocks", "1970, +3 years, -10 minutes, over midnight")
    clocks = Clocks(folder)
    with clocks, Office(folder / "office", seed, kiosks=2, counters=2, boards=0) as office:
        for name in office.stations:
            clocks.give(office, name)
        clocks.give_hub(office)
        _work(office, 2.0, outcome, "at first")
        for name in WHO if not short else ("kiosk-1", HUB):
            for label, seconds in _jumps():
                clocks.set(name, seconds)
                _work(office, 1.5 if short else 6.0, outcome, f"{name} {label}")
                clocks.set(name, 0)
                outcome.times += 1
        office.finish_everybody()
        office.all_say("work")
        _midnight(office, clocks, outcome)
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def _jumps() -> list[tuple[str, float]]:
    return [("in 1970", 3600 - time.time()), ("in three years", 3 * 365 * DAY_S), ("10 minutes back", -600.0)]


def _work(office: Office, seconds: float, outcome: Outcome, when: str) -> None:
    """People go on taking numbers; at least one kiosk gives some, and a doubtful day is asked about, not guessed."""
    marks = {name: len(s.said) for name, s in office.stations.items()}
    time.sleep(seconds)

    def given() -> list[dict[str, object]]:
        return [o for n, at in marks.items() for o in office.stations[n].said[at:] if o["did"] == "issued"]

    until(lambda: bool(given()), 20, f"no number was given while {when}")
    codes = {o["code"] for n, at in marks.items() for o in office.stations[n].said[at:] if o["did"] == "trouble"}
    outcome.must(codes <= KNOWN, f"{when}: {codes - KNOWN}")
    today = f"{local_time(int(time.time() * 1000)):%Y-%m-%d}"
    odd = {str(o["day"]) for o in given()} - {today}
    outcome.must(not odd, f"{when}: numbers of {odd} were given")


KNOWN = {"day-doubtful", "unreachable", "behind", "clock-off", "series-missing", "not-met"}
"""Troubles with which a wrong clock may be met, or a machine that has just been started (ADR 39)."""


def _midnight(office: Office, clocks: Clocks, outcome: Outcome) -> None:
    """The whole office passes midnight at work: the new day's numbers begin anew and clash with nobody's."""
    now = local_time(int(time.time() * 1000))
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    to_midnight = (tomorrow - now).total_seconds() - 2
    for name in (*office.stations, HUB):
        clocks.set(name, to_midnight)
    day, marks = f"{tomorrow:%Y-%m-%d}", {n: len(s.said) for n, s in office.stations.items()}

    def fresh() -> bool:
        said = [o for n, at in marks.items() for o in office.stations[n].said[at:] if o["did"] == "issued"]
        return any(o["day"] == day for o in said)

    until(fresh, 30, "no number of the new day")
    office.equal_after()
    clocks.give_hub(office)  # what was left of the day before is closed at a start, else within the hour
    time.sleep(2)
    outcome.times += 1


class Clocks:
    """Everybody's own error of the clock, in files that the processes read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = os.environ.get("PYTHONPATH", "")

    def __enter__(self) -> Clocks:
        return self

    def __exit__(self, *_: object) -> None:
        os.environ["PYTHONPATH"] = self._before
        os.environ.pop("MOTCUA_CHAOS_CLOCK", None)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.clock"

    def set(self, name: str, seconds: float) -> None:
        """From now on this machine's clock is so far off."""
        partial = self._file(name).with_suffix(".new")
        partial.write_text(str(seconds))
        partial.replace(self._file(name))

    def _env(self, name: str) -> dict[str, str]:
        if not self._file(name).exists():
            self.set(name, 0)
        return {"PYTHONPATH": f"{SHIFT}{os.pathsep}{self._before}", "MOTCUA_CHAOS_CLOCK": str(self._file(name))}

    def give(self, office: Office, name: str) -> None:
        """Starts the station again with a clock of its own."""
        station = office.stations[name]
        station.env |= self._env(name)
        station.end()
        station.start()
        station.wait_for("open")

    def give_hub(self, office: Office) -> None:
        """The same for the hub, which takes its environment from this process."""
        os.environ.update(self._env(HUB))
        office.servers[HUB].forked = False
        try:
            office.kill(HUB)
            office.revive(HUB)
        finally:
            os.environ["PYTHONPATH"] = self._before
            os.environ.pop("MOTCUA_CHAOS_CLOCK")
