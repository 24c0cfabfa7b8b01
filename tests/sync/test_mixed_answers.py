"""A middle box that mixes up answers, and a file that is renewed while its batch is under way."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from kiosk.domain.ticket import stream_of
from kiosk.services.issuing import issue, lease_own_series, printed
from kiosk.services.surrender import renew
from kiosk.store import journal
from kiosk.store.store import Store
from sync.client import Away, Line


@pytest.fixture
def swapped(hub: Any) -> Iterator[str]:
    """A line to the hub that gives each asker the answer to the question before."""
    listener = socket.create_server(("127.0.0.1", 0))
    at = hub.url.removeprefix("http://").partition(":")
    held: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            with near, socket.create_connection((at[0], int(at[2]))) as far:
                far.sendall(question(near).replace(b"keep-alive", b"close"))
                answer = b""
                while piece := far.recv(65536):
                    answer += piece
                near.sendall(held[-1] if held else answer)
                held.append(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def question(line: socket.socket) -> bytes:
    """A whole request."""
    asked = b""
    while b"\r\n\r\n" not in asked or len(asked) < asked.index(b"\r\n\r\n") + 4 + length(asked):
        asked += line.recv(65536)
    return asked


def length(asked: bytes) -> int:
    found = re.search(rb"content-length: *(\d+)", asked, re.IGNORECASE)
    return int(found[1]) if found else 0


def test_an_answer_to_another_question_is_none(swapped: str, hub: Any, chain: Any) -> None:
    one, two = chain("kiosk-1"), chain("kiosk-2")
    with closing(Line(swapped)) as line:
        assert line.upload(one.tickets(8), "life") == 8
        with pytest.raises(Away, match="Không kết nối được"):
            line.upload(two.tickets(2), "life")
    held = hub.store.read(
        lambda conn: [journal.head(conn, (c.office, c.station, c.incarnation))[0] for c in (one, two)]
    )
    assert held == [8, 2]


def test_what_is_written_behind_a_renewal_is_written_by_the_new_life(
    make_store: Any, commune: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other threads wait with their writes while a file is renewed: none may still speak for the former life."""
    store: Store = make_store()
    lease_own_series(store)
    waiting = [issue(store, commune, field="land", printing=True) for _ in range(40)]
    before = store.me.origin
    busy, write = threading.Event(), store.database.write

    def hear_late(*work: Any) -> Any:
        """The one who renews hears of the commit when others have written already."""
        result = write(*work)
        if threading.current_thread() in renewers:
            time.sleep(0.3)
        return result

    renewers: list[threading.Thread] = []

    def renew_late() -> None:
        renewers.append(threading.current_thread())
        renew(store, 10)

    monkeypatch.setattr(store.database, "write", hear_late)
    with ThreadPoolExecutor(30) as pool:
        first = pool.submit(store.write, lambda tx: busy.wait(10))
        renewed = pool.submit(renew_late)
        until_queued(store, 1)
        writes = [pool.submit(printed, store, t.id) for t in waiting]
        until_queued(store, 20)
        busy.set()
        for one in (first, renewed, *writes):
            one.result()
    assert store.read(lambda conn: journal.head(conn, before)[0]) == 10
    assert store.me.origin != before
    for ticket in waiting:
        stream = store.read(lambda conn, t=ticket: journal.stream(conn, before[0], stream_of(t.id)))
        assert [e.type for e in stream].count("ticket.printed") == 1


def until_queued(store: Store, count: int) -> None:
    """So many transactions wait for the one that is under way."""
    writer: Any = store.database._writer
    limit = time.monotonic() + 10
    while writer._jobs.qsize() < count and time.monotonic() < limit:
        time.sleep(0.005)
    assert writer._jobs.qsize() >= count
