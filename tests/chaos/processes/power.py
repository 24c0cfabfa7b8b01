"""Power cuts: an ext4 image copied while a writer runs is the disk at the moment the power went.

`synchronous=FULL` must lose nothing that was acknowledged before the copy; the same with NORMAL must lose, or this
check would not bite.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from judgement import raw_rows
from outcome import Outcome

from kiosk.app.clock import SystemClock
from kiosk.services.auditing import recompute_chain
from kiosk.services.issuing import issue, settle_interrupted
from kiosk.services.profile import load_office
from kiosk.store.numbers import own_series
from kiosk.store.restoring import open_or_recover

WRITER = Path(__file__).parent / "forever.py"
MEGABYTES = 96
"""Of the image: the least free space with which a station opens, and some work."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """24 power cuts with FULL (short: 4) and half as many with NORMAL."""
    outcome = Outcome("power", "ext4 copied under a running writer")
    if os.geteuid() != 0:
        outcome.skipped = "needs root to mount images"
        return outcome
    chance, cuts = Random(f"{seed}/power"), 4 if short else 24
    for n in range(cuts):
        lost = cut_power(folder / f"full-{n}", "FULL", chance.uniform(0.3, 1.5), outcome)
        outcome.lost += lost
        outcome.must(not lost, f"FULL lost {lost} acknowledged deeds in image {n}")
    losses = [cut_power(folder / f"normal-{n}", "NORMAL", chance.uniform(0.3, 1.5), outcome) for n in range(cuts // 2)]
    outcome.times = cuts + cuts // 2
    outcome.figures.append(f"FULL lost 0 in {cuts} images" if not outcome.lost else f"FULL lost {outcome.lost}")
    outcome.figures.append(f"NORMAL lost in {sum(map(bool, losses))} of {len(losses)}, up to {max(losses)}")
    outcome.must(any(losses), "NORMAL lost nothing: the check does not bite")
    return outcome


def cut_power(folder: Path, strength: str, seconds: float, outcome: Outcome) -> int:
    """One power cut after so many seconds of work; how many acknowledged deeds the copy has lost."""
    folder.mkdir(parents=True)
    image, copy = folder / "disk.img", folder / "cut.img"
    with image.open("wb") as file:
        file.truncate(MEGABYTES * 2**20)
    _command("mkfs.ext4", "-q", "-F", str(image))
    with mounted(image, folder / "disk") as disk:
        said = _write_until_cut(disk / "kiosk-1", strength, seconds, image, copy)
    outcome.said += len(said)
    image.unlink()
    with mounted(copy, folder / "cut") as disk:
        lost = _look(disk / "kiosk-1", strength, said, outcome)
    copy.unlink()
    return lost


def _write_until_cut(station: Path, strength: str, seconds: float, image: Path, copy: Path) -> list[str]:
    """What was acknowledged when the copy began."""
    with subprocess.Popen(
        [sys.executable, str(WRITER), str(station), strength], stdout=subprocess.PIPE, text=True
    ) as writer:
        lines: list[str] = []
        reader = threading.Thread(target=_listen, args=(writer, lines), daemon=True)
        reader.start()
        while not lines and writer.poll() is None:
            time.sleep(0.01)
        time.sleep(seconds)
        said = list(lines)
        _command("cp", "--sparse=always", str(image), str(copy))
        writer.kill()
    reader.join()
    return said


def _listen(writer: subprocess.Popen[str], lines: list[str]) -> None:
    assert writer.stdout is not None
    lines.extend(line for line in iter(writer.stdout.readline, "") if line.endswith("\n"))


def _look(station: Path, strength: str, said: list[str], outcome: Outcome) -> int:
    """Opens what the power cut left, with the program; then compares raw rows with what was said."""
    if not (station / "station.db").exists():
        return len(said)
    store, recovery = open_or_recover(station, office="commune", station="kiosk-1", kind="kiosk", clock=SystemClock())
    try:
        outcome.must(recovery is None, f"the file was damaged: {recovery}")
        if recovery:
            return len(said)
        settle_interrupted(store)
        if strength == "FULL" or store.read(lambda conn: own_series(conn, *store.me.origin)) is not None:
            issue(store, load_office("commune"), field="land")  # what NORMAL has lost may be the series itself
        outcome.must(not (fault := recompute_chain(store).fault), f"chain after the cut: {fault}")
    finally:
        store.close()
    kept = {f"{str(kind).partition('.')[2]} {str(stream).partition(':')[2]}" for kind, stream in raw_rows(
        station, "SELECT type, stream_id FROM event")}  # fmt: skip
    numbers = raw_rows(station, "SELECT service_day, number FROM ticket")
    outcome.double += len(numbers) - len(set(numbers))
    return sum(" ".join(line.split()[:2]) not in kept for line in said)


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """The image at `place`."""
    place.mkdir()
    _command("mount", "-o", "loop", str(image), str(place))
    try:
        yield place
    finally:
        _command("umount", str(place))


def _command(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)
