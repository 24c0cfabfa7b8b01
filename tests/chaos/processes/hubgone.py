"""The hub's disk is gone: a person promotes the standby by a roll call, and says of one counter that works that it is
switched off. Nobody is lost, and what the wrong answer has doubled is reported by name (queue-rules R4, R5)."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

from cast import HUB, LEAD, OFFICE, PASSWORD, STANDBY, Office, until
from judgement import judge_office
from kills import heal
from outcome import Outcome
from roughline import CUT, STRAIGHT

from kiosk.app.clock import SystemClock
from kiosk.domain.trouble import Refused
from kiosk.services.conflicts import conflicts
from kiosk.store.restoring import open_or_recover

SILENT = "counter-2"
"""The counter that goes on behind a cut line while somebody vouches that it is switched off."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """One change of hub; 2 s of work before and after, 20 s in the full form."""
    outcome, work = (
        Outcome("hub gone", "hub's disk lost, standby promoted, a wrong roll-call answer"),
        2.0 if short else 20.0,
    )
    with Office(folder, seed, kiosks=2, counters=2, boards=0, pace=0.05, standby=True) as office:
        time.sleep(work)
        until(lambda: _follows(office), 30, "the standby does not follow")
        _hold_one(office)
        _lose_hub(office)
        _promote(office, outcome)
        time.sleep(work)
        office.stations[SILENT].tell("work")
        time.sleep(work)
        for line in (office.lans[SILENT], office.others[SILENT]):
            line.behave(STRAIGHT)
        heal(office, outcome)
    outcome.times = 1
    judge_office(office, outcome)
    _excuse_reported(office, outcome)
    return outcome


def _follows(office: Office) -> bool:
    """Whether the standby has heard of both counters."""
    line = office.line_to(STANDBY)
    try:
        opened = {e.station for e in line.feed(OFFICE, "nobody", "", 0).events if e.type == "counter.opened"}
    finally:
        line.close()
    return opened >= {"counter-1", SILENT}


def _hold_one(office: Office) -> None:
    """The counter has somebody in front when its line is cut, and the standby has not heard of that call."""
    counter = office.stations[SILENT]
    office.others[STANDBY].behave(CUT)
    counter.wait_for("called", len(counter.said))
    counter.tell("rest")
    # the hub tells its stations where the standby is: that way is cut, too
    for line in (office.lans[SILENT], office.others[SILENT], office.others[HUB]):
        line.behave(CUT)


def _lose_hub(office: Office) -> None:
    office.kill(HUB)
    del office.servers[HUB]
    shutil.rmtree(office.folder_of(HUB))
    for line in (*office.lans.values(), office.others[STANDBY]):
        line.behave(CUT)


def _promote(office: Office, outcome: Outcome) -> None:
    """The lead calls the roll, is told who is missing, vouches wrongly, and promotes."""
    begun, line = time.monotonic(), office.members.staff_line(office.at[STANDBY])
    line.sign_in(OFFICE, LEAD, PASSWORD)
    line.act_on_roll("roll/begin")
    until(lambda: any(e.station == "counter-1" and e.state == "answered" for e in line.roll().entries), 60, "no answer")
    try:
        line.act_on_roll("roll/promotion")
        outcome.faults.append("a standby took over while a counter was missing")
    except Refused as refused:
        outcome.must(SILENT in refused.message, f"the missing counter is not named: {refused.message}")
    line.act_on_roll("roll/declarations", SILENT)
    outcome.must(line.act_on_roll("roll/promotion").duty == "serving", "the standby does not serve")
    line.close()
    mark = len(office.stations["counter-1"].said)
    office.stations["counter-1"].wait_for("called", mark)
    outcome.figures.append(f"roll call to the next call {time.monotonic() - begun:.1f} s")


def _excuse_reported(office: Office, outcome: Outcome) -> None:
    """A double that a person caused by a wrong answer must be shown to the lead with the counter's name."""
    store, _ = open_or_recover(
        office.folder_of(STANDBY), office=OFFICE, station=STANDBY, kind="hub", clock=SystemClock()
    )
    found = {f"ticket:{c.ticket.id}": c for c in conflicts(store)}
    store.close()
    doubles = [f for f in outcome.faults if re.match(r"ticket:\S+ (called at|was served)", f)]
    for fault in doubles:
        conflict = found.get(fault.split()[0])
        if conflict and any(SILENT in party for party in conflict.parties):
            outcome.faults.remove(fault)
            outcome.double -= 1
    outcome.figures.append(f"{len(doubles)} doubles by the wrong answer, {len(found)} conflicts reported by name")
    outcome.must(found or not doubles, "the wrong answer was not reported")
