"""What only a counter had heard of a dead hub reaches the next one (R5)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import sync.station
from kiosk.services.receiving import receive
from kiosk.store import journal
from kiosk.store.store import Store
from sync.carrying import carry
from sync.client import Line
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
