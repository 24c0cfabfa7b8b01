"""The door for other stations' events: repeats, re-cuts, gaps, forks and flaws (I7, I8, I10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from kiosk.domain.event import Event, seal
from kiosk.services.issuing import issue, lease_own_series
from kiosk.services.receiving import Flawed, Fork, Gap, StaleCursor, acked_through, feed_page, receive
from kiosk.store import journal
from kiosk.store.store import Store


@pytest.fixture
def kiosk(make_store: Callable[..., Store], commune) -> Store:
    store = make_store("kiosk-1")
    lease_own_series(store)
    for _ in range(4):
        issue(store, commune, field="land", hub="hub")
    return store


@pytest.fixture
def server(make_store: Callable[..., Store]) -> Store:
    return make_store("server", kind="hub")


@pytest.fixture
def events(kiosk: Store) -> list[Event]:
    return kiosk.read(lambda c: journal.chain(c, kiosk.me.origin, 0, 99))


def _again(event: Event, **changes: object) -> Event:
    told = {
        name: getattr(event, name) for name in event.__dataclass_fields__ if name not in ("body_hash", "chain_hash")
    }
    return seal(**{**told, **changes})


def test_a_batch_is_acknowledged_through_its_last(server: Store, kiosk: Store, events: list[Event]) -> None:
    assert receive(server, events, via="kiosk-1") == {kiosk.me.origin: 9}
    assert acked_through(server, kiosk.me.origin) == 9
    assert server.read(lambda c: journal.chain(c, kiosk.me.origin, 0, 99)) == events


@pytest.mark.parametrize("seed", range(5))
def test_any_cut_and_any_repeat_gives_what_one_clean_upload_gives(
    server: Store, kiosk: Store, events: list[Event], seed: int
) -> None:
    random, reached = Random(seed), 0
    while reached < len(events):
        start = random.randint(0, reached)
        acked = receive(server, events[start : start + random.randint(1, 5)], via="kiosk-1")[kiosk.me.origin]
        assert acked >= reached
        reached = acked
    assert server.read(lambda c: journal.chain(c, kiosk.me.origin, 0, 99)) == events
    assert server.read(lambda c: journal.feed_head(c, "commune")) == len(events)


def test_a_gap_is_named_and_nothing_is_stored(server: Store, kiosk: Store, events: list[Event]) -> None:
    receive(server, events[:2], via="kiosk-1")
    with pytest.raises(Gap) as gap:
        receive(server, events[3:], via="kiosk-1")
    assert (gap.value.origin, gap.value.acked_through) == (kiosk.me.origin, 2)
    with pytest.raises(Gap):
        receive(server, [events[2], events[4]], via="kiosk-1")
    assert acked_through(server, kiosk.me.origin) == 2


@pytest.mark.parametrize("at", [0, 3, 5])
def test_a_second_hash_for_one_place_is_a_fork(server: Store, events: list[Event], at: int) -> None:
    receive(server, events[:4], via="kiosk-1")
    other = _again(events[at], actor="clone", prev_hash=events[at].prev_hash if at < 4 else "f" * 64)
    with pytest.raises(Fork) as fork:
        receive(server, [*events[4:at], other], via="kiosk-1")
    assert fork.value.seq == events[at].seq


def test_a_tampered_event_is_named_and_nothing_is_stored(server: Store, kiosk: Store, events: list[Event]) -> None:
    forged = replace(events[2], actor="x")
    with pytest.raises(Flawed) as flawed:
        receive(server, [*events[:2], forged], via="kiosk-1")
    assert flawed.value.index == 2
    assert acked_through(server, kiosk.me.origin) == 0


def test_what_runs_with_the_batch_falls_with_the_batch(server: Store, kiosk: Store, events: list[Event]) -> None:
    with pytest.raises(ZeroDivisionError):
        receive(server, events, via="kiosk-1", then=lambda tx: 1 // 0)
    assert acked_through(server, kiosk.me.origin) == 0


@pytest.mark.parametrize("limit", [1, 2, 9, 500])
def test_the_feed_tells_everything_once_but_not_to_whom_it_came_from(
    server: Store, events: list[Event], limit: int
) -> None:
    receive(server, events[:5], via="kiosk-1")
    receive(server, events[5:], via="other")
    told: list[Event] = []
    cursor, more = "", True
    while more:
        page = feed_page(server, "commune", cursor, not_via="nobody", limit=limit)
        told, cursor, more = told + list(page.events), page.cursor, page.more
    assert told == events
    assert list(feed_page(server, "commune", "", not_via="kiosk-1").events) == events[5:]
    assert feed_page(server, "commune", cursor, not_via="nobody").events == ()


@pytest.mark.parametrize("cursor", ["rubbish", "é", "YWJjOjE", "YWJjOi0x"])
def test_a_cursor_of_nowhere_is_stale(server: Store, cursor: str) -> None:
    with pytest.raises(StaleCursor):
        feed_page(server, "commune", cursor, not_via="x")


def test_a_cursor_of_another_life_or_of_the_future_is_stale(server: Store, kiosk: Store, events: list[Event]) -> None:
    theirs = feed_page(kiosk, "commune", "", not_via="x").cursor
    with pytest.raises(StaleCursor):
        feed_page(server, "commune", theirs, not_via="x")
