"""Real processes that die without warning: what was acknowledged stands, and the same claim finds the same ticket."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.app.rehearsal.profile import write_profile
from kiosk.domain import facts
from kiosk.domain.trouble import TryLater
from kiosk.store.opening import open_server
from kiosk.store.store import new_id
from sync import wire
from sync.client import Line

needs_postgres = pytest.mark.skipif(
    "MOTCUA_TEST_POSTGRES" not in os.environ, reason="several workers over one database need MOTCUA_TEST_POSTGRES"
)


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    running: list[Service] = []

    def start(kind: str, name: str, **settings: Any) -> Service:
        folder = tmp_path / name
        folder.mkdir()
        always_open = write_profile(folder / "profile.toml", "commune", kiosks=2, counters=4)
        config = write_config(
            folder / "motcua.toml",
            {
                "office": {"id": "commune", "profile": str(always_open)},
                "station": {"data_dir": str(folder)},
                kind: {"listen": "127.0.0.1:0", **settings},
            },
        )
        service = Service(name, [kind, "--config", str(config)], folder / "log.txt")
        running.append(service)
        return service

    yield start
    for service in running:
        service.kill()


@pytest.fixture
def database(dialect: str, new_database: Callable[[], str]) -> str:
    return new_database() if dialect == "postgresql" else ""


def test_what_a_killed_province_has_acknowledged_stands(launch: Any, chain: Any, database: str) -> None:
    province = launch("province", "province", database=database)
    url, events, acked = province.ready()[0], chain().tickets(240), 0
    with closing(Line(url)) as line:
        for start in range(0, 240, 40):
            acked = line.upload(events[start : start + 40], "life")
            if start == 160:
                province.kill()
                break
    assert acked == 200
    first = events[0]
    with closing(Line(province.restart()[0])) as line:
        page = line.feed(first.office, "nobody", "", 0)
        assert [e.seq for e in page.events] == list(range(1, 201))
        assert line.upload(events[190:], "life") == 240


def test_a_killed_hub_gives_the_same_claim_the_same_ticket(launch: Any, chain: Any) -> None:
    hub = launch("hub", "hub")
    writer, fields = chain("kiosk-1"), ["civil-status"]
    events = []
    for n in (1, 2, 3):
        stream = f"ticket:{new_id()}"
        issued = facts.TicketIssued(today(), f"A{n:03d}", "A", "", n, fields[0])
        events += [writer.add(stream, 1, issued), writer.add(stream, 2, facts.TicketHandedOver("hub-1", 1))]
    question = wire.Claim(claim_id=new_id(), station="counter-1", reader="life", counter=1, fields=fields)
    with closing(Line(hub.ready()[0])) as line:
        line.upload(events, "kiosk-life")
        lost = line.claim(question)
    hub.kill()
    with closing(Line(hub.restart()[0])) as line:
        again = line.claim(question)
        other = line.claim(question.model_copy(update={"claim_id": new_id()}))
    assert lost.ticket_id
    assert (again.ticket_id, again.number) == (lost.ticket_id, lost.number)
    assert other.ticket_id not in ("", lost.ticket_id)


@needs_postgres
def test_workers_that_start_together_share_one_new_database(
    launch: Any, chain: Any, new_database: Callable[[], str]
) -> None:
    url = new_database()
    workers = [launch("province", f"worker-{n}", database=url) for n in range(3)]
    addresses: list[str] = []
    waiting = [threading.Thread(target=lambda w=w: addresses.append(w.ready()[0])) for w in workers]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    events = chain().tickets(30)
    lives = set()
    for n, address in enumerate(addresses):
        with closing(Line(address)) as line:
            lives.add(line.hello().incarnation)
            assert line.upload(events[n * 10 : n * 10 + 10], "life") == n * 10 + 10
    assert len(addresses) == 3
    assert len(lives) == 1


def today() -> str:
    from kiosk.app.clock import SystemClock
    from kiosk.domain.service_day import service_day

    return service_day(None, SystemClock().now_ms())


def test_a_database_that_is_away_is_said_in_words(clock: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(TryLater, match="chưa sẵn sàng"):
        open_server(f"postgresql://x@127.0.0.1:{port}/x", office="p", station="p", kind="province", clock=clock)


def test_no_answer_waits_for_a_delayed_acknowledgement(launch: Any) -> None:
    """Nagle's algorithm at the server costs every request 40 ms; the fastest of many shows it on a busy machine."""
    hub = launch("hub", "hub")
    times = []
    with closing(Line(hub.ready()[0])) as line:
        for _ in range(60):
            started = time.perf_counter()
            line.hello()
            times.append(time.perf_counter() - started)
    assert min(times[30:]) < 0.03, "the first ones profit from a young connection"
