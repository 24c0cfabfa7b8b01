"""A feed is believed only as far as it fits; what does not fit is read again, a few times, then a person is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from kiosk.domain.trouble import CallTechnician
from kiosk.services.promotion import adopt
from kiosk.services.receiving import receive
from kiosk.services.rollcall import answer_roll
from kiosk.store.schema import event
from kiosk.store.store import Store
from sync import wire
from sync.breaker import MOST
from sync.client import Away, Line
from sync.downlink import Downlink


def rows(store: Store) -> int:
    return store.read(lambda conn: conn.scalar(select(func.count()).select_from(event))) or 0


@pytest.fixture
def downlink() -> Iterator[Callable[[Store, str], Downlink]]:
    lines: list[Line] = []

    def make(store: Store, url: str) -> Downlink:
        lines.append(Line(url))
        return Downlink(store, lines[-1], "hub")

    yield make
    for line in lines:
        line.close()


def page(events: list[Any], cursor: str = "next") -> wire.FeedPage:
    plain = [wire.EventForm.model_validate(e) for e in wire.to_plain_list(events)]
    return wire.FeedPage(events=plain, cursor=cursor, more=False)


def test_pages_arrive_once_and_the_cursor_moves_with_them(hub: Any, make_store: Any, chain: Any, downlink: Any) -> None:
    hub.upload(chain("kiosk-7").tickets(1200)[:500])
    station = make_store("counter-1", kind="counter")
    down = downlink(station, hub.url)
    assert down.run_once(0), "a full page has a successor"
    assert not down.run_once(0)
    before = down.cursor()
    assert not down.run_once(0)
    assert (rows(station), down.cursor()) == (500, before)


def test_a_counter_that_answered_a_roll_call_reads_nothing_more_of_the_old_hub(
    hub: Any, make_store: Any, chain: Any, downlink: Any
) -> None:
    """What the old hub decides after the answer, the new one does not know: it must not be shown as called here."""
    counter = make_store("counter-1", kind="counter")
    down = downlink(counter, hub.url)
    assert adopt(counter, 0, "hub-1", "first-life")
    down.follow("hub-1")
    hub.upload(chain("kiosk-7").tickets(3))
    assert not down.run_once(0)
    known = rows(counter)
    answer_roll(counter, 7, "hub-2", "other-life")
    hub.upload(chain("kiosk-8").tickets(3))
    for wrong in (lambda: down.run_once(0), lambda: down.follow("hub-1")):
        with pytest.raises(Away) as turned:
            wrong()
        assert turned.value.code == "epoch-new"
    assert (rows(counter), down.is_followed()) == (known, False)
    down.follow("hub-2")
    assert not down.run_once(0)
    assert rows(counter) > known


def test_a_machine_that_was_off_believes_no_feed_before_it_has_met_the_hub(
    hub: Any, make_store: Any, chain: Any
) -> None:
    """The replaced hub may be the first to answer, and what it called meanwhile has no force (I9)."""
    hub.upload(chain("kiosk-7").tickets(3))
    counter, line = make_store("counter-1", kind="counter"), Line(hub.url)
    down = Downlink(counter, line, "hub", meets=True)
    page = line.feed("commune", counter.me.incarnation, "", 0)
    for too_early in (lambda: down.run_once(0), lambda: down.apply(page, "", down.obeyed())):
        with pytest.raises(Away) as unmet:
            too_early()
        assert (unmet.value.code, rows(counter)) == ("not-met", 0)
    assert adopt(counter, 0, "hub-1", "first-life")
    down.follow("hub-1")
    assert not down.run_once(0)
    assert rows(counter)
    line.close()


def test_after_a_stale_cursor_everything_is_read_again_without_doubles(
    hub: Any, make_store: Any, chain: Any, downlink: Any
) -> None:
    from kiosk.store import cursors

    hub.upload(chain("kiosk-7").tickets(20))
    station = make_store("counter-1", kind="counter")
    down = downlink(station, hub.url)
    while down.run_once(0):
        pass
    station.write(lambda tx: cursors.move_cursor(tx.conn, "hub", "bm9ib2R5OjM"))
    while down.run_once(0):
        pass
    assert rows(station) == 20


def test_a_page_that_leaves_a_hole_is_not_taken_and_soon_calls_a_person(
    hub: Any, make_store: Any, chain: Any, downlink: Any
) -> None:
    station = make_store("counter-1", kind="counter")
    down = downlink(station, hub.url)
    holed = page(chain("kiosk-7").tickets(4)[2:])
    for _ in range(MOST):
        assert not down.apply(holed, "", down.obeyed())
        assert down.cursor() == ""
    with pytest.raises(CallTechnician) as called:
        down.apply(holed, "", down.obeyed())
    assert "doctor" in called.value.remedy
    assert rows(station) == 0


def test_a_page_that_contradicts_itself_or_us_is_not_taken(
    hub: Any, make_store: Any, chain: Any, downlink: Any
) -> None:
    station = make_store("counter-1", kind="counter")
    down = downlink(station, hub.url)
    mine = chain("kiosk-7", incarnation="same").tickets(3)
    receive(station, mine, via="hub")
    false = [*mine[:2], replace(mine[2], body={"handoff": 9})]
    other = chain("kiosk-7", incarnation="same").tickets(3)
    for events in (false, other):
        with pytest.raises(CallTechnician):
            down.apply(page(events), "", down.obeyed())
    assert (rows(station), down.cursor()) == (3, "")


def test_a_page_of_another_office_is_foreign(hub: Any, make_store: Any, chain: Any, downlink: Any) -> None:
    station = make_store("counter-1", kind="counter")
    down = downlink(station, hub.url)
    with pytest.raises(Away):
        down.apply(page(chain("kiosk-7", office="elsewhere").tickets(2)), "", down.obeyed())
    assert rows(station) == 0
