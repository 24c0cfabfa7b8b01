"""A real authority on a real TLS socket."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from kiosk.app.serving import listening
from kiosk.domain.office import Office
from kiosk.services import enrolling
from kiosk.services.enrolling import Placement, admit_self
from kiosk.store import trust as trust_rows
from kiosk.store.opening import open_station
from kiosk.store.store import Store
from sync.server import trusted
from sync.server.app import create_app
from sync.server.hub import create_hub_app
from sync.server.tls import server_context
from sync.trust import codes
from sync.trust.authority import Authority, authority_in, found
from sync.trust.folder import Trust, load_trust
from sync.trust.forms import Settings

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
def serve_tls() -> Iterator[Callable[..., str]]:
    running: list[tuple[uvicorn.Server, threading.Thread, Any]] = []

    def start(app: Any, trust: Trust) -> str:
        sock = listening("127.0.0.1", 0)
        context = server_context(trust.tls)
        config = uvicorn.Config(app, log_config=None, lifespan="on", loop="asyncio", http="h11", ws="none",
                                ssl_context_factory=lambda _c, _u: context)  # fmt: skip
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        running.append((server, thread, app))
        return f"https://127.0.0.1:{sock.getsockname()[1]}"

    yield start
    for server, thread, app in running:
        app.state.bell.close()
        server.should_exit = True
        thread.join(5)


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


@pytest.fixture
def motcua() -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kiosk", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture
def serving() -> Iterator[Callable[..., str]]:
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> str:
        process = subprocess.Popen([sys.executable, "-m", "kiosk", *arguments], stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout
        ready = process.stdout.readline().split()
        assert ready[:1] == ["READY"]
        return ready[1]

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        if process.stdout:
            process.stdout.close()
