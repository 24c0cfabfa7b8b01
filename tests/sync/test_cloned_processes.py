"""Two real processes on one cloned folder, as when a disk was copied to a second PC."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.app.clock import SystemClock
from kiosk.store.opening import open_station
from kiosk.store.schema import event, ticket

KIOSK = """
import sys, time
from pathlib import Path
from kiosk.app.clock import SystemClock
from kiosk.domain.trouble import Trouble
from kiosk.services import issuing
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station
from sync.station import StationSync

folder, url, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
office = load_office("commune")
store = open_station(folder, office="commune", station="kiosk-1", kind="kiosk", clock=SystemClock())
sync = StationSync(store, url, issues=True)
sync.start()
given, limit = [], time.monotonic() + 60
while (len(given) < count or sync.state().unsent or not sync.state().up) and time.monotonic() < limit:
    state = sync.state()
    if len(given) < count:
        try:
            t = issuing.issue(store, office, field=office.fields[0].code, hub=state.hub if state.up else "")
            given.append(t.number)
        except Trouble:
            pass
    time.sleep(0.05)
time.sleep(0.5)
print(",".join(given), store.me.incarnation, sync.state().trouble, sep="|", flush=True)
sync.stop()
store.close()
"""


@pytest.fixture
def run() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def start(folder: Path, url: str, count: int, machine: str = "pc-1") -> subprocess.Popen[str]:
        order = [sys.executable, "-c", KIOSK, str(folder), url, str(count)]
        identity = folder.parent / f"{machine}.id"
        identity.write_text(machine)
        env = os.environ | {"MOTCUA_MACHINE_ID": str(identity)}
        running.append(subprocess.Popen(order, stdout=subprocess.PIPE, text=True, env=env))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def said(process: subprocess.Popen[str]) -> tuple[list[str], str, str]:
    assert process.stdout
    numbers, life, trouble = process.stdout.readline().strip().split("|")
    assert process.wait(30) == 0
    return numbers.split(","), life, trouble


def test_on_another_machine_a_clone_gives_no_number_of_the_first(hub: Any, tmp_path: Path, run: Any) -> None:
    hub.store.clock = SystemClock()
    one, two = tmp_path / "pc-1", tmp_path / "pc-2"
    before, life, _ = said(run(one, hub.url, 3))
    shutil.copytree(one, two)
    both = [run(one, hub.url, 5), run(two, hub.url, 5, "pc-2")]
    (first, life_1, _), (second, life_2, _) = map(said, both)
    assert life_1 == life != life_2
    arrive(hub.store, sorted(before + first + second))
    assert len({*before, *first, *second}) == 13


def test_a_clone_that_cannot_be_told_from_the_first_is_found_out_and_nothing_is_lost(
    hub: Any, tmp_path: Path, run: Any
) -> None:
    """Both have the same machine id: until the second one's first upload nobody can know, so one number may have been
    given by both (two tickets, each whole); from then on each has a series of its own."""
    hub.store.clock = SystemClock()
    one, two = tmp_path / "pc-1", tmp_path / "pc-2"
    before, life, _ = said(run(one, hub.url, 3))
    shutil.copytree(one, two)
    both = [run(one, hub.url, 5), run(two, hub.url, 5)]
    (first, life_1, told_1), (second, life_2, told_2) = map(said, both)
    assert life_1 != life_2
    assert life in (life_1, life_2)
    assert "rẽ nhánh" in told_1 + told_2
    arrive(hub.store, sorted(before + first + second))
    assert first[-1] not in second
    assert second[-1] not in first


def arrive(store: Any, everything: list[str]) -> None:
    """Waits until the hub holds every ticket, each once."""
    limit = time.monotonic() + 20
    while numbers(store) != everything:
        assert time.monotonic() < limit, (numbers(store), everything)
        time.sleep(0.1)
    issued = select(event.c.stream_id).where(event.c.type == "ticket.issued")
    streams = store.read(lambda c: set(c.execute(issued).scalars()))
    assert len(streams) == len(everything) == 13


def numbers(store: Any) -> list[str]:
    return sorted(store.read(lambda c: list(c.execute(select(ticket.c.number)).scalars())))


def test_one_folder_is_for_one_process(hub: Any, tmp_path: Path, run: Any, clock: Any) -> None:
    from kiosk.domain.trouble import CallTechnician

    process = run(tmp_path / "pc-1", hub.url, 50)
    limit = time.monotonic() + 20
    while not (tmp_path / "pc-1" / "station.db").exists():
        assert time.monotonic() < limit
        time.sleep(0.05)
    with pytest.raises(CallTechnician) as held:
        open_station(tmp_path / "pc-1", office="commune", station="kiosk-1", kind="kiosk", clock=clock)
    process.kill()
    assert held.value.code == "already-open"
