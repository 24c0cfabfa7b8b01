"""Restart after kill -9 with 400 MB of log: a long reader holds the checkpoint back while a writer writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from cast import OFFICE, feed_length
from judgement import raw_rows
from lives import StationProcess
from outcome import Outcome

from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.app.rehearsal.profile import write_profile
from sync.client import Line

MAKER = Path(__file__).parent / "wal_maker.py"
ACTOR = Path(__file__).parent / "actor.py"
MEGABYTES, READY_S = 400, 2.0
BUSY = 2.5
"""On a machine so busy that an empty file takes long, too, ready may take so many times that."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """A kiosk's file and a hub's, each opened from the disk two times (five in the full form). The best counts, beside
    the best start with an empty file: this machine has other work, too."""
    outcome = Outcome("long wal", f"kill -9 with {MEGABYTES} MB of log")
    (folder / "data").mkdir()
    for kind in ("kiosk", "hub"):
        station = folder / "data" / f"{kind}-1"
        said = _make(station, kind, outcome)
        shutil.copytree(station, folder / "made")
        seconds, bare = 1e9, 1e9
        for _ in range(2 if short else 5):
            shutil.rmtree(station)
            bare = min(bare, _start(station, kind, seed, folder))
            shutil.rmtree(station)
            shutil.copytree(folder / "made", station)
            seconds = min(seconds, _open(station, kind, seed, folder, said, outcome))
            outcome.times += 1
        shutil.rmtree(folder / "made")
        outcome.figures.append(f"{kind} ready after {seconds:.2f} s (empty file {bare:.2f} s)")
        outcome.must(seconds <= max(READY_S, BUSY * bare), f"{kind} was ready only after {seconds:.2f} s")
    return outcome


def _make(station: Path, kind: str, outcome: Outcome) -> list[str]:
    """Such a file, its maker killed; the tickets that it acknowledged."""
    command = [sys.executable, str(MAKER), str(station), kind, OFFICE, str(MEGABYTES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
        assert maker.stdout is not None
        said = [line.split()[0] for line in maker.stdout if line.endswith("\n")]
    outcome.must(maker.returncode == -9, f"the maker ended with {maker.returncode}")
    size = (station / "station.db-wal").stat().st_size >> 20
    outcome.must(size >= MEGABYTES, f"the log has only {size} MB")
    outcome.said += len(said)
    return said


def _open(station: Path, kind: str, seed: int, folder: Path, said: list[str], outcome: Outcome) -> float:
    """Opens it with the program; seconds from the start of the process to its first number, or to READY."""
    _forget_pages(station)
    seconds = _start(station, kind, seed, folder)
    kept = {stream for (stream,) in raw_rows(station, "SELECT stream_id FROM event WHERE type = 'ticket.issued'")}
    outcome.lost += sum(f"ticket:{ticket}" not in kept for ticket in said)
    left = station / "station.db-wal"
    after = left.stat().st_size >> 20 if left.exists() else 0
    outcome.must(after < MEGABYTES / 2, f"{kind}: the log still has {after} MB after a good end")
    return seconds


def _start(station: Path, kind: str, seed: int, folder: Path) -> float:
    return (_open_kiosk if kind == "kiosk" else _open_hub)(station, seed, folder)


def _open_kiosk(station: Path, seed: int, folder: Path) -> float:
    config = _config(folder, station.name, {"station": {"name": station.name}, "hub": {"url": ""}})
    words = [sys.executable, str(ACTOR), "kiosk", str(config), str(seed), "0.01"]
    begun = time.monotonic()
    process = StationProcess(station.name, words, folder / f"{station.name}.log", forked=False)
    process.wait_for("issued")
    seconds = time.monotonic() - begun
    process.end()
    return seconds


def _open_hub(station: Path, seed: int, folder: Path) -> float:
    config = _config(folder, station.name, {"hub": {"listen": "127.0.0.1:0", "station": station.name}})
    begun = time.monotonic()
    hub = Service(station.name, ["hub", "--config", str(config)], folder / f"{station.name}.log")
    url = hub.ready()[0]
    seconds = time.monotonic() - begun
    feed_length(Line(url))
    hub.stop()
    return seconds


def _config(folder: Path, name: str, more: dict[str, dict[str, object]]) -> Path:
    profile = write_profile(folder / f"{name}-profile.toml", "commune", kiosks=1, counters=1)
    sections: dict[str, dict[str, object]] = {
        "office": {"id": OFFICE, "profile": str(profile)},
        "station": {"data_dir": str(folder / "data")},
    }
    for section, values in more.items():
        sections.setdefault(section, {}).update(values)
    return write_config(folder / f"{name}.toml", sections)


def _forget_pages(station: Path) -> None:
    """The file's pages leave the memory, as after a restart of the PC."""
    os.sync()
    for path in station.glob("station.db*"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
