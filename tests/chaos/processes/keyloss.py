"""Broken keys and certificates: a machine whose trust is damaged says so and stays shut; it never goes on unsigned,
and what it had written reaches the others once the file is back, or once it has joined again by a new code."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from cast import HUB, Office, until
from judgement import judge_office
from kills import heal
from outcome import Outcome
from roughline import CUT, STRAIGHT

from kiosk.domain.trouble import CallTechnician
from sync.trust.folder import CA, CERTIFICATE, KEYS, PLACE, TLS_KEY
from sync.trust.keeping import trust_folder
from sync.trust.keys import OWN_KEY

STORE_KEY = "station.key"
FILES = (OWN_KEY, TLS_KEY, CERTIFICATE, CA, PLACE, KEYS, STORE_KEY)
SAID = {
    "trust-incomplete",
    "trust-damaged",
    "key-unreadable",
    "key-damaged",
    "key-missing",
    "key-wrong",
    "certificate-broken",
}
"""With one of these a machine must refuse to open."""
MET_S = 30.0


def _missing(file: Path, _chance: Random) -> None:
    file.unlink()


def _emptied(file: Path, _chance: Random) -> None:
    file.write_bytes(b"")


def _cut(file: Path, _chance: Random) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _garbled(file: Path, chance: Random) -> None:
    file.write_bytes(chance.randbytes(file.stat().st_size))


HOW: dict[str, Callable[[Path, Random], None]] = {
    "missing": _missing,
    "emptied": _emptied,
    "cut": _cut,
    "garbled": _garbled,
}


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """Each file broken in each way on a kiosk, a counter and the hub; in the short form each file in one way on the
    kiosk and the hub. Then a kiosk that has lost its key for good joins anew."""
    outcome, chance = Outcome("keyloss", f"{', '.join(HOW)}: {', '.join(FILES)}"), Random(f"{seed}/keyloss")
    with Office(folder, seed, kiosks=2, counters=2, boards=0) as office:
        if not office.members.on:
            outcome.skipped = "there are no keys in the open form"
            return outcome
        for name in ("kiosk-1", HUB) if short else ("kiosk-1", "counter-1", HUB):
            for file in FILES:
                for how in chance.sample(list(HOW), 1 if short else len(HOW)):
                    _break(office, name, file, how, chance, outcome)
                    outcome.times += 1
        _join_anew(office, outcome)
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def _break(office: Office, name: str, file: str, how: str, chance: Random, outcome: Outcome) -> None:
    """Kills, breaks the file, starts; then puts the file back and starts again."""
    office.kill(name)
    home = office.folder_of(name)
    path = (home if file == STORE_KEY else trust_folder(home)) / file
    shutil.copy2(path, office.folder / "kept")
    HOW[how](path, chance)
    before = sorted(home.glob("damaged/*"))
    fault = (_hub_opens if name == HUB else _station_opens)(office, name)
    outcome.must(not fault, f"{name}, {file} {how}: {fault}")
    outcome.must(sorted(home.glob("damaged/*")) == before, f"{name}, {file} {how}: taken for a damaged store")
    office.kill(name)
    shutil.copy2(office.folder / "kept", path)
    office.revive(name)
    if name != HUB:
        outcome.must(_meets(office, name), f"{name}, {file} {how}: does not meet the hub with the file put back")


def _station_opens(office: Office, name: str) -> str:
    """What is wrong with how a station met its broken file; "" when it refused in words, or works all the same."""
    station = office.stations[name]
    station.start()
    said = station.wait_for("open")
    if said["did"] == "open":
        return "" if _meets(office, name) else "opens and reaches nobody"
    return "" if said["code"] in SAID and not str(said["words"]).isascii() else f"refuses with {said}"


def _meets(office: Office, name: str) -> bool:
    station = office.stations[name]
    try:
        until(lambda: any(o["did"] == "line" and o["hub"] for o in station.said[station.life :]), MET_S, "")
    except TimeoutError:
        return False
    return True


def _hub_opens(office: Office, name: str) -> str:
    """The same for the hub; nothing may be served without TLS."""
    marks = {n: len(s.said) for n, s in office.stations.items()}
    log = office.log(name)
    begun = log.stat().st_size
    try:
        office.revive(name)
    except CallTechnician:
        with log.open("rb") as file:
            file.seek(begun)
            words = file.read().decode("utf-8", "replace")
        good = "Traceback" not in words and not words.isascii()
        return "" if good else f"ends without words for a person: {words[-300:]!r}"
    until(lambda: _anybody_up(office, marks), MET_S, f"{name} serves and nobody reaches it")
    return ""


def _anybody_up(office: Office, marks: dict[str, int]) -> bool:
    return any(o["did"] == "line" and o["hub"] for n, s in office.stations.items() for o in s.said[marks[n] :])


def _join_anew(office: Office, outcome: Outcome) -> None:
    """A kiosk works behind a cut line, its trust folder is lost, a new code lets it in: what it gave comes up."""
    kiosk = office.stations["kiosk-1"]
    office.lans["kiosk-1"].behave(CUT)
    kiosk.wait_for("issued", len(kiosk.said))
    time.sleep(1.0)
    office.kill("kiosk-1")
    shutil.rmtree(trust_folder(office.folder_of("kiosk-1")))
    office.admit("kiosk-1")
    office.lans["kiosk-1"].behave(STRAIGHT)
    kiosk.start()
    outcome.must(_meets(office, "kiosk-1"), "a kiosk that joined anew does not meet the hub")
    outcome.times += 1
