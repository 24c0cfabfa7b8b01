"""kill -9 of the real windows: a kiosk that is touched, a board that is looked at, opened again and again."""

from __future__ import annotations

import time
from pathlib import Path
from queue import SimpleQueue
from random import Random

from cast import HUB, OFFICE, Office, until
from judgement import judge_office, raw_rows
from kills import heal
from outcome import Outcome

from kiosk.app.rehearsal.processes import open_face, write_config
from kiosk.app.rehearsal.visitors import Kiosk, Wish, crowd
from kiosk.services.profile import load_office
from ui.hand.client import Hand

KIOSK, BOARD = "kiosk-8", "board-8"


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """One kill of each window (12 in the full form) at random points of a visit; each number that was shown stands."""
    outcome, chance = Outcome("faces", "kill -9 of the kiosk's and the board's window"), Random(f"{seed}/faces")
    with Office(folder, seed, kiosks=1, counters=1, boards=0) as office:
        for name in (KIOSK, BOARD):
            office.admit(name)
        visitors = Visitors(office, folder, seed)
        for _ in range(1 if short else 12):
            seen = visitors.live(chance.uniform(1.0, 6.0))
            outcome.figures.append(str(seen))
            outcome.times += 1
            board = _face(office, folder, BOARD, "board")
            time.sleep(chance.uniform(0.1, 1.0))
            _end(board)
            outcome.times += 1
        outcome.must(visitors.shown, "no window ever showed a number")
        hand = _face(office, folder, KIOSK, "kiosk")
        until(lambda: _own(office, KIOSK) == _own(office, HUB), 60, "not all of the window's events reach the hub")
        hand.quit()
        heal(office, outcome)
        for name in (KIOSK, BOARD):
            office.elsewhere[name] = folder / "data" / name
    numbers = [{"did": "shown", "number": number} for number in visitors.shown]
    _judge(office, numbers, outcome)
    outcome.figures = [f"numbers seen before each kill: {' '.join(outcome.figures)}"]
    return outcome


class Visitors:
    """People at one kiosk's window, whose process dies under their fingers."""

    def __init__(self, office: Office, folder: Path, seed: int) -> None:
        self._office, self._folder = office, folder
        self._crowd = crowd(load_office(str(office.profile)), 400, seed)
        self.shown: list[str] = []

    def live(self, seconds: float) -> int:
        """One life of the window: opened, touched, killed after so many seconds of visits; how many numbers it gave."""
        hand = _face(self._office, self._folder, KIOSK, "kiosk")
        wishes: SimpleQueue[Wish] = SimpleQueue()
        for _ in range(20):
            wishes.put(self._crowd.pop())
        kiosk = Kiosk(KIOSK, hand, wishes, self._folder)
        kiosk.start()
        limit = time.monotonic() + 30
        while not kiosk.seen and kiosk.is_alive() and time.monotonic() < limit:
            time.sleep(0.05)
        time.sleep(seconds)
        _end(hand)
        kiosk.join(60)
        self.shown += kiosk.seen
        return len(kiosk.seen)


def _own(office: Office, at: str) -> object:
    """How many events of the window's kiosk lie in a file."""
    return raw_rows(office.folder / "data" / at, f"SELECT count(*) FROM event WHERE station = '{KIOSK}'")


def _end(hand: Hand) -> None:
    hand.process.kill()
    hand.process.wait()


def _face(office: Office, folder: Path, name: str, kind: str) -> Hand:
    host, port = office.at[HUB]
    config = write_config(
        folder / f"{name}.toml",
        {
            "office": {"id": OFFICE, "profile": str(office.profile)},
            "station": {"name": name, "data_dir": str(folder / "data")},
            "hub": {"url": office.members.reached_by(f"http://{host}:{port}")},
            "board": {"muted": True},
        },
    )
    return open_face([kind, "--config", str(config), "--windowed"], office.log(name), headless=True)


def _judge(office: Office, shown: list[dict[str, str]], outcome: Outcome) -> None:
    """What a window showed must stand in its file; all else as ever."""
    from kiosk.app.rehearsal.evidence import read_file

    judge_office(office, outcome)
    rows, _ = read_file(office.folder_of(KIOSK))
    known = {row.body["number"] for row in rows if row.type == "ticket.issued"}
    lost = [one["number"] for one in shown if one["number"] not in known]
    outcome.said += len(shown)
    outcome.lost += len(lost)
    outcome.must(not lost, f"shown on the screen and in no journal: {lost}")
