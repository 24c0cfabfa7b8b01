"""Real servers on real sockets over real stores; the province's on SQLite and, where one is named, on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain import facts
from kiosk.domain.event import GENESIS, Event, seal
from kiosk.domain.office import Office
from kiosk.store.opening import open_server, open_station
from kiosk.store.store import Store, new_id
from kiosk.store.trust import KnownKey, put_keys
from sync import wire
from sync.client import Line
from sync.server.app import create_app
from sync.server.hub import create_hub_app
from sync.trust.keys import StationKey
from sync.trust.names import station_name
from sync.trust.signing import Signer

POSTGRES = os.environ.get("MOTCUA_TEST_POSTGRES", "")
DATABASES = ["sqlite", *(["postgresql"] if POSTGRES else [])]


@dataclass
class Served:
    """A running server: where, and its own store."""

    url: str
    store: Store
    app: Any = None
    stop: Callable[[], None] = lambda: None

    def post(self, path: str, **options: Any) -> requests.Response:
        return requests.post(self.url + path, timeout=10, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=10, **options)

    def upload(self, events: list[Event], station: str = "", via: str = "") -> requests.Response:
        params = {"via": via} if via else {}
        body = {"events": wire.to_plain_list(events)}
        return self.post(f"/v1/stations/{station or events[0].station}/events", json=body, params=params)


@pytest.fixture
def serve(on_air: Callable[..., Any]) -> Callable[[Any, Store], Served]:
    def start(app: Any, store: Store) -> Served:
        url, stop = on_air(app)
        return Served(url, store, app, stop)

    return start


@pytest.fixture
def new_database() -> Iterator[Callable[[], str]]:
    """Fresh PostgreSQL databases."""
    import psycopg

    made: list[str] = []

    def make() -> str:
        name = f"motcua_{uuid4().hex[:12]}"
        with psycopg.connect(POSTGRES, autocommit=True) as conn:
            conn.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return POSTGRES.rpartition("/")[0] + f"/{name}"

    yield make
    if made:
        with psycopg.connect(POSTGRES, autocommit=True) as conn:
            for name in made:
                conn.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=DATABASES)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _province_store(dialect: str, tmp_path: Path, clock: Any, new_database: Callable[[], str]) -> Store:
    if dialect == "sqlite":
        return open_station(tmp_path / "province", office="province", station="province", kind="province", clock=clock)
    return open_server(new_database(), office="province", station="province", kind="province", clock=clock)


@pytest.fixture
def province(dialect: str, tmp_path: Path, clock: Any, serve: Any, new_database: Callable[[], str]) -> Iterator[Served]:
    store = _province_store(dialect, tmp_path, clock, new_database)
    served = serve(create_app(store, "province"), store)
    yield served
    served.stop()  # before its store: no request may hold a connection of a database that is closed
    store.close()


@pytest.fixture
def closed_province(
    dialect: str, tmp_path: Path, clock: Any, serve: Any, new_database: Callable[[], str]
) -> Iterator[Served]:
    """A province that takes signed requests alone."""
    store = _province_store(dialect, tmp_path, clock, new_database)
    served = serve(create_app(store, "province", trusted=True), store)
    yield served
    served.stop()
    store.close()


@pytest.fixture
def hub(make_store: Callable[..., Store], serve: Any, commune: Office) -> Served:
    store = make_store("hub-1", kind="hub")
    return serve(create_hub_app(store, commune, lambda: None), store)


class Signed:
    """A station as the allow list knows it, which asks over plain HTTP: what TLS would hide is to be judged alone."""

    def __init__(self, served: Served, station: str, kind: str, office: str = "commune", *, known: bool = True) -> None:
        self.served, self.station, self.office = served, station, office
        self.key = StationKey(Ed25519PrivateKey.generate())
        self.row = KnownKey(office, station, kind, self.key.key_id, self.key.public, 1)
        if known:
            served.store.write(lambda tx: put_keys(tx.conn, [self.row]))
        me = served.store.me
        self.signer = Signer(self.key, station_name(me.station, me.office))

    def prepared(self, method: str, path: str, **options: Any) -> requests.PreparedRequest:
        """A request, signed by what the server says now."""
        self.signer.learn(wire.Hello.model_validate_json(self.served.get("/v1/hello").content).gate)
        request = requests.Request(method, self.served.url + path, auth=self.signer, **options)
        return requests.Session().prepare_request(request)

    def send(self, request: requests.PreparedRequest) -> requests.Response:
        with requests.Session() as session:
            return session.send(request, timeout=10)

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.send(self.prepared(method, path, **options))

    def upload(self, events: list[Event], **more: Any) -> requests.Response:
        body = {"events": wire.to_plain_list(events), **more}
        return self.ask("POST", f"/v1/stations/{events[0].station}/events", json=body)

    def line(self) -> Line:
        """A line of this station over plain HTTP: TLS is proved elsewhere."""
        line = Line(self.served.url)
        line.trust = SimpleNamespace(key=self.key)  # type: ignore[assignment]
        line._signer = self.signer
        return line

    def revoke(self) -> None:
        gone = replace(self.row, revoked_at=2)
        self.served.store.write(lambda tx: put_keys(tx.conn, [gone]))


@pytest.fixture
def signed() -> type[Signed]:
    return Signed


@pytest.fixture
def closed_hub(make_store: Callable[..., Store], serve: Any, commune: Office) -> Served:
    """A hub that takes signed requests alone."""
    store = make_store("hub-1", kind="hub")
    return serve(create_hub_app(store, commune, lambda: None, trusted=True), store)


class Chain:
    """Writes well-formed events of one station, as far as a test wants."""

    def __init__(self, station: str = "kiosk-9", office: str = "commune", incarnation: str = "") -> None:
        self.office, self.station, self.incarnation = office, station, incarnation or uuid4().hex
        self._seq, self._prev = 0, GENESIS

    def add(self, stream: str, version: int, fact: facts.Fact | None = None, **unlike: Any) -> Event:
        given: dict[str, Any] = {
            "office": self.office, "station": self.station, "incarnation": self.incarnation, "seq": self._seq + 1,
            "event_id": new_id(), "stream_id": stream, "stream_ver": version, "type": fact.type if fact else "",
            "schema_ver": 1, "at": 1_790_000_000_000 + self._seq, "actor": "test",
            "body": facts.to_body(fact) if fact else {}, "prev_hash": self._prev,
        } | unlike  # fmt: skip
        event = seal(**given)
        self._seq, self._prev = event.seq, event.chain_hash
        return event

    def tickets(self, count: int) -> list[Event]:
        """`count` events: tickets issued and printed in turn."""
        events: list[Event] = []
        while len(events) < count:
            stream = f"ticket:{new_id()}"
            n = len(events) // 2 + 1
            issued = facts.TicketIssued("2026-11-23", f"A{n:03d}", "A", "", n, "civil-status")
            events.append(self.add(stream, 1, issued))
            if len(events) < count:
                events.append(self.add(stream, 2, facts.TicketPrinted()))
        return events


@pytest.fixture
def chain() -> Callable[..., Chain]:
    return Chain
