"""Who a hub hears of, asked over a real socket."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.app.admin import ask_stations
from kiosk.app.config import Config, HubConfig, OfficeConfig
from kiosk.services import heartbeats
from kiosk.store.store import Store
from sync import wire
from sync.client import Away, Line
from sync.relay import Relay
from sync.server.hub import create_hub_app
from sync.station import StationSync


@pytest.fixture
def url(make_store: Callable[..., Store], commune: Any, serve: Callable[..., Any]) -> str:
    """A hub that serves on a free port."""
    store = make_store("hub-1", kind="hub")
    return str(serve(create_hub_app(store, commune, lambda: None), store).url)


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


def test_a_hub_tells_of_its_machines_and_what_came_straight_and_newer_stands(url: str, clock: Any) -> None:
    line = Line(url)
    line.heartbeat("commune", "kiosk-2", "kiosk", {"direct": True})
    clock.forward(seconds=20)
    old = wire.StationTold(station="kiosk-2", kind="kiosk", silent=90_000, report={"unsent": 9})
    new = wire.StationTold(station="board-1", kind="board", silent=4_000, report={"offset": -130_000})
    line.tell_stations("commune", wire.StationsTold(stations=[old, new]))
    line.tell_stations("commune", wire.StationsTold(stations=[new.model_copy(update={"silent": 9_000, "report": {}})]))
    roll = line.stations("commune")
    line.close()
    assert [(s.station, roll.at - s.last_seen, s.report) for s in roll.stations] == [
        ("board-1", 4_000, {"offset": -130_000}),
        ("kiosk-2", 20_000, {"direct": True}),
    ]


def test_a_sign_of_life_says_how_everything_stands(make_store: Any, hub: Any) -> None:
    """The station's clock is five minutes fast."""
    from kiosk.domain.facts import TicketPrinted

    hub.store.clock = type(hub.store.clock)(hub.store.clock.at - 300_000)
    store = make_store("counter-1", kind="counter")
    store.write(lambda tx: tx.append("ticket:one", TicketPrinted(), "printer"))
    sync = StationSync(store, hub.url, report=lambda: {"printer": "ready", "version": "1", "disk-mb": 5})
    sync._next_beat = 0.0
    sync.start()

    def told() -> dict[str, Any]:
        seen = heartbeats.stations(hub.store, "commune")
        return dict(seen[0].report) if seen else {}

    limit = time.monotonic() + 20
    while "offset" not in told():
        assert time.monotonic() < limit
        time.sleep(0.05)
    sync.stop()
    report = told()
    assert abs(report.pop("offset") - 300_000) < 2_000
    assert report.pop("incarnation") == store.me.incarnation
    assert report.pop("life") == sync._twins.life
    assert report == {
        "printer": "ready", "version": "1", "disk-mb": 5, "seq": 1, "acked-hub": 1, "unsent": 0, "oldest": 0,
        "watchdog": 0, "alarm": "", "epoch": report["epoch"],
    }  # fmt: skip


def test_the_province_hears_of_every_machine_of_an_office(make_store: Any, hub: Any, province: Any) -> None:
    heartbeats.note(hub.store, "commune", "kiosk-1", "kiosk", '{"printer":"ready"}')
    relay = Relay(hub.store, province.url, report=lambda: {"version": "1"})
    relay.start()
    limit = time.monotonic() + 20
    while len(seen := heartbeats.stations(province.store, "commune")) < 2:
        assert time.monotonic() < limit
        time.sleep(0.05)
    relay.stop()
    assert [(s.station, s.kind) for s in seen] == [("hub-1", "hub"), ("kiosk-1", "kiosk")]
    assert seen[0].report["version"] == "1"
    assert seen[1].report == {"printer": "ready"}
