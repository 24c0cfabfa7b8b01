"""A scan on its way from a counter over the hub to the province while each of the processes is killed."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.domain.trouble import TryLater
from kiosk.services import files
from kiosk.store.shelf import open_shelf
from sync.client import Line

COUNTER = """
import sys, time
from pathlib import Path
from kiosk.app.clock import SystemClock
from kiosk.domain.file import HUB
from kiosk.store.opening import open_station
from kiosk.store.shelf import open_shelf
from sync.client import Line
from sync.files import FileLane
from sync.station import StationSync

folder, url = Path(sys.argv[1]), sys.argv[2]
store = open_station(folder, office="commune", station="counter-1", kind="counter", clock=SystemClock())
sync = StationSync(store, url)
sync.start()
lane = FileLane(store, open_shelf(folder), Line(url, stall_s=3.0), HUB, sync.link)
lane.start()
time.sleep(120)
"""


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    running: list[Service] = []

    def start(kind: str, **sections: Any) -> Service:
        folder = tmp_path / kind
        folder.mkdir()
        office = {"office": {"id": "commune", "profile": "commune"}, "station": {"data_dir": str(folder)}}
        config = write_config(folder / "motcua.toml", office | sections)
        service = Service(kind, [kind, "--config", str(config)], folder / "log.txt")
        running.append(service)
        return service

    yield start
    for service in running:
        service.kill()


def _port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _counter(folder: Path, url: str) -> subprocess.Popen[bytes]:
    with (folder / "log.txt").open("ab") as log:
        return subprocess.Popen([sys.executable, "-c", COUNTER, str(folder), url], stderr=log)


def _await(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_a_scan_reaches_the_province_though_everybody_is_killed(
    launch: Any, make_store: Any, clock: Any, tmp_path: Path
) -> None:
    up, near = _port(), _port()
    province = launch("province", province={"listen": f"127.0.0.1:{up}"})
    province_url = province.ready()[0]
    hub = launch("hub", hub={"listen": f"127.0.0.1:{near}"}, province={"url": province_url})
    hub_url = hub.ready()[0]
    store, content = make_store("counter-1", kind="counter"), random.Random(2).randbytes(24 * 1024 * 1024)
    shelf = open_shelf(tmp_path / "counter-1")
    kept = files.keep(
        store, shelf, io.BytesIO(content), name="Sổ hộ khẩu.pdf", media_type="application/pdf",
        belongs_to="ticket:1", actor="hanh",
    )  # fmt: skip
    store.close()
    hub_files, top_files = tmp_path / "hub" / "hub-1" / "files", tmp_path / "province" / "province" / "files"

    def begun(folder: Path, least: int) -> Callable[[], bool]:
        part, whole = folder / "incoming" / f"{kept.sha256}.part", folder / kept.sha256[:2] / kept.sha256
        return lambda: whole.exists() or (part.exists() and part.stat().st_size > least)

    counter = _counter(tmp_path / "counter-1", hub_url)
    try:
        _await(begun(hub_files, 1_000_000))
        counter.kill()
        counter.wait()
        counter = _counter(tmp_path / "counter-1", hub_url)
        _await(begun(hub_files, 4_000_000))
        hub.kill()
        hub.restart()
        _await(begun(top_files, 2_000_000))
        province.kill()
        province.restart()
        _await(begun(top_files, 6_000_000))
        hub.kill()
        hub.restart()
        _await((top_files / kept.sha256[:2] / kept.sha256).exists)
        with closing(Line(province_url)) as line:

            def read(first: int) -> bytes:
                headers = {"Range": f"bytes={first}-"}
                return line.exchange("GET", f"/v1/offices/commune/files/{kept.sha256}", headers=headers).content

            arrived = bytearray()
            while len(arrived) < len(content):
                arrived += read(len(arrived))
            assert sha256(arrived).hexdigest() == kept.sha256

            def told() -> bool:
                try:
                    page = line.feed("commune", "nobody", "", 0)
                except TryLater:
                    return False
                places = [e.body["place"] for e in page.events if e.type == "file.arrived"]
                assert len(places) == len(set(places))
                return set(places) == {"hub", "province"}

            _await(told)
    finally:
        counter.kill()
        counter.wait()
    assert (shelf.folder / kept.sha256[:2] / kept.sha256).stat().st_size > len(content)
