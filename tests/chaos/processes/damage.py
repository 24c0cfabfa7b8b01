"""Files that break: a damaged page, a truncated log, a missing file, a missing key, a zeroed header.

What cannot be read is moved aside, the newest backup takes its place, somebody is told, and what hub and province had
comes back. A missing key is said and nothing is touched.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from cast import HUB, LEAD, OFFICE, PASSWORD, Office, until
from judgement import judge_office, raw_rows
from kills import heal
from outcome import Outcome

PAGE = 4096
TOLD = "store recovered"


def _page(folder: Path, chance: Random) -> None:
    """Pages of the middle are overwritten, as a dying disk does, after the log has gone into the file."""
    raw_rows(folder, "SELECT count(*) FROM event")
    file = folder / "station.db"
    with file.open("r+b") as raw:
        for number in range(1, file.stat().st_size // PAGE, 3):
            raw.seek(number * PAGE + chance.randrange(PAGE - 64))
            raw.write(chance.randbytes(64))


def _header(folder: Path, _chance: Random) -> None:
    with (folder / "station.db").open("r+b") as raw:
        raw.write(bytes(PAGE))


def _missing(folder: Path, _chance: Random) -> None:
    for end in ("", "-wal", "-shm"):
        (folder / f"station.db{end}").unlink(missing_ok=True)


def _log(folder: Path, chance: Random) -> None:
    """Half of the log is gone: SQLite takes what is whole for everything there ever was."""
    log = folder / "station.db-wal"
    if log.exists():
        with log.open("r+b") as raw:
            raw.truncate(log.stat().st_size // 2 + chance.randrange(100))


DAMAGES: dict[str, tuple[Callable[[Path, Random], None], bool]] = {
    "damaged page": (_page, True),
    "zeroed header": (_header, True),
    "missing file": (_missing, True),
    "truncated log": (_log, False),
}
"""What is done, and whether the file itself shows it at the next start."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """Each damage on a kiosk and a counter, in the full form on the hub, too; and a missing key on the kiosk."""
    outcome = Outcome("damage", ", ".join([*DAMAGES, "missing key"]))
    chance = Random(f"{seed}/damage")
    victims = ("kiosk-1", "counter-1") if short else ("kiosk-1", "counter-1", "kiosk-2", HUB)
    with Office(folder, seed, kiosks=2, counters=2, boards=0) as office:
        for name in victims:
            for what, (damage, shows) in DAMAGES.items():
                office.all_say("work")
                time.sleep(1.0)
                office.equal_after()
                _break(office, name, lambda at, damage=damage: damage(at, chance))  # type: ignore[misc]
                if shows:
                    _was_told(office, name, what, outcome)
                outcome.times += 1
        if HUB in victims:
            _lead_again(office, outcome)
        _without_key(office, outcome)
        office.all_say("work")
        time.sleep(2.0)
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def _break(office: Office, name: str, damage: Callable[[Path], None]) -> None:
    """Kills, damages, starts again."""
    office.kill(name)
    damage(office.folder_of(name))
    office.revive(name)
    if name in office.stations:
        office.stations[name].wait_for("open")


def _lead_again(office: Office, outcome: Outcome) -> None:
    """What a hub had before its file was lost nobody may have called, until a lead has called the roll (R4, R6)."""
    begun = time.monotonic()
    with closing(office.members.staff_line(office.at[HUB])) as line:
        line.sign_in(OFFICE, LEAD, PASSWORD)
        line.act_on_roll("roll/begin")
        until(lambda: all(e.state == "answered" for e in line.roll().entries), 60, "not everybody answers the roll")
        outcome.must(line.act_on_roll("roll/promotion").duty == "serving", "the restored hub does not serve")
    outcome.figures.append(f"roll call {time.monotonic() - begun:.1f} s")


def _was_told(office: Office, name: str, what: str, outcome: Outcome) -> None:
    folder = office.folder_of(name)
    if name in office.stations:
        said = office.stations[name].wait_for("open")
        words = str(said.get("recovery", said))
        outcome.must("Đã khôi phục từ bản sao lưu" in words, f"{name}, {what}: nobody was told: {words!r}")
    else:
        log = "".join(path.read_text("utf-8", "replace") for path in folder.glob("logs/*"))
        outcome.must(TOLD in log + office.log(name).read_text("utf-8", "replace"), f"{name}, {what}: not in the log")
    if what != "missing file":
        kept = list((folder / "damaged").glob("*/station.db"))
        outcome.must(kept, f"{name}, {what}: the damaged file was not kept")


def _without_key(office: Office, outcome: Outcome) -> None:
    """No key, no data: said in words, nothing moved; with the key everything is there again."""
    kiosk, folder = office.stations["kiosk-1"], office.folder_of("kiosk-1")
    office.kill("kiosk-1")
    before = len(list(folder.glob("damaged/*")))
    shutil.move(folder / "station.key", folder / "elsewhere.key")
    kiosk.start()
    said = kiosk.wait_for("closed")
    outcome.must(said.get("code") == "key-missing", f"without its key the kiosk said {said}")
    until(lambda: kiosk.process.poll() is not None, 10, "the kiosk without a key goes on")
    outcome.must(len(list(folder.glob("damaged/*"))) == before, "a missing key was taken for a damaged file")
    shutil.move(folder / "elsewhere.key", folder / "station.key")
    kiosk.start()
    outcome.must(kiosk.wait_for("open")["did"] == "open", "with its key the kiosk does not open")
    outcome.times += 1
