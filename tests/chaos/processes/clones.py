"""Two PCs with one database, and yesterday's file put back by hand (queue-rules R6)."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from cast import Office
from judgement import judge_office
from kills import heal
from lives import StationProcess
from outcome import Outcome
from roughline import CUT, STRAIGHT

KIOSK, TWIN = "kiosk-1", "kiosk-1b"


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """A clone while both are online, one while both are cut off first, and an old file put back."""
    outcome = Outcome("clones", "cloned and restored files")
    work = 2.0 if short else 10.0
    for n, scene in enumerate((online, offline, restored)):
        place = folder / scene.__name__
        with Office(place, seed + n, kiosks=1, counters=2, boards=0, pace=0.02) as office:
            time.sleep(work)
            scene(office, work, outcome)
            heal(office, outcome)
        judge_office(office, outcome)
        outcome.times += 1
    return outcome


def _clone(office: Office) -> StationProcess:
    """The kiosk's disk in a second PC; both start at once."""
    kiosk = office.stations[KIOSK]
    kiosk.end()
    twin = office.folder / "second" / KIOSK
    shutil.copytree(office.folder_of(KIOSK), twin)
    office.elsewhere[TWIN] = twin
    (office.folder / "second.id").write_text("22222222222222222222222222222222")
    kiosk.start()
    return office.open_station(TWIN, {"MOTCUA_MACHINE_ID": str(office.folder / "second.id")})


def online(office: Office, work: float, outcome: Outcome) -> None:
    """Both on the LAN from the start."""
    twin = _clone(office)
    time.sleep(work)
    _both_live(office, twin, outcome, "online")


def offline(office: Office, work: float, outcome: Outcome) -> None:
    """Both cut off at first: the one that is not the old PC has no numbers until the hub gives it some."""
    for line in office.lans.values():
        line.behave(CUT)
    twin = _clone(office)
    office.lans[TWIN].behave(CUT)
    time.sleep(work)
    outcome.must(not twin.things("issued"), "a clone gave numbers before it had a series of its own")
    for line in office.lans.values():
        line.behave(STRAIGHT)
    time.sleep(work)
    _both_live(office, twin, outcome, "offline")


def _both_live(office: Office, twin: StationProcess, outcome: Outcome, when: str) -> None:
    old = office.stations[KIOSK]
    since = float(twin.wait_for("open", 0)["at"])
    lives = {one["incarnation"] for one in (*old.things("open"), *twin.things("open"))}
    outcome.must(len(lives) > 1, f"{when}: the clone goes on as its original")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not twin.things("issued"):
        time.sleep(0.1)
    outcome.must(twin.things("issued"), f"{when}: the clone gives no numbers, although the hub is there")
    if twin.things("issued"):
        outcome.figures.append(f"{when}: first number {twin.things('issued')[0]['at'] - since:.1f} s after its start")
    outcome.must(any(one["at"] > since for one in old.things("issued")), f"{when}: the original gives no numbers")


def restored(office: Office, work: float, outcome: Outcome) -> None:
    """Somebody copies yesterday's file over today's, and its witness tells."""
    kiosk, folder = office.stations[KIOSK], office.folder_of(KIOSK)
    kiosk.end()
    shutil.copyfile(folder / "station.db", office.folder / "yesterday.db")
    kiosk.start()
    kiosk.wait_for("issued")
    time.sleep(work)
    kiosk.end()
    before = kiosk.wait_for("open")["incarnation"]
    shutil.copyfile(office.folder / "yesterday.db", folder / "station.db")
    for end in ("-wal", "-shm"):
        (folder / f"station.db{end}").unlink(missing_ok=True)
    kiosk.start()
    after = kiosk.wait_for("open")["incarnation"]
    outcome.must(before != after, "an old file was put back and went on as if nothing had been")
    kiosk.wait_for("issued")
    time.sleep(work)
