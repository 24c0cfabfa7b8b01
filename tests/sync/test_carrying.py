"""What only a counter had heard of a dead hub reaches the next one (R5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

import sync.station
from kiosk.domain.office import Office
from kiosk.services import serving, settings
from kiosk.services.issuing import issue, lease_own_series
from kiosk.services.receiving import receive
from kiosk.store import journal, tickets
from kiosk.store.store import Store
from sync.carrying import carry
from sync.client import Line
from sync.hubs import KIOSKS
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
