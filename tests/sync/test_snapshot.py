"""A snapshot makes a file equal to the server's, goes on after a cut, and is believed only whole."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from kiosk.domain.trouble import CallTechnician
from kiosk.services import snapshots
from kiosk.services.receiving import receive
from kiosk.store import cursors, journal
from kiosk.store import snapshots as shelf
from kiosk.store.schema import PROJECTIONS, event
from kiosk.store.store import Store
from sync import wire
from sync.client import CHUNK_HASH, Away, Line
from sync.downlink import Downlink
from sync.server.app import create_app
from sync.server.snapshot import Shelf

OFFICE = "commune"


class Watched(Line):
    """Counts the chunks that go over the line, spoils some, or is cut after some."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.chunks: list[int] = []
        self.pages = 0
        self.cut_after = 10_000
        self.spoil: Callable[[bytes], bytes] = lambda body: body

    def snapshot_chunk(self, office: str, cursor: str, no: int) -> bytes:
        if len(self.chunks) >= self.cut_after:
            raise Away("unreachable", "cut")
        self.chunks.append(no)
        return self.spoil(super().snapshot_chunk(office, cursor, no))

    def feed(self, *args: Any) -> wire.FeedPage:
        self.pages += 1
        return super().feed(*args)


@pytest.fixture
def watched() -> Iterator[Callable[[str], Watched]]:
    lines: list[Watched] = []

    def make(url: str) -> Watched:
        lines.append(Watched(url))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


def fill(server: Any, chain: Any, *counts: int) -> None:
    for n, count in enumerate(counts, 1):
        events = chain(f"kiosk-{n}").tickets(count)
        for start in range(0, count, 500):
            receive(server.store, events[start : start + 500], via=f"life-{n}")


def drain(down: Downlink) -> None:
    for _ in range(100):
        if not down.run_once(0):
            return
    raise AssertionError("the feed never comes to rest")


def picture(store: Store) -> dict[str, list[Any]]:
    def work(conn: Any) -> dict[str, list[Any]]:
        found = {t.name: sorted(map(tuple, conn.execute(select(t)))) for t in PROJECTIONS}
        keys = (event.c.station, event.c.incarnation, event.c.seq, event.c.chain_hash, event.c.body)
        return found | {"event": sorted(map(tuple, conn.execute(select(*keys).where(event.c.office == OFFICE))))}

    return store.read(work)


def paged(store: Store, url: str) -> Downlink:
    """The old way, page by page, for comparison."""
    down = Downlink(store, Line(url), "hub")
    down._snapshot.step = lambda: False  # type: ignore[method-assign]
    return down


def test_a_new_station_is_equal_to_one_that_read_the_whole_feed(
    hub: Any, make_store: Any, chain: Any, watched: Any
) -> None:
    fill(hub, chain, 1300, 700)
    line, station, other = watched(hub.url), make_store("counter-1"), make_store("counter-2")
    down = Downlink(station, line, "hub")
    drain(down)
    drain(paged(other, hub.url))
    assert picture(station) == picture(other) == picture(hub.store)
    assert len(picture(station)["event"]) == 2000
    assert (line.chunks, line.pages) == ([0, 1, 2, 3], 1), "the page after it finds nothing"
    assert station.read(lambda conn: shelf.parts(conn, "hub")) == []
    receive(hub.store, chain("kiosk-3").tickets(3), via="life-3")
    drain(down)
    assert len(picture(station)["event"]) == 2003


def test_who_waited_while_another_worker_took_the_snapshot_begins_none(
    hub: Any, make_store: Any, chain: Any, watched: Any
) -> None:
    fill(hub, chain, 1300)
    station, line = make_store("counter-1"), watched(hub.url)
    down = Downlink(station, line, "hub")
    drain(down)
    receive(hub.store, chain("kiosk-2").tickets(700)[:500], via="life-2")
    assert not down._snapshot.step(), "the one who found no cursor, and was let in when it stood"
    assert station.read(lambda conn: shelf.manifest(conn, "hub")) == ""
    drain(down)
    assert picture(station) == picture(hub.store)


