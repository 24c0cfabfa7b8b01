"""Who a hub hears of, asked over a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from kiosk.app.admin import ask_stations
from kiosk.app.config import Config, HubConfig, OfficeConfig
from kiosk.store.store import Store
from sync.client import Away, Line
from sync.server.hub import create_hub_app


@pytest.fixture
def url(make_store: Callable[..., Store], commune: Any) -> Iterator[str]:
    """A hub that serves on a free port."""
    app = create_hub_app(make_store("hub-1", kind="hub"), commune, lambda: None)
    sock = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    sock.close()


def test_the_roll_tells_every_station_of_the_office_and_no_other(url: str, clock: Any) -> None:
    line = Line(url)
    assert line.stations("commune").stations == []
    line.heartbeat("commune", "kiosk-1", "kiosk", {"printer": "ready", "unsent": 2, "muted": True})
    clock.forward(seconds=20)
    line.heartbeat("commune", "board-1", "board", {})
    line.heartbeat("elsewhere", "kiosk-9", "kiosk", {})
    roll = line.stations("commune")
    line.close()
    assert [(s.station, s.kind, roll.at - s.last_seen) for s in roll.stations] == [
        ("board-1", "board", 0),
        ("kiosk-1", "kiosk", 20_000),
    ]
    assert roll.stations[1].report == {"printer": "ready", "unsent": 2, "muted": True}


def test_silence_is_counted_by_the_hubs_clock(url: str, clock: Any) -> None:
    line = Line(url)
    line.heartbeat("commune", "kiosk-1", "kiosk", {})
    line.close()
    clock.forward(seconds=20)
    config = Config(office=OfficeConfig(id="commune"), hub=HubConfig(url=url))
    ahead = type(clock)(clock.at + 3_600_000)
    (seen,) = ask_stations(config, ahead)
    assert ahead.now_ms() - seen.last_seen == 20_000


def test_a_hub_that_is_away_is_trouble_in_words(clock: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    config = Config(hub=HubConfig(url=f"http://127.0.0.1:{port}"))
    with pytest.raises(Away, match="Không kết nối được"):
        ask_stations(config, clock)
