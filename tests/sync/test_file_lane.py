"""The lane of files over real lines that are cut: bytes equal in the end, events first, troubles told."""

from __future__ import annotations

import http.server
import io
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kiosk.app.rehearsal.line import CutLine
from kiosk.domain.trouble import Refused
from kiosk.services import files
from kiosk.services.receiving import receive
from kiosk.store import journal
from kiosk.store.shelf import Shelf, open_shelf
from kiosk.store.store import Store
from sync.client import Away, Line
from sync.files import FileLane, fetch
from sync.link import Link
from sync.server import files as routes


@dataclass
class Desk:
    """A counter with its shelf and how its line to the hub stands."""

    store: Store
    shelf: Shelf
    link: Link

    def keep(self, content: bytes, name: str = "scan.png") -> files.FileView:
        return files.keep(
            self.store, self.shelf, io.BytesIO(content), name=name, media_type="image/png", belongs_to="ticket:1",
            actor="hanh",
        )  # fmt: skip

    def lane(self, url: str, stall_s: float = 2.0) -> FileLane:
        return FileLane(self.store, self.shelf, Line(url, connect_s=1.0, stall_s=stall_s), "hub", self.link)

    def tell(self, hub: Store) -> None:
        receive(hub, self.store.read(lambda c: journal.chain(c, self.store.me.origin, 0, 999)), via="counter-1")


@pytest.fixture
def desk(make_store: Callable[..., Store], tmp_path: Path, clock: Any) -> Desk:
    link = Link(clock)
    link.worked()
    return Desk(make_store("counter-1", kind="counter"), open_shelf(tmp_path / "counter-1"), link)


@pytest.fixture
def hub_shelf(hub: Any, tmp_path: Path) -> Shelf:
    shelf = open_shelf(tmp_path / "hub-1")
    routes.install(hub.app, hub.store, shelf, partial(files.arrived_here, hub.store))
    return shelf


@pytest.fixture
def line(hub: Any) -> Iterator[CutLine]:
    parts = urlsplit(hub.url)
    line = CutLine((str(parts.hostname), int(parts.port or 0)))
    yield line
    line.close()


