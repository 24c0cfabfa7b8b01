"""The one door: links, replay, parking, and the same rows whatever the order of arrival."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from kiosk.domain import facts
from kiosk.domain.event import GENESIS, Event, seal
from kiosk.domain.facts import Fact
from kiosk.domain.trouble import Refused
from kiosk.services import calling, counters, issuing, serving
from kiosk.services.calling import ClaimRequest, accept_handovers
from kiosk.services.staff import Staff
from kiosk.store import journal, replaying, reports, tickets
from kiosk.store.store import Store

ISSUED = facts.to_body(facts.TicketIssued("2026-11-23", "AB001", "A", "B", 1, "land"))


class Chain:
    """Events of one far station, each after the last."""

    def __init__(self, station: str = "kiosk-9") -> None:
        self.station = station
        self.last: Event | None = None

    def tell(self, type_name: str, ver: int, body: Mapping[str, Any], stream: str = "ticket:t1") -> Event:
        self.last = seal(
            office="commune",
            station=self.station,
            incarnation="far",
            seq=self.last.seq + 1 if self.last else 1,
            event_id=f"{self.station}-{ver}-{stream}",
            stream_id=stream,
            stream_ver=ver,
            type=type_name,
            schema_ver=1,
            at=1_795_000_000_000 + ver,
            actor="a",
            body=body,
            prev_hash=self.last.chain_hash if self.last else GENESIS,
        )
        return self.last


def _record(store: Store, *events: Event) -> None:
    store.write(lambda tx: tx.record(events, "far"))


def _state(store: Store, ticket_id: str = "t1") -> str | None:
    found = store.read(lambda c: tickets.get(c, "commune", ticket_id))
    return found.state if found else None


def _parked(store: Store) -> int:
    return store.read(lambda c: reports.parked_count(c, "commune"))


def _work_a_morning(store: Store, office) -> None:
    """One station that is kiosk, hub and counter at once: every kind of fact stands in its journal."""
    me = store.me.station
    counters.open_counter(store, 1, Staff("hanh", "Hạnh", "clerk"), ("land",))
    given = [issuing.issue(store, office, field="land", hub=me, printing=True) for _ in range(5)]
    issuing.printed(store, given[0].id)
    issuing.unprinted(store, given[1].id, "paper-out")
    issuing.void(store, given[4].id, "bấm nhầm")
    called = [calling.claim(store, office, ClaimRequest(f"c{n}", me, 1, ("land",), "hanh")) for n in range(3)]
    serving.hold(store, called[0].id, "hanh", "photo")
    serving.absent(store, called[1].id, "hanh")
    serving.recall(store, called[2].id, "hanh")
    serving.start(store, called[2].id, "hanh")
    serving.transfer(store, called[2].id, "hanh", hub=me, to_counter=2)
    store.write(accept_handovers)
    serving.finish(store, serving.resume(store, called[0].id, "hanh").id, "hanh")
    counters.pause(store, 1, "họp", "hanh")


def test_a_replay_gives_the_very_same_rows(kiosk: Store, commune, picture) -> None:
    _work_a_morning(kiosk, commune)
    before = picture(kiosk)
    assert all(before[name] for name in ("ticket", "call", "counter", "series"))
    kiosk.database.write(lambda c: c.exec_driver_sql("UPDATE ticket SET state = 'spoiled', number = '?'"))
    kiosk.database.write(lambda c: c.exec_driver_sql("DELETE FROM call"))
    assert picture(kiosk) != before
    kiosk.write(lambda tx: replaying.replay(tx.conn))
    assert picture(kiosk) == before


@pytest.mark.parametrize("seed", range(6))
def test_recorded_in_any_pieces_the_rows_are_the_same(
    kiosk: Store, make_store: Callable[..., Store], commune, picture, seed: int
) -> None:
    """Two chains, cut and mixed at random: calls may come before the birth of their ticket."""
    hub = make_store("hub", kind="hub")
    kiosk.write(lambda tx: tx.append("series:office", facts.SeriesLeased("x", "y", "Z"), "t"))
    for _ in range(4):
        issuing.issue(kiosk, commune, field="land", hub="hub")
    own = kiosk.read(lambda c: journal.chain(c, kiosk.me.origin, 0, 999))
    hub.write(lambda tx: (tx.record(own, "kiosk-1"), accept_handovers(tx)))
    for n in range(3):
        assert calling.claim(hub, commune, ClaimRequest(f"c{n}", "counter-1", 1, ("land",), "a"))
    chains = [own, hub.read(lambda c: journal.chain(c, hub.me.origin, 0, 999))]
    random, far = Random(seed), make_store("far", kind="hub")
    while any(chains):
        chain = random.choice([c for c in chains if c])
        count = random.randint(1, 4)
        _record(far, *chain[:count])
        del chain[:count]
    assert picture(far) == picture(hub)


def test_events_that_do_not_follow_their_chain_are_not_written(kiosk: Store) -> None:
    chain = Chain()
    first, second = chain.tell("ticket.issued", 1, ISSUED), chain.tell("ticket.printed", 2, {})
    with pytest.raises(ValueError):
        _record(kiosk, second)
    _record(kiosk, first)
    with pytest.raises(ValueError):
        _record(kiosk, first)
    _record(kiosk, second)
    assert kiosk.read(lambda c: journal.head(c, ("commune", "kiosk-9", "far")))[0] == 2


def test_an_unknown_type_is_stored_and_parks_what_follows_in_its_stream_alone(kiosk: Store) -> None:
    chain = Chain()
    _record(kiosk, chain.tell("ticket.issued", 1, ISSUED))
    _record(kiosk, chain.tell("ticket.teleported", 2, {"to": "moon"}), chain.tell("ticket.voided", 3, {"reason": "x"}))
    _record(kiosk, chain.tell("ticket.expired", 4, {}), chain.tell("ticket.issued", 1, ISSUED, "ticket:t2"))
    _record(kiosk, chain.tell("ticket.voided", 2, {"reason": "x"}, "ticket:t2"))
    assert (_state(kiosk), _state(kiosk, "t2"), _parked(kiosk)) == ("waiting", "voided", 3)
    stored = kiosk.read(lambda c: journal.chain(c, ("commune", "kiosk-9", "far"), 0, 99))
    assert [e.type for e in stored][1] == "ticket.teleported"
    assert stored[1].body == {"to": "moon"}


def test_an_unreadable_birth_parks_the_whole_ticket_and_a_body_of_a_newer_form_too(kiosk: Store) -> None:
    chain = Chain()
    _record(kiosk, chain.tell("ticket.issued", 1, {**ISSUED, "mood": "good"}), chain.tell("ticket.printed", 2, {}))
    assert (_state(kiosk), _parked(kiosk)) == (None, 2)


def test_nobody_writes_on_a_stream_that_is_not_read_whole(kiosk: Store) -> None:
    chain = Chain()
    _record(kiosk, chain.tell("ticket.issued", 1, ISSUED), chain.tell("ticket.teleported", 2, {}))
    with pytest.raises(Refused) as newer:
        kiosk.write(lambda tx: tx.append("ticket:t1", facts.TicketVoided("x"), "a"))
    assert newer.value.code == "newer-facts"
    assert kiosk.read(lambda c: tickets.in_transit_to(c, kiosk.me.origin)) == []


@pytest.mark.parametrize("late_first", [True, False])
def test_parking_goes_by_the_streams_order_not_by_arrival(kiosk: Store, late_first: bool) -> None:
    far, farther = Chain("kiosk-8"), Chain("kiosk-9")
    birth = farther.tell("ticket.issued", 1, ISSUED)
    strange, plain = far.tell("ticket.teleported", 2, {}), farther.tell("ticket.voided", 3, {"reason": "x"})
    _record(kiosk, birth)
    for event in (plain, strange) if late_first else (strange, plain):
        _record(kiosk, event)
    assert (_state(kiosk), _parked(kiosk)) == ("waiting", 2)


def test_after_an_upgrade_parked_events_are_read(
    make_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, chain = make_store(), Chain()
    known = dict(facts.KNOWN)
    monkeypatch.delitem(facts.KNOWN, "ticket.voided")
    _record(store, chain.tell("ticket.issued", 1, ISSUED), chain.tell("ticket.voided", 2, {"reason": "x"}))
    assert (_state(store), _parked(store)) == ("waiting", 1)
    store.close()
    monkeypatch.setitem(facts.KNOWN, "ticket.voided", known["ticket.voided"])
    upgraded = make_store()
    assert (_state(upgraded), _parked(upgraded)) == ("voided", 0)


@pytest.mark.parametrize(
    ("stream", "fact"),
    [
        ("ticket:t1", facts.TicketVoided("x" * 2001)),
        ("ticket:t1", facts.TicketVoided("a\0b")),
        ("counter:1", facts.TicketVoided("x")),
    ],
)
def test_what_no_journal_takes_is_refused_before_it_is_written(kiosk: Store, stream: str, fact: Fact) -> None:
    with pytest.raises(Refused):
        kiosk.write(lambda tx: tx.append(stream, fact, "a"))
