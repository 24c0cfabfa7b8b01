"""Parked records have an owner and a way out: an upgrade, or a named person who passes one over. No journal changes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from kiosk.domain import facts
from kiosk.domain.event import GENESIS, Event, seal
from kiosk.domain.trouble import Refused
from kiosk.services import parking
from kiosk.services.receiving import feed_page, receive
from kiosk.store import journal, tickets
from kiosk.store.store import Store

OFFICE, WHY = "xa-an", "Lỗi phiên bản thử nghiệm, đã hỏi đơn vị"


@pytest.fixture
def province(make_store: Callable[..., Store]) -> Store:
    return make_store("province", kind="province", office="province")


def chain(*steps: tuple[str, int, str, dict[str, Any]]) -> list[Event]:
    """One kiosk's chain: (stream, version, type, body) each."""
    events: list[Event] = []
    for seq, (stream, version, type_, body) in enumerate(steps, 1):
        events.append(
            seal(office=OFFICE, station="kiosk-1", incarnation="life", seq=seq, event_id=f"e{seq}", stream_id=stream,
                 stream_ver=version, type=type_, schema_ver=1, at=1_790_000_000_000 + seq, actor="test", body=body,
                 prev_hash=events[-1].chain_hash if events else GENESIS)
        )  # fmt: skip
    return events


def issued(number: str) -> dict[str, Any]:
    return facts.to_body(facts.TicketIssued("2026-11-23", number, "A", "", int(number[1:]), "land"))


@pytest.fixture
def events() -> list[Event]:
    return chain(
        ("ticket:one", 1, "ticket.issued", issued("A001")),
        ("ticket:one", 2, "ticket.teleported", {"to": "moon"}),
        ("ticket:one", 3, "ticket.printed", {}),
        ("ticket:two", 1, "ticket.issued", issued("A002")),
        ("ticket:two", 2, "ticket.printed", {}),
    )


def paper(store: Store, ticket: str) -> str:
    found = store.read(lambda conn: tickets.get(conn, OFFICE, ticket))
    return found.paper if found else ""


def test_a_case_names_its_cause_and_holds_up_no_other_stream(province: Store, events: list[Event]) -> None:
    receive(province, events, via="hub")
    (case,) = parking.cases(province)
    assert (case.office, case.stream_id, case.cause.event_id, len(case.events)) == (OFFICE, "ticket:one", "e2", 2)
    assert "ticket.teleported" in case.cause.reason
    assert [e.is_cause for e in case.events] == [True, False]
    assert (paper(province, "one"), paper(province, "two")) == ("not_printed", "printed")


def test_whoever_minds_a_case_stands_beside_it(province: Store, events: list[Event]) -> None:
    receive(province, events, via="hub")
    parking.assign(province, OFFICE, "ticket:one", " Lê Thị B ", "đã gọi đơn vị", "it-1")
    owner = parking.cases(province, OFFICE)[0].owner
    assert owner is not None
    assert (owner.owner, owner.note, owner.by) == ("Lê Thị B", "đã gọi đơn vị", "it-1")
    with pytest.raises(Refused, match="phụ trách"):
        parking.assign(province, OFFICE, "ticket:one", " ", "", "it-1")
    with pytest.raises(Refused, match="không còn"):
        parking.assign(province, OFFICE, "ticket:two", "B", "", "it-1")


def test_a_passed_record_lets_its_stream_go_on_and_stays_in_the_journal(province: Store, events: list[Event]) -> None:
    receive(province, events, via="hub")
    parking.pass_over(province, OFFICE, "e2", WHY, "it-1")
    assert parking.cases(province) == ()
    assert paper(province, "one") == "printed"
    assert province.read(lambda conn: journal.chain(conn, (OFFICE, "kiosk-1", "life"), 0, 9)) == events
    (told,) = parking.passed(province, OFFICE)
    assert (told.event_id, told.by, told.reason, told.stream_id) == ("e2", "it-1", WHY, "ticket:one")
    assert parking.retry(province) == 0


@pytest.mark.parametrize(
    ("event_id", "reason", "words"), [("e3", WHY, "chỉ chờ"), ("e2", "vì", "lý do"), ("e1", WHY, "danh sách")]
)
def test_only_a_cause_is_passed_over_and_only_with_a_reason(
    province: Store, events: list[Event], event_id: str, reason: str, words: str
) -> None:
    receive(province, events, via="hub")
    with pytest.raises(Refused, match=words):
        parking.pass_over(province, OFFICE, event_id, reason, "it-1")
    assert parking.passed(province) == ()


def test_every_node_comes_to_the_same_state_whatever_arrives_first(
    province: Store, events: list[Event], make_store: Callable[..., Store]
) -> None:
    """The decision goes down with the feed: before, after or between what it is about."""
    receive(province, events, via="hub")
    parking.pass_over(province, OFFICE, "e2", WHY, "it-1")
    page = feed_page(province, OFFICE, "", not_via="hub").events
    assert [e.type for e in page] == ["parked.passed"]
    assert page[0].office == OFFICE
    for number, order in enumerate(permutations([events[:1], events[1:], list(page)])):
        if order.index(events[:1]) > order.index(events[1:]):
            continue
        node = make_store(f"hub-{number}", kind="hub", office=OFFICE)
        for batch in order:
            receive(node, batch, via="x")
        assert (paper(node, "one"), paper(node, "two")) == ("printed", "printed")
        assert parking.cases(node) == ()


def test_a_second_unreadable_record_becomes_the_next_cause(province: Store) -> None:
    events = chain(
        ("ticket:one", 1, "ticket.issued", issued("A001")),
        ("ticket:one", 2, "ticket.teleported", {}),
        ("ticket:one", 3, "ticket.returned", {}),
        ("ticket:one", 4, "ticket.printed", {}),
    )
    receive(province, events, via="hub")
    parking.pass_over(province, OFFICE, "e2", WHY, "it-1")
    (case,) = parking.cases(province)
    assert case.cause.event_id == "e3"
    parking.pass_over(province, OFFICE, "e3", WHY, "it-2")
    assert paper(province, "one") == "printed"
