"""One bad record, one forked chain or one closed door stops as little as possible, loses nothing and is said."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from sqlalchemy import select

from kiosk.domain import facts
from kiosk.services.receiving import receive
from kiosk.store import cursors
from kiosk.store.schema import event
from kiosk.store.store import Store, renew_identity
from sync import quarantine
from sync.client import Away, Denied, Line
from sync.meeting import HUB, PROVINCE, meet
from sync.relay import Relay
from sync.uplink import Uplink


def held(store: Store) -> dict[str, list[int]]:
    rows = store.read(lambda conn: conn.execute(select(event.c.station, event.c.seq).order_by(event.c.seq)).all())
    found: dict[str, list[int]] = {}
    for station, seq in rows:
        found.setdefault(station, []).append(seq)
    return found


def drain(uplink: Uplink) -> None:
    for _ in range(50):
        if not uplink.run_once():
            return
    raise AssertionError("the uplink never comes to rest")


@pytest.fixture
def uplink(make_store: Any) -> Iterator[Callable[[Store, str], Uplink]]:
    lines: list[Line] = []

    def make(store: Store, url: str) -> Uplink:
        lines.append(Line(url))
        return Uplink(store, lines[-1], PROVINCE, relay=True)

    yield make
    for line in lines:
        line.close()


def odd_chain(chain: Any, station: str) -> list[Any]:
    """Five events, the third on a stream whose name no server takes."""
    writer = chain(station)
    names = ["ticket:a", "ticket:b", "ticket:not a name", "ticket:d", "ticket:e"]
    return [writer.add(name, 1, facts.TicketPrinted()) for name in names]


def test_a_bad_record_stands_alone_and_only_its_own_chain_waits(
    make_store: Any, province: Any, chain: Any, uplink: Any
) -> None:
    hub = make_store("hub-1", kind="hub")
    receive(hub, odd_chain(chain, "kiosk-1"), via="a")
    receive(hub, chain("kiosk-2").tickets(6), via="b")
    up = uplink(hub, province.url)
    drain(up)
    assert held(province.store) == {"kiosk-1": [1, 2], "kiosk-2": [1, 2, 3, 4, 5, 6]}
    assert "số 3 của máy kiosk-1" in up.alarm()
    assert up.backlog()[0] == 3
    assert held(hub)["kiosk-1"] == [1, 2, 3, 4, 5]
    assert not up.run_once(), "nothing is hammered"


@pytest.mark.parametrize("bad", [1, 2, 7, 16])
def test_a_server_that_names_no_place_is_halved_towards_the_bad_record(
    make_store: Any, chain: Any, serve: Any, uplink: Any, bad: int
) -> None:
    store = make_store("hub-1", kind="hub")
    receive(store, chain("kiosk-1").tickets(16), via="a")
    app, taken = FastAPI(), []

    @app.post("/v1/stations/{station}/events")
    async def picky(body: dict[str, Any]) -> JSONResponse:
        seqs = [e["seq"] for e in body["events"]]
        if bad in seqs:
            return JSONResponse({"code": "odd", "message": "không đọc được"}, 422)
        taken.extend(seqs)
        return JSONResponse({"acked_through": seqs[-1]})

    app.add_middleware(Unzip)
    app.state.bell = Silent()
    up = uplink(store, serve(app, store).url)
    drain(up)
    assert taken == list(range(1, bad))
    assert f"số {bad} " in up.alarm()


def test_what_was_set_aside_goes_when_the_server_is_mended(
    make_store: Any, province: Any, chain: Any, uplink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store("hub-1", kind="hub")
    receive(store, chain("kiosk-1").tickets(700), via="a")
    up = uplink(store, province.url)
    real, refuse = Line.upload, True

    def upload(line: Line, events: list[Any], via: str, seal: Any = None) -> int:
        if refuse:
            raise quarantine_trouble()
        return real(line, events, via, seal)

    monkeypatch.setattr(Line, "upload", upload)
    monkeypatch.setattr(quarantine, "RETRY_S", 0.05)
    drain(up)
    assert up.alarm()
    refuse = False
    time.sleep(0.06)
    drain(up)
    assert up.alarm() == ""
    assert held(province.store)["kiosk-1"] == list(range(1, 701))


def test_a_smaller_batch_after_a_lost_answer_is_no_old_file(
    make_store: Any, province: Any, uplink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store("kiosk-1", kind="kiosk")
    for n in range(12):
        store.write(lambda tx, n=n: tx.append(f"ticket:t{n}", facts.TicketPrinted(), "test"))
    up = uplink(store, province.url)
    real, answers_lost = Line.upload, 1

    def upload(line: Line, events: list[Any], via: str, seal: Any = None) -> int:
        nonlocal answers_lost
        acked = real(line, events, via, seal)
        if answers_lost:
            answers_lost -= 1
            raise Away("unreachable", "mất trả lời")
        return acked

    monkeypatch.setattr(Line, "upload", upload)
    with pytest.raises(Away):
        up.run_once()
    drain(up)
    assert up.alarm() == ""
    assert up.backlog() == (0, 0)


def test_what_a_former_incarnation_never_got_rid_of_is_sent_before_and_after_a_restore(
    make_store: Any, province: Any
) -> None:
    store = make_store("kiosk-1", kind="kiosk")

    def tell(first: int) -> None:
        for n in range(first, first + 3):
            store.write(lambda tx, n=n: tx.append(f"ticket:t{n}", facts.TicketPrinted(), "test"))

    tell(1)
    store.me = store.write(lambda tx: renew_identity(tx.conn, store.me, tx.now))
    tell(4)
    line = Line(province.url)
    drain(Uplink(store, line, HUB, relay=False))
    line.close()
    assert held(province.store) == {"kiosk-1": [1, 1, 2, 2, 3, 3]}


def quarantine_trouble() -> Exception:
    from sync import wire
    from sync.client import Unacceptable

    return Unacceptable(wire.Problem(code="odd", message="không đọc được"))


def test_a_forked_chain_does_not_stop_the_others(make_store: Any, province: Any, chain: Any, uplink: Any) -> None:
    province.upload(chain("kiosk-1", incarnation="cloned").tickets(3))
    store = make_store("hub-1", kind="hub")
    receive(store, chain("kiosk-1", incarnation="cloned").tickets(4), via="a")
    receive(store, chain("kiosk-2").tickets(2), via="b")
    up = uplink(store, province.url)
    drain(up)
    assert held(province.store) == {"kiosk-1": [1, 2, 3], "kiosk-2": [1, 2]}
    assert "rẽ nhánh" in up.alarm()
    assert "doctor" in up.alarm() or "kỹ thuật" in up.alarm()


def test_a_server_that_lost_its_memory_is_told_everything_again(
    make_store: Any, chain: Any, serve: Any, uplink: Any
) -> None:
    from sync.server.app import create_app

    store = make_store("hub-1", kind="hub")
    receive(store, chain("kiosk-1").tickets(5), via="a")
    first = make_store("province-a", kind="province", office="province")
    second = make_store("province-b", kind="province", office="province")
    for server in (first, second):
        url = serve(create_app(server, "province"), server).url
        line = Line(url)
        meet(store, line, PROVINCE)
        line.close()
        drain(uplink(store, url))
        assert held(server) == {"kiosk-1": [1, 2, 3, 4, 5]}


def test_a_server_behind_what_it_acknowledged_says_from_where(
    make_store: Any, province: Any, chain: Any, uplink: Any
) -> None:
    store = make_store("hub-1", kind="hub")
    events = chain("kiosk-1").tickets(6)
    receive(store, events, via="a")
    of = (events[0].office, events[0].station, events[0].incarnation)
    store.write(lambda tx: cursors.note_acked(tx.conn, PROVINCE, of, 4))
    drain(uplink(store, province.url))
    assert held(province.store) == {"kiosk-1": [1, 2, 3, 4, 5, 6]}


def test_a_server_that_acknowledges_nothing_is_no_server(make_store: Any, chain: Any, serve: Any, uplink: Any) -> None:
    store = make_store("hub-1", kind="hub")
    receive(store, chain("kiosk-1").tickets(2), via="a")
    app = FastAPI()

    @app.post("/v1/stations/{station}/events")
    async def lazy() -> dict[str, int]:
        return {"acked_through": 0}

    app.state.bell = Silent()
    up = uplink(store, serve(app, store).url)
    with pytest.raises(Away):
        up.run_once()
    assert up.backlog()[0] == 2


def test_a_closed_door_stops_sending_keeps_everything_and_is_said(make_store: Any, chain: Any, serve: Any) -> None:
    store = make_store("hub-1", kind="hub")
    receive(store, chain("kiosk-1").tickets(2), via="a")
    app, knocks = FastAPI(), []

    @app.get("/v1/hello")
    async def hello() -> JSONResponse:
        knocks.append(1)
        return JSONResponse({"code": "revoked", "message": "Máy này đã bị thu hồi."}, 403)

    app.state.bell = Silent()
    relay = Relay(store, serve(app, store).url)
    relay.start()
    limit = time.monotonic() + 8
    while "thu hồi" not in relay.state().trouble and time.monotonic() < limit:
        time.sleep(0.02)
    time.sleep(0.5)
    relay.stop()
    assert "thu hồi" in relay.state().trouble
    assert not relay.state().up
    assert len(knocks) == 1
    assert held(store)["kiosk-1"] == [1, 2]


def test_the_wrong_server_gets_nothing(make_store: Any, province: Any, hub: Any) -> None:
    station = make_store("kiosk-1")
    elsewhere = make_store("kiosk-2", office="elsewhere")
    for store, url, role in ((station, province.url, HUB), (station, hub.url, PROVINCE), (elsewhere, hub.url, HUB)):
        line = Line(url)
        with pytest.raises(Away) as away:
            meet(store, line, role)
        line.close()
        assert away.value.code in ("wrong-server", "wrong-office")


def test_denied_is_told_apart_from_a_portals_403(make_store: Any, serve: Any) -> None:
    store, app = make_store("hub-1", kind="hub"), FastAPI()

    @app.get("/v1/hello")
    async def hello() -> JSONResponse:
        return JSONResponse({"login": "please"}, 403)

    app.state.bell = Silent()
    line = Line(serve(app, store).url)
    with pytest.raises(Away):
        line.hello()
    line.close()
    assert not issubclass(Denied, Away)


class Silent:
    """What the fixture closes on a server of ours."""

    def close(self) -> None:
        pass


class Unzip:
    """The scripted servers read compressed bodies, too."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive_: Any, send: Any) -> None:
        import gzip

        async def plain() -> Any:
            body, more = b"", True
            while more:
                message = await receive_()
                body += message.get("body", b"")
                more = message.get("more_body", False)
            return {"type": "http.request", "body": gzip.decompress(body) if body else b"", "more_body": False}

        await self.app(scope, plain if scope["type"] == "http" else receive_, send)


def test_the_same_record_that_fails_again_and_again_is_tried_less_and_less(chain: Any) -> None:
    from kiosk.domain.trouble import Trouble

    now, record = [0.0], chain("kiosk-1").tickets(1)
    case = quarantine.Quarantine(500, lambda: now[0])
    origin, pauses = ("commune", "kiosk-1", "x"), []
    for _ in range(9):
        assert case.is_open(origin)
        case.unreadable(origin, record, 0, Trouble("malformed", "không đọc được"))
        began = now[0]
        while not case.is_open(origin):
            now[0] += 60
        pauses.append(now[0] - began)
    assert pauses[:4] == [600, 1200, 2400, 4800]
    assert pauses[-1] == quarantine.LONGEST_S
    assert "số 1 của máy kiosk-1" in case.alarm()
