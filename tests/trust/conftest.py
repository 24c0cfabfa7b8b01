"""A real authority on a real TLS socket."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

import sync.relay
import sync.station
from kiosk.domain.office import Office
from kiosk.services import enrolling
from kiosk.services.enrolling import Placement, admit_self
from kiosk.store import trust as trust_rows
from kiosk.store.opening import open_station
from kiosk.store.store import Store
from sync.relay import Relay
from sync.server import passing, trusted
from sync.server.app import create_app
from sync.server.hub import create_hub_app
from sync.station import StationSync
from sync.trust import codes
from sync.trust.authority import Authority, authority_in, found
from sync.trust.folder import Trust, load_trust
from sync.trust.forms import Admitted, Greeting, Knock, Settings
from sync.trust.joining import join

KINDS = {"hub": "commune", "province": "province"}


@dataclass
class Served:
    """A server over TLS with its store and its folder."""

    url: str
    store: Store
    folder: Path
    trust: Trust
    authority: Authority | None

    def code(self, station: str = "kiosk-2", kind: str = "kiosk", *, minutes: int = 30, **settings: Any) -> str:
        """A new code for a station of the office."""
        assert self.authority
        letters = codes.new_code()
        stretched = codes.stretch(letters, self.authority.salt)
        placed = Placement("commune", station, kind, settings)
        enrolling.offer(self.store, placed, stretched.code_id, stretched.secret, minutes, "lead")
        return codes.grouped(letters)

    def good_keys(self, station: str) -> list[str]:
        """Ids of the station's keys that are let in here."""
        rows = self.store.read(lambda conn: trust_rows.keys_of_station(conn, "commune", station))
        return [k.key_id for k in rows if not k.revoked_at]


@pytest.fixture
def serve_tls(on_air: Callable[..., Any]) -> Callable[..., str]:
    def start(app: Any, trust: Trust) -> str:
        return str(on_air(app, trust)[0])

    return start


@pytest.fixture
def make_authority(
    tmp_path: Path, clock: Any, commune: Office, serve_tls: Callable[..., str]
) -> Iterator[Callable[..., Served]]:
    """`make_authority("hub")` or `("province")`: founded, on the air, with its own key on its list."""
    stores: list[Store] = []

    def make(kind: str = "hub", name: str = "hub-1") -> Served:
        folder = tmp_path / f"{kind}-{name}"
        key = found(folder, KINDS[kind], name, kind, clock.now_ms())
        store = open_station(folder, office=KINDS[kind], station=name, kind=kind, clock=clock)
        stores.append(store)
        authority, trust = authority_in(folder), load_trust(folder)
        assert authority
        assert trust
        admit_self(store, key.key_id, key.public, authority.sign)
        app = (
            create_hub_app(store, commune, lambda: None, trusted=True)
            if kind == "hub"
            else create_app(store, kind, trusted=True)
        )
        home = Settings(hub="https://192.0.2.7:8460") if kind == "hub" else Settings(province="https://192.0.2.8:8470")
        trusted.install(app, store, trust, lambda: home)
        return Served(serve_tls(app, trust), store, folder, trust, authority)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def authority(make_authority: Callable[..., Served]) -> Served:
    return make_authority()


@pytest.fixture
def fast_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes that cost no tenth of a second; what they protect from is not tested by waiting."""
    monkeypatch.setattr(codes, "MEMORY_KIB", 64)


@dataclass
class Branch:
    """An office of a province: its hub joined there and is on the air; `relay` is the hub's way up, not yet begun."""

    province: Served
    hub: Store
    trust: Trust
    url: str
    relay: Relay
    folder: Path
    make_store: Callable[..., Store]
    workers: list[Any]

    def joined(self, name: str, kind: str = "kiosk") -> Trust:
        """The trust of a machine that joins at the province."""
        return let_in(self.province, self.folder / name, name, kind)

    def station(self, name: str = "kiosk-1") -> StationSync:
        """A kiosk at work with the hub."""
        return self.work(name, self.joined(name))

    def work(self, name: str, trust: Trust) -> StationSync:
        """A kiosk that joined, at work with the hub."""
        station = StationSync(self.make_store(name), self.url, trust, issues=True)
        self.begin(station)
        return station

    def begin(self, worker: Any) -> None:
        """Starts what the test's end stops."""
        worker.start()
        self.workers.append(worker)


def let_in(authority: Served, folder: Path, name: str, kind: str) -> Trust:
    join(authority.url, authority.code(name, kind)).keep(folder)
    trust = load_trust(folder)
    assert trust
    return trust


@pytest.fixture
def branch(
    make_authority: Callable[..., Served], make_store: Callable[..., Store], tmp_path: Path, commune: Office,
    serve_tls: Callable[..., str], monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Branch]:  # fmt: skip
    for module in (sync.relay, sync.station):
        monkeypatch.setattr(module, "BEAT_S", 0.5)
    province = make_authority("province", "province")
    trust = let_in(province, tmp_path / "hub-1", "hub-1", "hub")
    hub = make_store("hub-1", kind="hub")
    relay = Relay(hub, province.url, trust)
    app = create_hub_app(hub, commune, relay.state, trusted=True)
    app.state.sealing = trust.key
    trusted.install(app, hub, trust, Settings)
    passing.install(app, province.url, trust)
    office = Branch(province, hub, trust, serve_tls(app, trust), relay, tmp_path, make_store, [])
    yield office
    for worker in reversed(office.workers):
        worker.stop()


@pytest.fixture
def middle(serve_tls: Callable[..., str]) -> Callable[..., str]:
    """`middle(greeting, answer, trust)`: a server that says what it likes, under the certificate in `trust`."""

    def start(greeting: Greeting, answer: Callable[[Knock], Admitted], trust: Trust) -> str:
        app = FastAPI()
        app.state.bell = SimpleNamespace(close=lambda: None)
        app.get("/v1/join")(lambda: greeting)

        @app.post("/v1/join")
        def knocked(knock: Knock) -> Admitted:
            return answer(knock)

        return serve_tls(app, trust)

    return start


@pytest.fixture
def motcua() -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kiosk", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run


class Serving:
    """Servers as processes: `serving("hub", …)` starts one and says its address, `end` stops it."""

    def __init__(self) -> None:
        self._started: dict[str, subprocess.Popen[str]] = {}

    def __call__(self, *arguments: str) -> str:
        process = subprocess.Popen([sys.executable, "-m", "kiosk", *arguments], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        ready = process.stdout.readline().split()
        self._started[ready[1] if ready else "unborn"] = process
        assert ready[:1] == ["READY"]
        return ready[1]

    def end(self, url: str) -> None:
        """Stops the server at `url` and waits for it."""
        process = self._started.pop(url)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        if process.stdout:
            process.stdout.close()

    def end_all(self) -> None:
        """Stops what still runs."""
        for url in list(self._started):
            self.end(url)


@pytest.fixture
def serving() -> Iterator[Serving]:
    servers = Serving()
    yield servers
    servers.end_all()
