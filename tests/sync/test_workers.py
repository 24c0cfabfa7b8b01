"""Several processes behind one port on one PostgreSQL database: killed, drained, and never a feed that skips one."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.province import check_connections
from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.domain.trouble import CallTechnician, TryLater
from kiosk.store.opening import open_server
from sync.client import Away, Line

pytestmark = pytest.mark.skipif("MOTCUA_TEST_POSTGRES" not in os.environ, reason="needs MOTCUA_TEST_POSTGRES")


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def province(tmp_path: Path, url: str) -> Iterator[Service]:
    config = write_config(tmp_path / "motcua.toml", {
        "station": {"data_dir": str(tmp_path)}, "province": {"listen": "127.0.0.1:0", "database": url, "workers": 2},
    })  # fmt: skip
    service = Service("province", ["province", "--config", str(config)], tmp_path / "log.txt")
    yield service
    service.stop()


def workers(service: Service, count: int = 2) -> list[int]:
    """The ids of the worker processes, once there are `count` of them."""
    pid, end = service.process.pid, time.monotonic() + 20
    while len(found := [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]) < count:
        assert time.monotonic() < end, "the workers do not come back"
        time.sleep(0.05)
    return found


def all_gone(pids: list[int], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while any(lives(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(lives(pid) for pid in pids)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def patiently(call: Callable[[], Any]) -> Any:
    """As a station does: away is later."""
    end = time.monotonic() + 30
    while True:
        try:
            return call()
        except Away:
            assert time.monotonic() < end
            time.sleep(0.05)


def test_a_reader_among_fifty_writers_and_dying_workers_never_misses_one(province: Service, chain: Any) -> None:
    """Feed order equals commit order over several processes: a number passed over would be lost for ever."""
    address, batches, each = province.ready()[0], 3, 4
    done, seen = threading.Event(), {n: [] for n in range(2)}

    def write(number: int) -> None:
        writer = chain(f"kiosk-{number}", "xa-an")
        with closing(Line(address)) as line:
            for n in range(batches):
                events = writer.tickets(each)
                assert patiently(lambda e=events: line.upload(e, "life")) == (n + 1) * each

    def read(number: int) -> None:
        cursor = ""
        with closing(Line(address)) as line:
            while True:
                last = done.is_set()
                page = patiently(lambda c=cursor: line.feed("xa-an", f"reader-{number}", c, 0.2))
                seen[number].extend((e.station, e.seq) for e in page.events)
                cursor = page.cursor
                if last and not page.more and not page.events:
                    return

    readers = [threading.Thread(target=read, args=(n,)) for n in seen]
    writers = [threading.Thread(target=write, args=(n,)) for n in range(50)]
    for thread in readers + writers:
        thread.start()
    for _ in range(2):
        time.sleep(0.3)
        os.kill(workers(province)[0], signal.SIGKILL)
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join(30)
    everything = {(f"kiosk-{n}", seq) for n in range(50) for seq in range(1, batches * each + 1)}
    for told in seen.values():
        assert len(told) == len(set(told))
        assert set(told) == everything
    assert seen[0] == seen[1], "every reader is told the same order"


def test_a_killed_worker_is_replaced_and_told_ones_finish_first(province: Service, chain: Any) -> None:
    address = province.ready()[0]
    before = workers(province)
    os.kill(before[0], signal.SIGKILL)
    end = time.monotonic() + 20
    while before[0] in (now := workers(province)):
        assert time.monotonic() < end
    assert before[1] in now
    with closing(Line(address)) as line:
        assert patiently(lambda: line.upload(chain().tickets(2), "life")) == 2
    children = workers(province)
    province.process.send_signal(signal.SIGTERM)
    assert province.process.wait(20) == 0
    assert all_gone(children, 1)


def test_workers_end_when_their_parent_dies(province: Service) -> None:
    province.ready()
    children = workers(province)
    province.kill()
    assert all_gone(children)


def test_more_workers_than_connections_are_refused_in_words(url: str, clock: Any) -> None:
    store = open_server(url, office="province", station="province", kind="province", clock=clock)
    check_connections(store, 1)
    with pytest.raises(CallTechnician, match="max_connections"):
        check_connections(store, 1000)
    store.close()


def test_a_server_that_answers_before_the_disk_is_refused(url: str, clock: Any) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f'ALTER DATABASE "{url.rpartition("/")[2]}" SET synchronous_commit = off')
    with pytest.raises(CallTechnician, match="synchronous_commit"):
        open_server(url, office="province", station="province", kind="province", clock=clock)


def test_a_neighbour_who_holds_the_office_makes_it_later_not_never(url: str, clock: Any, chain: Any) -> None:
    """A stuck session (idle in transaction) on the office's row: other offices go on, this one is told to wait."""
    import psycopg

    from kiosk.services.receiving import receive

    store = open_server(url, office="province", station="province", kind="province", clock=clock)
    receive(store, chain("kiosk-1", "xa-an").tickets(2), via="x")
    with psycopg.connect(url) as stuck:
        stuck.execute("UPDATE office_head SET feed_no = feed_no WHERE office = 'xa-an'")
        receive(store, chain("kiosk-1", "xa-binh").tickets(2), via="x")
        began = time.monotonic()
        with pytest.raises(TryLater):
            receive(store, chain("kiosk-2", "xa-an").tickets(2), via="x")
        assert time.monotonic() - began < 8
    receive(store, chain("kiosk-3", "xa-an").tickets(2), via="x")
    store.close()