def test_it_goes_on_after_a_cut_and_a_restart(hub: Any, make_store: Any, chain: Any, watched: Any) -> None:
    fill(hub, chain, 2200)
    first = watched(hub.url)
    first.cut_after = 3
    station = make_store("counter-1")
    down = Downlink(station, first, "hub")
    with pytest.raises(Away):
        drain(down)
    assert len(picture(station)["event"]) == 0, "nothing of it is seen before all of it is there"
    station.close()
    receive(hub.store, chain("kiosk-2").tickets(10), via="life-2")
    second, again = watched(hub.url), make_store("counter-1")
    drain(Downlink(again, second, "hub"))
    assert second.chunks == [3, 4], "what had come was kept"
    assert picture(again) == picture(hub.store)


def test_own_unsent_events_stay_as_they_are(hub: Any, make_store: Any, chain: Any, watched: Any) -> None:
    from kiosk.domain.facts import TicketPrinted

    fill(hub, chain, 1200)
    station = make_store("kiosk-9")
    for n in range(5):
        station.write(lambda tx, n=n: tx.append(f"ticket:own-{n}", TicketPrinted(), "printer"))
    before = station.read(lambda conn: journal.chain(conn, station.me.origin, 0, 100))
    drain(Downlink(station, watched(hub.url), "hub"))
    assert station.read(lambda conn: journal.chain(conn, station.me.origin, 0, 100)) == before
    assert len(before) == 5
    assert len(picture(station)["event"]) == 1205


