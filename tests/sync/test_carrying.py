"""What only a counter had heard of a dead hub reaches the next one (R5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

import sync.carrying
import sync.station
from kiosk.domain.office import Office
from kiosk.services import promotion, serving, settings
from kiosk.services.issuing import issue, lease_own_series
from kiosk.services.receiving import receive
from kiosk.store import journal, tickets
from kiosk.store.store import Store
from sync.carrying import carry, carry_once
from sync.client import Away, Line
from sync.hubs import KIOSKS
from sync.server.hub import create_hub_app
from sync.server.kiosk import create_kiosk_app
from sync.station import StationSync


def _reached(store: Store, origin: Any) -> int:
    return store.read(lambda c: journal.head(c, origin)[0])


def test_a_counter_tells_the_next_hub_what_it_lacks_and_nothing_twice(
    hub: Any, make_store: Callable[..., Store], chain: Any
) -> None:
    counter, words = make_store("counter-1", kind="counter"), chain("hub-9").tickets(5)
    origin = (words[0].office, words[0].station, words[0].incarnation)
    receive(counter, words, via="hub")
    receive(hub.store, words[:2], via="hub-9")
    with closing(Line(hub.url)) as line:
        assert carry(counter, line) == len(words) - 2
        assert _reached(hub.store, origin) == len(words)
        assert carry(counter, line) == 0


def test_a_counter_does_so_when_it_meets_a_hub_for_the_first_time(
    hub: Any, make_store: Callable[..., Store], chain: Any, monkeypatch: Any
) -> None:
    counter, words = make_store("counter-1", kind="counter"), chain("hub-9").tickets(3)
    receive(counter, words, via="hub")
    monkeypatch.setattr(sync.station, "BEAT_S", 0.1)
    station = StationSync(counter, hub.url)
    station._meet()
    station.claims._line.close()
    origin = (words[0].office, words[0].station, words[0].incarnation)
    assert _reached(hub.store, origin) == len(words)
    for line in (station._line, station._down_line, station._staff_line):
        line.close()


def test_a_counter_that_turns_back_to_a_hub_owes_it_what_another_told_between(
    hub: Any, serve: Any, make_store: Callable[..., Store], chain: Any, commune: Office, monkeypatch: Any
) -> None:
    """However short the meeting with the other was: the line broke before anything was carried there."""
    counter, words, second = (
        make_store("counter-1", kind="counter"),
        chain("hub-9").tickets(3),
        make_store("hub-2", kind="hub"),
    )
    other = serve(create_hub_app(second, commune, lambda: None), second)
    station = StationSync(counter, hub.url)
    station._meet()
    promotion.adopt(counter, 5, "hub-2", second.me.incarnation)
    second.write(lambda tx: promotion.keep(tx, replace(promotion.standing(tx.conn, tx.me), epoch=5, hub="hub-2")))
    with monkeypatch.context() as cut:
        cut.setattr(sync.carrying, "carry", _unreachable)
        station._line.turn_to(other.url)
        station._down_line.turn_to(other.url)
        with pytest.raises(Away):
            station._meet()
    receive(counter, words, via="hub")
    promotion.adopt(counter, 9, "hub-1", hub.store.me.incarnation)
    with closing(Line(hub.url)) as line:
        carry_once(counter, line)
    assert _reached(hub.store, (words[0].office, words[0].station, words[0].incarnation)) == len(words)
    for one in (station._line, station._down_line, station._staff_line, station.claims._line, station._stand_ins):
        one.close()
    other.stop()


def _unreachable(_store: Store, _line: Line) -> int:
    raise Away("unreachable", "mất kết nối")


def test_what_a_kiosk_told_in_the_hubs_place_reaches_the_hub_though_the_kiosk_is_gone(
    hub: Any, serve: Any, make_store: Callable[..., Store], commune: Office
) -> None:
    kiosk, counter = make_store("kiosk-1"), make_store("counter-1", kind="counter")
    lease_own_series(kiosk)
    answering = serve(create_kiosk_app(kiosk, commune), kiosk)
    station = StationSync(counter, hub.url)
    station._up_step()
    settings.remember(counter, KIOSKS, json.dumps({"kiosk-1": answering.url}))
    station.claims._line.turn_to("http://127.0.0.1:9")
    called, waits = (issue(kiosk, commune, field="land") for _ in range(2))
    won = station.claims.next(1, ("land",), "hanh")
    assert won
    assert won.id == called.id
    serving.finish(counter, won.id, "hanh")
    answering.stop()

    station._up_step()
    states = [hub.store.read(lambda c, of=t.id: tickets.get(c, "commune", of)) for t in (called, waits)]
    assert [(t.number, t.state) for t in states] == [(called.number, "served"), (waits.number, "waiting")]
    for line in (station._line, station._down_line, station._staff_line, station.claims._line, station._stand_ins):
        line.close()
