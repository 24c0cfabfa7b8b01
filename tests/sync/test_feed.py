"""The feed: complete, in order, without what the reader brought, and awake."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

import pytest

from kiosk.store.opening import open_server
from sync.server.app import create_app


def read_all(served: Any, office: str, reader: str) -> list[dict[str, Any]]:
    cursor, events = "", []
    while True:
        page = served.get(f"/v1/offices/{office}/feed", params={"reader": reader, "cursor": cursor}).json()
        events += page["events"]
        cursor = page["cursor"]
        if not page["more"]:
            return events


def test_the_reader_gets_what_others_brought_in_order(province: Any, chain: Any) -> None:
    one, two = chain("kiosk-1"), chain("kiosk-2")
    province.upload(one.tickets(4), via="hub-life")
    province.upload(two.tickets(3), via="direct")
    everything = read_all(province, "commune", "nobody")
    assert [e["station"] for e in everything] == ["kiosk-1"] * 4 + ["kiosk-2"] * 3
    assert {e["station"] for e in read_all(province, "commune", "hub-life")} == {"kiosk-2"}
    assert read_all(province, "other-office", "nobody") == []


def test_a_cursor_of_another_life_is_gone(province: Any) -> None:
    for cursor in ("abc", "////", "bm9ib2R5OjM", "bm9ib2R5Oi0z"):
        answer = province.get("/v1/offices/commune/feed", params={"reader": "x", "cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (410, "stale-cursor")


def test_a_long_poll_wakes_at_the_commit(province: Any, chain: Any) -> None:
    arrived: list[float] = []

    def poll() -> None:
        page = province.get("/v1/offices/commune/feed", params={"reader": "x", "wait": "8"}).json()
        arrived.append(time.monotonic())
        assert len(page["events"]) == 2

    reader = threading.Thread(target=poll)
    reader.start()
    time.sleep(0.4)
    province.upload(chain().tickets(2))
    sent = time.monotonic()
    reader.join(8)
    assert arrived
    assert arrived[0] - sent < 2.0


def test_a_long_poll_ends_by_itself(province: Any) -> None:
    started = time.monotonic()
    page = province.get("/v1/offices/commune/feed", params={"reader": "x", "wait": "0.3"}).json()
    assert page["events"] == []
    assert 0.2 < time.monotonic() - started < 3


def test_a_reader_among_many_writers_never_misses_one(province: Any, chain: Any) -> None:
    """Feed order equals commit order: a number that was passed over would be lost for ever."""
    writers, each, batches = (50, 4, 3) if province.store.database.shared else (12, 4, 4)
    done = threading.Event()
    seen: list[tuple[str, int]] = []

    def write(number: int) -> None:
        writer = chain(f"kiosk-{number}")
        for _ in range(batches):
            assert province.upload(writer.tickets(each)).status_code == 200

    def read() -> None:
        cursor = ""
        while True:
            last = done.is_set()
            page = province.get("/v1/offices/commune/feed", params={"reader": "x", "cursor": cursor}).json()
            seen.extend((e["station"], e["seq"]) for e in page["events"])
            cursor = page["cursor"]
            if last and not page["more"]:
                return

    reader = threading.Thread(target=read)
    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    reader.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join(20)
    assert len(seen) == len(set(seen)) == writers * each * batches
    for number in range(writers):
        assert [seq for station, seq in seen if station == f"kiosk-{number}"] == list(range(1, each * batches + 1))


def test_news_of_others_and_signs_of_life_end_no_long_poll(province: Any, chain: Any) -> None:
    """Forty stations beat every five seconds: a poll that each of them ended would be a storm."""
    pages: list[dict[str, Any]] = []

    def poll() -> None:
        started = time.monotonic()
        page = province.get("/v1/offices/commune/feed", params={"reader": "mine", "wait": "1.5"}).json()
        pages.append({**page, "seconds": time.monotonic() - started})

    reader = threading.Thread(target=poll)
    reader.start()
    time.sleep(0.3)
    province.post("/v1/offices/commune/stations/kiosk-1/heartbeat", json={"kind": "kiosk", "report": {}})
    province.upload(chain("kiosk-1", office="elsewhere").tickets(2))
    province.upload(chain("kiosk-2").tickets(2), via="mine")
    reader.join(8)
    assert pages[0]["events"] == []
    assert pages[0]["seconds"] > 1.4
    follow = province.get("/v1/offices/commune/feed", params={"reader": "mine", "cursor": pages[0]["cursor"]}).json()
    assert follow == {"events": [], "cursor": pages[0]["cursor"], "more": False}


@pytest.mark.skipif("MOTCUA_TEST_POSTGRES" not in os.environ, reason="several workers need MOTCUA_TEST_POSTGRES")
def test_a_long_poll_sees_what_another_worker_took(new_database: Any, clock: Any, serve: Any, chain: Any) -> None:
    url = new_database()
    stores = [open_server(url, office="province", station="province", kind="province", clock=clock) for _ in range(2)]
    one, two = (serve(create_app(store, "province"), store) for store in stores)
    taken: list[int] = []

    def poll() -> None:
        page = one.get("/v1/offices/commune/feed", params={"reader": "x", "wait": "8"}).json()
        taken.append(len(page["events"]))

    reader = threading.Thread(target=poll)
    reader.start()
    time.sleep(0.3)
    two.upload(chain().tickets(2))
    reader.join(5)
    assert taken == [2]
    for store in stores:
        store.close()


def test_a_large_page_is_compressed_for_whoever_takes_it(hub: Any, chain: Any) -> None:
    hub.upload(chain("kiosk-1").tickets(200))
    path = "/v1/offices/commune/feed?reader=somebody"
    packed = hub.get(path, headers={"Accept-Encoding": "gzip"}, stream=True)
    size = len(packed.raw.read(decode_content=False))
    plain = hub.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert size < len(plain.content) / 4
    assert hub.get(path).json() == plain.json()
    small = hub.get(path + "&cursor=" + plain.json()["cursor"])
    assert "Content-Encoding" not in small.headers
