"""A line that carries little: a body under way is no dead line, and batches become as small as the line needs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from kiosk.services.receiving import receive
from kiosk.store.schema import event
from sync import pace, transport
from sync.client import Away, Line
from sync.loop import NOBODY_S, Backoff
from sync.meeting import PROVINCE
from sync.pace import Pace
from sync.uplink import Uplink


class SlowLine:
    """Carries at most `rate` bytes per second upwards; the answers come at full speed. `dead` carries nothing."""

    def __init__(self, target: str, rate: int) -> None:
        host, _, port = target.removeprefix("http://").partition(":")
        self._target, self._rate, self.dead = (host, int(port)), rate, False
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for one in [self._door, *self._open]:
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            threading.Thread(target=self._carry, args=(near, far, self._rate), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, 0), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, rate: int) -> None:
        piece = rate // 20 or 65536
        try:
            while data := source.recv(piece):
                if rate:
                    time.sleep(len(data) / rate)
                if not self.dead:
                    sink.sendall(data)
        except OSError:
            pass
        finally:
            for one in (source, sink):
                one.close()


@pytest.fixture
def slow() -> Iterator[Callable[..., SlowLine]]:
    lines: list[SlowLine] = []

    def make(target: str, rate: int) -> SlowLine:
        lines.append(SlowLine(target, rate))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


def test_a_backlog_drains_over_a_line_that_needs_longer_than_the_stall_time(
    make_store: Any, chain: Any, hub: Any, slow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real thing at a tenth: 8 KB/s and 8 s become 40 KB/s and 0.8 s; the first batch alone needs 0.5 s."""
    monkeypatch.setattr(transport, "SLOWEST_LINE", 20 * 1024)
    monkeypatch.setattr(pace, "SLOW_S", 0.4)
    monkeypatch.setattr(pace, "QUICK_S", 0.15)
    store = make_store("hub-9", kind="hub")
    receive(store, chain("kiosk-9").tickets(700), via="kiosk-9")
    line = Line(slow(hub.url, 40 * 1024).url, stall_s=0.8)
    uplink = Uplink(store, line, PROVINCE, relay=True)
    limit = time.monotonic() + 60
    tries = 0
    while uplink.backlog()[0]:
        assert time.monotonic() < limit, "the backlog does not drain"
        tries += 1
        try:
            uplink.run_once()
        except Away:
            tries += 10
    line.close()
    held = hub.store.read(lambda conn: conn.scalar(select(func.count()).select_from(event)))
    assert held == 700
    assert tries < 60, "the batches fit the line"


def test_a_line_that_takes_nothing_is_given_up_and_said(
    make_store: Any, chain: Any, hub: Any, slow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "SLOWEST_LINE", 100 * 1024)
    store = make_store("hub-9", kind="hub")
    receive(store, chain("kiosk-9").tickets(120), via="kiosk-9")
    dead = slow(hub.url, 1024 * 1024)
    dead.dead = True
    line = Line(dead.url, stall_s=0.4)
    uplink = Uplink(store, line, PROVINCE, relay=True)
    started = time.monotonic()
    with pytest.raises(Away) as gone:
        uplink.run_once()
    line.close()
    assert gone.value.code == "unreachable"
    assert time.monotonic() - started < 4
    assert uplink.backlog()[0] == 120
    assert uplink._pace.limit == pace.FIRST // 2


def test_the_pace_grows_on_a_quick_line_and_shrinks_on_a_slow_one() -> None:
    quick = Pace(500)
    for _ in range(4):
        quick.took(quick.limit, 0.1)
    assert quick.limit == 500
    quick.took(500, 5.0)
    assert quick.limit == 250
    for _ in range(20):
        quick.stalled(quick.limit)
    assert quick.limit == 1
    quick.took(1, 0.1)
    assert quick.limit == 2


def test_a_tail_that_went_quickly_says_nothing_about_full_batches() -> None:
    calm = Pace(500)
    calm.took(3, 0.01)
    assert calm.limit == pace.FIRST


def test_a_dead_line_is_looked_at_twice_a_minute_and_a_busy_server_left_alone() -> None:
    class Highest:
        def uniform(self, low: float, high: float) -> float:
            return high

    backoff = Backoff(300.0, Highest())  # type: ignore[arg-type]
    for _ in range(20):
        backoff.pause()
    assert backoff.pause(0, NOBODY_S) == 30.0
    assert backoff.pause() == 300.0
    assert backoff.pause(45.0, NOBODY_S) == 45.0, "what the server asks for is kept"


def test_a_silent_peer_is_looked_after_by_the_system(hub: Any) -> None:
    line = Line(hub.url, probing=transport.ON_LAN)
    line.hello()
    adapter = line._transport._session.get_adapter(hub.url)
    pools = adapter.poolmanager.pools  # type: ignore[attr-defined]
    conn = pools[pools.keys().pop()]._get_conn()
    assert conn.sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert conn.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) == 1
    assert conn.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 3000
    conn.close()
    line.close()