@pytest.fixture
def portal() -> Iterator[str]:
    """A captive portal: 200 and a page, whatever is asked."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _run(lane: FileLane, until: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "the file did not arrive"
        try:
            lane.run_once()
        except Away:
            time.sleep(0.02)


def test_fifty_megabytes_over_a_line_that_is_cut_every_few(
    desk: Desk, hub: Any, hub_shelf: Shelf, line: CutLine
) -> None:
    content = random.Random(5).randbytes(50 * 1024 * 1024)
    kept = desk.keep(content)
    desk.tell(hub.store)
    cuts = 0

    def cut_now_and_then() -> bool:
        nonlocal cuts
        if line.is_cut:
            line.restore()
        return hub_shelf.has(kept.sha256)

    with closing(Line(line.url)) as _:
        lane = desk.lane(line.url)
        original = lane._timed

        def timed(step: Callable[[], object]) -> None:
            nonlocal cuts
            received = sum(size for _, size in hub_shelf.incoming())
            if received > (cuts + 1) * 4_000_000:
                cuts += 1
                line.cut()
            original(step)

        lane._timed = timed  # type: ignore[method-assign]
        _run(lane, cut_now_and_then, 90)
    assert cuts >= 8
    with hub_shelf.open(kept.sha256) as reader:
        assert sha256(reader.read()).hexdigest() == sha256(content).hexdigest()
    _run(lane, lambda: not files.waiting(desk.store, desk.shelf, "hub"))
    assert files.files_of(hub.store, hub_shelf, "ticket:1")[0].place == "hub"


def test_what_the_hub_has_is_not_sent_again(desk: Desk, hub: Any, hub_shelf: Shelf) -> None:
    content = random.Random(6).randbytes(200_000)
    kept = desk.keep(content)
    desk.tell(hub.store)
    hub_shelf.put(io.BytesIO(content), kept.sha256, len(content))
    lane = desk.lane(hub.url)
    lane._timed = lambda _: pytest.fail("bytes were sent")  # type: ignore[method-assign,assignment]
    lane.run_once()
    assert not files.waiting(desk.store, desk.shelf, "hub")


def test_events_go_first(desk: Desk, hub: Any, hub_shelf: Shelf) -> None:
    kept = desk.keep(b"scan" * 1000)
    lane = desk.lane(hub.url)
    desk.link.backlog(1, 1)
    assert lane.run_once() < 1
    desk.link.backlog(0, 0)
    assert lane.run_once() < 1, "the hub has not heard of it"
    assert not hub_shelf.has(kept.sha256)
    desk.link.failed("cut")
    assert lane.run_once() < 1
    desk.link.worked()
    desk.tell(hub.store)
    lane.run_once()
    assert hub_shelf.has(kept.sha256)


def test_events_that_come_meanwhile_interrupt_a_file(desk: Desk, hub: Any, hub_shelf: Shelf) -> None:
    kept = desk.keep(random.Random(1).randbytes(900_000))
    desk.tell(hub.store)
    lane = desk.lane(hub.url)
    original = lane._timed

    def timed(step: Callable[[], object]) -> None:
        original(step)
        desk.link.backlog(1, 1)

    lane._timed = timed  # type: ignore[method-assign]
    assert lane.run_once() < 1
    ((_, first),) = hub_shelf.incoming()
    desk.link.backlog(0, 0)
    lane.run_once()
    ((_, second),) = hub_shelf.incoming()
    assert 0 < first < second < 900_000
    lane._timed = original  # type: ignore[method-assign]
    desk.link.backlog(0, 0)
    lane.run_once()
    assert hub_shelf.has(kept.sha256)


def test_three_mismatches_are_an_alarm_and_others_go_on(
    desk: Desk, hub: Any, hub_shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import tus

    bad, good = desk.keep(b"bad" * 5000), desk.keep(b"good" * 5000)
    desk.tell(hub.store)
    lane = desk.lane(hub.url)
    original = Line.exchange

    def tampering(self: Line, method: str, path: str, **options: Any) -> Any:
        if method == "PATCH" and bad.sha256 in path:
            options["data"] = bytes(len(options["data"]))
        return original(self, method, path, **options)

    monkeypatch.setattr(Line, "exchange", tampering)
    assert tus.Upload
    for _ in range(3):
        assert not desk.link.state.trouble
        lane.run_once()
    assert "gửi 3 lần chưa được" in desk.link.state.trouble
    assert hub_shelf.has(good.sha256)
    assert not hub_shelf.has(bad.sha256)
    assert [f.sha256 for f in files.waiting(desk.store, desk.shelf, "hub")] == [bad.sha256]


def test_a_scan_damaged_on_this_disk_is_told(desk: Desk, hub: Any, hub_shelf: Shelf) -> None:
    kept = desk.keep(b"scan" * 50_000)
    desk.tell(hub.store)
    path = desk.shelf.folder / kept.sha256[:2] / kept.sha256
    raw = bytearray(path.read_bytes())
    raw[100_000] ^= 1
    path.write_bytes(raw)
    desk.lane(hub.url).run_once()
    assert "cần quét lại" in desk.link.state.trouble
    assert path.exists()


def test_a_portals_page_is_no_server(desk: Desk, portal: str) -> None:
    desk.keep(b"scan")
    with pytest.raises(Away, match="tus"):
        desk.lane(portal).run_once()
    assert files.waiting(desk.store, desk.shelf, "hub")


def test_a_station_fetches_by_hash_and_goes_on_where_it_stood(
    desk: Desk, hub: Any, hub_shelf: Shelf, line: CutLine, make_store: Callable[..., Store], tmp_path: Path
) -> None:
    content = random.Random(9).randbytes(1_500_000)
    kept = desk.keep(content)
    desk.tell(hub.store)
    hub_shelf.put(io.BytesIO(content), kept.sha256, len(content))
    other, shelf = make_store("counter-2", kind="counter"), open_shelf(tmp_path / "counter-2")
    with pytest.raises(Refused, match="Chưa có hồ sơ nào"):
        fetch(other, shelf, [], kept.sha256)
    desk.tell(other)
    with shelf.part(kept.sha256, len(content)) as part:
        part.append(content[:700_000])
    line.cut()
    with closing(Line(line.url, connect_s=1.0)) as near, closing(Line(hub.url)) as straight:
        with pytest.raises(Away):
            fetch(other, shelf, [near], kept.sha256)
        fetch(other, shelf, [near, straight], kept.sha256)
        fetch(other, shelf, [near], kept.sha256)
    with shelf.open(kept.sha256) as reader:
        assert reader.read() == content


def test_a_file_that_nobody_has(desk: Desk, hub: Any, hub_shelf: Shelf, make_store: Any, tmp_path: Path) -> None:
    kept = desk.keep(b"scan")
    desk.tell(hub.store)
    other = make_store("counter-2", kind="counter")
    desk.tell(other)
    with closing(Line(hub.url)) as line, pytest.raises(Refused, match="chưa tới máy chủ nào"):
        fetch(other, open_shelf(tmp_path / "counter-2"), [line], kept.sha256)


def test_a_lane_follows_the_hub_to_another_address_and_tells_what_waits(desk: Desk, hub: Any, hub_shelf: Shelf) -> None:
    kept = desk.keep(b"scan" * 1000)
    desk.tell(hub.store)
    lane = FileLane(
        desk.store, desk.shelf, Line("http://127.0.0.1:1", connect_s=0.5), "hub", desk.link, lambda: hub.url
    )  # fmt: skip
    assert lane.report() == {"files": 0, "files-oldest": 0}
    desk.link.failed("away")
    lane.run_once()
    assert lane.report() == {"files": 1, "files-oldest": desk.store.clock.now_ms()}
    desk.link.worked()
    lane.run_once()
    assert hub_shelf.has(kept.sha256)
    assert lane.report()["files"] == 0


def test_what_the_province_has_no_hub_needs(desk: Desk, hub: Any, hub_shelf: Shelf) -> None:
    kept = desk.keep(b"scan" * 1000)
    desk.tell(hub.store)
    files.arrived(desk.store, kept.sha256, "province", "province")
    desk.lane(hub.url).run_once()
    assert not hub_shelf.has(kept.sha256)
    assert files.files_of(desk.store, desk.shelf, "ticket:1")[0].place == "province"