def repacked(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def spoil(body: bytes) -> bytes:
        plain = json.loads(gzip.decompress(body))
        change(plain)
        return gzip.compress(json.dumps(plain).encode())

    return spoil


SPOILED = {
    "half a chunk": lambda body: body[: len(body) // 2],
    "no gzip": lambda body: b"<html>Wi-Fi</html>",
    "another office": repacked(lambda c: c["events"][0].update(office="elsewhere")),
    "another chunk": repacked(lambda c: c.update(no=7)),
    "an event too little": repacked(lambda c: c["events"].pop()),
    "a changed body": repacked(lambda c: c["events"][0]["body"].update(number="A999")),
    "an empty chunk": repacked(lambda c: c["events"].clear()),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_chunk_is_refused_and_changes_nothing(
    kind: str, hub: Any, make_store: Any, chain: Any, watched: Any
) -> None:
    fill(hub, chain, 1100)
    line, station = watched(hub.url), make_store("counter-1")
    down = Downlink(station, line, "hub")
    line.spoil = SPOILED[kind]
    before = picture(station)
    with pytest.raises((Away, CallTechnician)) as said:
        drain(down)
    assert said.value.code == "snapshot-flawed"
    assert (picture(station), down.cursor()) == (before, "")
    line.spoil = lambda body: body
    drain(down)
    assert picture(station) == picture(hub.store), "an honest line mends it"


def test_a_chunk_whose_bytes_changed_on_the_way_is_refused(hub: Any, make_store: Any, chain: Any) -> None:
    """Over HTTP: the hash that came with it does not fit."""
    fill(hub, chain, 1100)
    line = Line(hub.url)
    manifest = line.snapshot(OFFICE)
    honest = line._transport.exchange

    def flip(method: str, url: str, **options: Any) -> Any:
        reply = honest(method, url, **options)
        return type(reply)(reply.status, reply.headers, reply.content[:-1] + b"x")

    line._transport.exchange = flip  # type: ignore[method-assign]
    with pytest.raises(Away) as said:
        line.snapshot_chunk(OFFICE, manifest.cursor, 0)
    line.close()
    assert said.value.code == "snapshot-flawed"


def test_a_manifest_that_contradicts_itself_is_refused(hub: Any, make_store: Any, chain: Any, watched: Any) -> None:
    fill(hub, chain, 1100)
    line, station = watched(hub.url), make_store("counter-1")
    true = line.snapshot(OFFICE)
    shorter = true.heads[0].model_copy(update={"last_seq": 500})
    for false in ({"chunks": 2}, {"heads": [shorter]}, {"heads": []}, {"cursor": "abc"}):
        line.snapshot = lambda office, false=false: true.model_copy(update=false)
        with pytest.raises(Away) as said:
            Downlink(station, line, "hub").run_once(0)
        assert said.value.code == "snapshot-flawed"
    assert line.chunks == []


def test_after_a_stale_cursor_only_a_file_that_lacks_something_fetches(
    hub: Any, make_store: Any, chain: Any, watched: Any
) -> None:
    fill(hub, chain, 1600)
    line, station = watched(hub.url), make_store("counter-1")
    down = Downlink(station, line, "hub")
    drain(down)
    line.chunks.clear()
    station.write(lambda tx: cursors.move_cursor(tx.conn, "hub", "bm9ib2R5OjM"))
    drain(down)
    assert line.chunks == [], "every chain stood here already"
    assert down.cursor()
    assert picture(station) == picture(hub.store)


def test_another_life_of_the_server_begins_a_new_snapshot(
    hub: Any, make_store: Any, chain: Any, watched: Any, serve: Any, commune: Any
) -> None:
    fill(hub, chain, 1700)
    line, station = watched(hub.url), make_store("counter-1")
    line.cut_after = 2
    with pytest.raises(Away):
        drain(Downlink(station, line, "hub"))
    store = make_store("hub-2", kind="hub")
    replaced = serve(create_app(store, "hub"), store)
    fill(replaced, chain, 1250)
    other = watched(replaced.url)
    drain(Downlink(station, other, "hub"))
    assert other.chunks == [2, 0, 1, 2], "410, and from the start"
    assert picture(station) == picture(store)


def test_chunks_are_made_once(hub: Any, chain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(hub, chain, 1200)
    made: list[int] = []
    real = snapshots.chunk
    monkeypatch.setattr(snapshots, "chunk", lambda store, o, c, no: (made.append(no), real(store, o, c, no))[1])
    shelf_ = Shelf(hub.store)
    cursor = snapshots.manifest(hub.store, OFFICE).cursor
    bodies = [[shelf_.chunk(OFFICE, cursor, no) for no in range(3)] for _ in range(3)]
    assert bodies[0] == bodies[1] == bodies[2]
    assert made == [0, 1, 2, 2, 2], "only the last one may still grow"
    assert shelf_.chunk(OFFICE, cursor, 3) is None


def test_the_routes_say_what_is_wrong(hub: Any, chain: Any) -> None:
    fill(hub, chain, 600)
    cursor = hub.get(f"/v1/offices/{OFFICE}/snapshot").json()["cursor"]
    good = hub.get(f"/v1/offices/{OFFICE}/snapshot/{cursor}/1")
    assert good.headers[CHUNK_HASH] == hashlib.sha256(good.content).hexdigest()
    assert len(json.loads(gzip.decompress(good.content))["events"]) == 100
    for path, status, code in (
        (f"snapshot/{cursor}/2", 404, "http-404"),
        ("snapshot/bm9ib2R5OjM/0", 410, "stale-cursor"),
        ("snapshot/nothing/0", 410, "stale-cursor"),
        (f"snapshot/{cursor}/-1", 422, "malformed"),
        (f"snapshot/{cursor}/x", 422, "malformed"),
    ):
        answer = hub.get(f"/v1/offices/{OFFICE}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
    empty = hub.get("/v1/offices/nobody/snapshot").json()
    assert (empty["chunks"], empty["events"], empty["heads"]) == (0, 0, [])


def test_the_province_offers_it_too(province: Any, make_store: Any, chain: Any, watched: Any) -> None:
    fill(province, chain, 1100)
    station = make_store("counter-1")
    drain(Downlink(station, watched(province.url), "province"))
    assert picture(station)["event"] == picture(province.store)["event"]
    assert station.read(lambda conn: conn.scalar(select(func.count()).select_from(event))) == 1100
