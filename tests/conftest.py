"""Fixtures that every area shares: a real encrypted store under a clock that tests move."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.office import Office
from kiosk.domain.service_day import VIETNAM
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station
from kiosk.store.store import Store


@dataclass
class FakeClock:
    """A clock that stands still until a test moves it."""

    at: int = int(datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM).timestamp() * 1000)

    def now_ms(self) -> int:
        return self.at

    def forward(self, *, minutes: float = 0, seconds: float = 0, ms: int = 0) -> None:
        self.at += int(minutes * 60_000 + seconds * 1000 + ms)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def commune() -> Office:
    return load_office("commune")


@pytest.fixture
def make_store(tmp_path: Path, clock: FakeClock) -> Iterator[Callable[..., Store]]:
    """`make_store("kiosk-1", kind="kiosk")`: a station's real file; opened again if it exists."""
    opened: list[Store] = []

    def make(station: str = "kiosk-1", kind: str = "kiosk", office: str = "commune") -> Store:
        store = open_station(tmp_path / station, office=office, station=station, kind=kind, clock=clock)
        opened.append(store)
        return store

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def on_air() -> Iterator[Callable[..., tuple[str, Callable[[], None]]]]:
    """`on_air(app)`: serves it as the program does, over TLS with `trust`; gives the address and the way to end it."""
    from kiosk.app.serving import listening, server_for

    running: list[Callable[[bool], None]] = []

    def start(app: Any, trust: Any = None) -> tuple[str, Callable[[], None]]:
        sock = listening("127.0.0.1", 0)
        port = sock.getsockname()[1]
        server = server_for(app, f"127.0.0.1:{port}", trust)
        server.config.timeout_graceful_shutdown = 1
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()

        def end(at_once: bool = True) -> None:
            server.should_exit = True
            server.force_exit = server.force_exit or at_once
            thread.join(5)

        running.append(end)
        return f"{'https' if trust else 'http'}://127.0.0.1:{port}", end

    yield start
    for end in running:
        end(False)


@pytest.fixture
def until() -> Callable[..., Any]:
    """`until(fits)`: what `fits` says when it says something, within some seconds."""

    def wait(fits: Callable[[], Any], seconds: float = 40.0) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := fits():
                return found
            time.sleep(0.05)
        raise AssertionError("it did not come to pass")

    return wait
