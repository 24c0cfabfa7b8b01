"""The nightly digest: what differs between two places is found by name, at all of them, and ends when it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete, update

from kiosk.services import digests
from kiosk.services.receiving import receive
from kiosk.store.schema import digest, event
from kiosk.store.store import Store
from sync.client import Line
from sync.digest import Nightly
from sync.link import Link
from sync.meeting import HUB, PROVINCE
from sync.uplink import Uplink

OFFICE = "commune"
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def line() -> Iterator[Callable[[str], Line]]:
    made: list[Line] = []

    def make(url: str) -> Line:
        made.append(Line(url))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def office(hub: Any, province: Any, make_store: Any, chain: Any, line: Any) -> tuple[Store, Any, Any]:
    """A kiosk, its hub and the province, all equal."""
    kiosk = make_store("kiosk-1")
    for n in range(6):
        kiosk.write(lambda tx, n=n: tx.append(f"ticket:t-{n}", printed(), "printer"))
    up(kiosk, hub, line, HUB, everybody=False)
    receive(hub.store, chain("counter-1").tickets(9), via="life")
    up(hub.store, province, line, PROVINCE, everybody=True)
    return kiosk, hub, province


def printed() -> Any:
    from kiosk.domain.facts import TicketPrinted

    return TicketPrinted()


def up(store: Store, server: Any, line: Any, target: str, *, everybody: bool) -> None:
    uplink = Uplink(store, line(server.url), target, relay=everybody)
    while uplink.run_once():
        pass


def night(store: Store, server: Any, line: Any, target: str, *, everybody: bool) -> str:
    """One night's comparison; what a person is told after it."""
    nightly, link = Nightly(store, line(server.url), target, everybody=everybody), Link(store.clock)
    for _ in range(50):
        if not nightly.run(link):
            return link.alarms()
    raise AssertionError("the comparison never ends")


def nights(office: tuple[Store, Any, Any], line: Any, clock: Any) -> dict[str, str]:
    """Until everybody has heard of everything."""
    kiosk, hub, province = office
    said = {}
    for _ in range(2):
        clock.at += DAY_MS
        said["kiosk"] = night(kiosk, hub, line, HUB, everybody=False)
        said["hub"] = night(hub.store, province, line, PROVINCE, everybody=True)
    clock.at += DAY_MS
    said["kiosk"] = night(kiosk, hub, line, HUB, everybody=False)
    said["province"] = digests.words(digests.differences(province.store, OFFICE))
    return said


def test_equal_places_agree_and_nobody_is_alarmed(office: Any, line: Any, clock: Any) -> None:
    assert nights(office, line, clock) == {"kiosk": "", "hub": "", "province": ""}
    kiosk, hub, _ = office
    own = digests.results(kiosk, OFFICE)
    assert [(r.station, r.place, r.count, r.differs) for r in own] == [("kiosk-1", "hub", 6, 0)]
    relayed = digests.results(hub.store, OFFICE)
    assert sum(r.count for r in relayed if r.place == "province") == 15
    assert {r.station for r in relayed} == {"kiosk-1", "counter-1"}


def spoil_body(conn: Any, station: str) -> None:
    conn.execute(update(event).where(event.c.station == station, event.c.seq == 4).values(body='{"x":1}'))


def lose_event(conn: Any, station: str) -> None:
    conn.execute(delete(event).where(event.c.station == station, event.c.seq == 5))


@pytest.mark.parametrize("harm", [spoil_body, lose_event])
def test_harm_at_the_province_is_known_by_name_at_all_three(harm: Any, office: Any, line: Any, clock: Any) -> None:
    kiosk, _, province = office
    province.store.write(lambda tx: harm(tx.conn, "kiosk-1"))
    said = nights(office, line, clock)
    assert all("kiosk-1" in words for words in said.values()), said
    (told,) = digests.differences(kiosk, OFFICE)
    assert (told.station, told.place) == ("kiosk-1", "hub/province")
    assert told.count == 6
    assert (told.their_count, told.their_hash) != (told.count, told.hash)


