"""A station whose hub is away for long goes straight to the province, and back as soon as the hub is there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.app.rehearsal.line import CutLine
from kiosk.services import issuing
from kiosk.store import cursors, reports
from kiosk.store.schema import event, ticket
from sync import loop
from sync.meeting import HUB, PROVINCE
from sync.relay import Relay
from sync.station import DIRECT_AFTER_S, StationSync


def until(fits: Callable[[], Any], seconds: float = 25.0) -> None:
    limit = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)


def numbers(store: Any) -> set[str]:
    return set(store.read(lambda conn: list(conn.execute(select(ticket.c.number)).scalars())))


def chains(store: Any) -> list[Any]:
    rows = store.read(lambda conn: conn.execute(select(event.c.station, event.c.seq, event.c.event_id)).all())
    return sorted(map(tuple, (r for r in rows if r.station != "province")))


def acked(store: Any, target: str) -> int:
    return int(store.read(lambda conn: cursors.acked(conn, target, store.me.origin)))


@pytest.fixture
def lan(hub: Any) -> Iterator[CutLine]:
    host, _, port = hub.url.removeprefix("http://").partition(":")
    cuttable = CutLine((host, int(port)))
    yield cuttable
    cuttable.close()


@pytest.fixture
def kiosk(make_store: Any, lan: CutLine, province: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StationSync]:
    monkeypatch.setattr("sync.relay.BEAT_S", 0.2)
    monkeypatch.setattr(loop, "NOBODY_S", 1.0)
    sync = StationSync(make_store("kiosk-1"), lan.url, issues=True, province_url=province.url, direct_after_s=0.5)
    sync.start()
    until(lambda: sync.state().up)
    yield sync
    sync.stop()


def take(sync: StationSync, office: Any) -> str:
    link = sync.state()
    return issuing.issue(sync._store, office, field=office.fields[0].code, hub=link.hub if link.up else "").number


def test_the_wait_is_ten_minutes() -> None:
    assert DIRECT_AFTER_S == 600


def test_while_the_hub_is_there_the_province_hears_nothing(kiosk: StationSync, commune: Any, province: Any) -> None:
    take(kiosk, commune)
    until(lambda: acked(kiosk._store, HUB) > 0)
    time.sleep(0.8)
    assert numbers(province.store) == set()
    assert acked(kiosk._store, PROVINCE) == 0


def test_it_goes_straight_up_and_back_without_loss_or_doubles(
    kiosk: StationSync, hub: Any, commune: Any, province: Any, lan: CutLine
) -> None:
    first = take(kiosk, commune)
    until(lambda: first in numbers(hub.store))
    relay = Relay(hub.store, province.url)
    relay.start()
    until(lambda: first in numbers(province.store))
    relay.stop()
    lan.cut()
    alone = [take(kiosk, commune) for _ in range(3)]
    until(lambda: set(alone) <= numbers(province.store))
    until(lambda: "thẳng lên tỉnh" in kiosk.state().trouble)
    assert not kiosk.state().up, "the hub is still away, and is said to be"
    state = kiosk.province_state()
    assert state
    assert state.up
    own = kiosk._store.read(lambda conn: reports.unacked(conn, PROVINCE, kiosk._store.me.origin))[0]
    assert own == 0
    assert acked(kiosk._store, HUB) < acked(kiosk._store, PROVINCE)
    until(lambda: '"direct": true' in told(province))
    lan.restore()
    until(lambda: kiosk.state().up and set(alone) <= numbers(hub.store))
    until(lambda: acked(kiosk._store, HUB) >= acked(kiosk._store, PROVINCE))
    assert "tỉnh" not in kiosk.state().trouble
    relay = Relay(hub.store, province.url)
    relay.start()
    until(lambda: relay.state().up and relay.state().unsent == 0)
    relay.stop()
    until(lambda: set(chains(hub.store)) <= set(chains(province.store)))
    held = chains(province.store)
    assert len(held) == len(set(held)) == len({e for *_, e in held})


def told(server: Any) -> str:
    roll = server.store.read(lambda conn: reports.stations(conn, "commune"))
    return json.dumps([json.loads(report) for station, _, _, report in roll if station == "kiosk-1"])


def test_the_office_is_heard_from_the_province_while_the_hub_is_away(
    kiosk: StationSync, province: Any, chain: Any, lan: CutLine
) -> None:
    lan.cut()
    province.upload(chain("kiosk-2").tickets(6), via="life-of-2")
    until(lambda: len(numbers(kiosk._store)) == 3)
    lan.restore()
    until(lambda: kiosk.state().up)