def test_harm_at_the_hub_is_known_everywhere_and_ends_when_it_is_mended(office: Any, line: Any, clock: Any) -> None:
    _, hub, province = office
    good = hub.store.read(lambda c: c.execute(event.select().where(event.c.station == "kiosk-1")).all())
    hub.store.write(lambda tx: lose_event(tx.conn, "kiosk-1"))
    said = nights(office, line, clock)
    assert all("kiosk-1" in words for words in said.values()), said
    assert {r.place for r in digests.differences(hub.store, OFFICE)} >= {"kiosk-1", "province"}
    lost = next(dict(r._mapping) for r in good if r.seq == 5)
    hub.store.write(lambda tx: tx.conn.execute(event.insert().values(lost)))
    assert nights(office, line, clock) == {"kiosk": "", "hub": "", "province": ""}
    assert digests.differences(province.store, OFFICE) == ()


def test_it_is_once_a_day_and_new_days_follow(office: Any, line: Any, clock: Any) -> None:
    kiosk, hub, _ = office
    night(kiosk, hub, line, HUB, everybody=False)
    asked = Line.digests
    counted: list[int] = []
    nightly = Nightly(kiosk, line(hub.url), HUB, everybody=False)
    nightly._line.digests = lambda *a: (counted.append(1), asked(nightly._line, *a))[1]
    assert not nightly.step()
    clock.at += DAY_MS
    kiosk.write(lambda tx: tx.append("ticket:new", printed(), "printer"))
    up(kiosk, hub, line, HUB, everybody=False)
    while nightly.step():
        pass
    assert counted
    newest = digests.results(kiosk, OFFICE)[0]
    assert (newest.first_seq, newest.last_seq, newest.count) == (7, 7, 1)


def test_what_is_not_acknowledged_is_not_compared(office: Any, line: Any, clock: Any) -> None:
    kiosk, hub, _ = office
    kiosk.write(lambda tx: tx.append("ticket:unsent", printed(), "printer"))
    assert night(kiosk, hub, line, HUB, everybody=False) == ""
    assert digests.results(kiosk, OFFICE)[0].last_seq == 6


def test_old_results_that_agree_are_forgotten_but_for_the_last(office: Any, line: Any, clock: Any) -> None:
    kiosk, hub, _ = office
    for n in range(3):
        clock.at += DAY_MS
        kiosk.write(lambda tx, n=n: tx.append(f"ticket:d-{n}", printed(), "printer"))
        up(kiosk, hub, line, HUB, everybody=False)
        night(kiosk, hub, line, HUB, everybody=False)
    assert len(digests.results(kiosk, OFFICE)) > 1
    clock.at += digests.KEPT_MS + DAY_MS
    night(kiosk, hub, line, HUB, everybody=False)
    kiosk.write(lambda tx: tx.append("ticket:late", printed(), "printer"))
    up(kiosk, hub, line, HUB, everybody=False)
    clock.at += DAY_MS
    night(kiosk, hub, line, HUB, everybody=False)
    assert len(digests.results(kiosk, OFFICE)) == 1


def test_the_server_counts_only_what_is_bounded(hub: Any) -> None:
    path = f"/v1/offices/{OFFICE}/stations/kiosk-1/digests"
    day = {"station": "kiosk-1", "incarnation": "x", "day": "2026-11-23", "first_seq": 1, "last_seq": 5, "count": 5,
           "hash": "0" * 64}  # fmt: skip
    good = hub.post(path, json={"days": [day]})
    assert (good.status_code, good.json()["days"][0]["count"]) == (200, 0)
    for wrong in ({"last_seq": 0}, {"last_seq": 10**9}, {"day": "today"}, {"hash": "x"}, {"first_seq": 6}):
        assert hub.post(path, json={"days": [day | wrong]}).status_code == 422
    wide = day | {"last_seq": digests.SPAN}
    assert hub.post(path, json={"days": [wide] * 11}).status_code == 422
    assert hub.store.read(lambda c: len(c.execute(digest.select()).all())) == 1, "what differs is kept"
