"""What screens read: it agrees with what would happen, and says what is not known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.facts import TicketCalled
from kiosk.domain.qr import qr_text
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.services import counters, overview, serving
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.issuing import issue, unprinted, void
from kiosk.services.receiving import receive
from kiosk.services.staff import Staff
from kiosk.store import journal
from kiosk.store.store import Store

HANH = Staff("hanh", "Hạnh", "clerk")


@pytest.fixture
def take(hub: Store, commune) -> Callable[..., Ticket]:
    """`take("land", priority=…)`: a number that waits at the hub."""
    return lambda field="land", **more: issue(hub, commune, field=field, hub="hub", **more)


@pytest.fixture
def call(hub: Store, commune) -> Callable[..., Ticket]:
    """`call("land")`: the next of the field, at counter 1."""
    count = iter(range(999))

    def act(*fields: str) -> Ticket:
        won = claim(hub, commune, ClaimRequest(f"claim-{next(count)}", "hub", 1, fields or ("land",), "hanh"))
        assert won is not None
        return won

    return act


def test_a_field_without_an_open_counter_has_no_known_wait(hub: Store, commune, take) -> None:
    take()
    land = next(q for q in overview.field_queues(hub, commune) if q.field == "land")
    assert (land.waiting, land.counters_open, land.low, land.high) == (1, 0, None, None)
    counters.open_counter(hub, 1, HANH, ("land",))
    land = next(q for q in overview.field_queues(hub, commune) if q.field == "land")
    assert land.counters_open == 1
    assert land.low is not None
    assert land.high is not None
    assert 0 < land.low < land.high


def test_a_paused_counter_serves_nobody_in_the_forecast(hub: Store, commune, take) -> None:
    take()
    counters.open_counter(hub, 1, HANH, ("land",))
    counters.pause(hub, 1, "họp", "hanh")
    assert all(q.counters_open == 0 and q.low is None for q in overview.field_queues(hub, commune))


def test_ahead_of_a_ticket_are_those_who_came_before_it_in_its_field(hub: Store, commune, take, clock) -> None:
    take(), take("certification")
    clock.forward(seconds=1)
    mine = take()
    clock.forward(seconds=1)
    take()
    ahead = overview.ahead_of(hub, commune, mine)
    assert ahead.people == 1
    assert ahead.counters == tuple(c.number for c in commune.counters if "land" in c.fields)


def test_the_shown_line_is_the_order_in_which_the_hub_then_calls(hub: Store, commune, take, call, clock) -> None:
    urgent = commune.priorities[0].code
    for priority in ("", urgent, "", urgent, urgent, urgent, ""):
        take(priority=priority)
        clock.forward(minutes=3)
    shown = overview.waiting_line(hub, commune, ("land",))
    assert {w.branch for w in shown} >= {"priority", "oldest"}
    assert [w.waited_ms for w in shown] == [clock.now_ms() - w.ticket.queued_at for w in shown]
    called = [call() for _ in shown]
    assert [t.id for t in called] == [w.ticket.id for w in shown]
    assert [t.calls[-1].branch for t in called] == [w.branch for w in shown]


def test_the_board_shows_the_last_announcements_newest_first(hub: Store, commune, take, call, clock) -> None:
    first, second = take(), take()
    call()
    clock.forward(seconds=30)
    call()
    clock.forward(seconds=30)
    assert [c.number for c in overview.board_facts(hub, commune).calls] == [second.number, first.number]
    serving.recall(hub, first.id, "hanh")
    board = overview.board_facts(hub, commune)
    assert [(c.number, c.times) for c in board.calls] == [(first.number, 2), (second.number, 1)]
    assert board.calls[0].at == clock.now_ms()
    assert board.calls[0].counter == 1


def test_the_board_forgets_yesterday(hub: Store, commune, take, call, clock) -> None:
    take()
    call()
    clock.forward(minutes=24 * 60)
    assert overview.board_facts(hub, commune).calls == ()


def test_today_counts_every_ticket_once(hub: Store, commune, take, call, clock) -> None:
    for _ in range(6):
        take()
    clock.forward(minutes=17)
    serving.finish(hub, call().id, "hanh")
    serving.absent(hub, call().id, "hanh")
    call()
    waiting = overview.waiting_line(hub, commune, ("land",))
    void(hub, waiting[0].ticket.id, "lấy nhầm")
    unprinted(hub, waiting[1].ticket.id, "paper-out")
    now = overview.today(hub, commune)
    assert (now.issued, now.waiting, now.serving, now.served, now.absent, now.voided) == (6, 2, 1, 1, 1, 1)
    assert now.longest_wait_ms == 17 * 60_000
    assert len(now.overdue_soon) == 2
    assert (now.unprinted, now.conflicts) == (1, 0)
    assert now.unsent == hub.read(lambda c: journal.head(c, hub.me.origin)[0])


def test_a_conflict_is_counted_for_the_office_lead(make_store, hub: Store, commune, take, call, carry) -> None:
    ticket = take()
    call()
    other = make_store("hub-2", kind="hub")
    carry(hub, other)
    other.write(
        lambda tx: tx.append(stream_of(ticket.id), TicketCalled("another", 2, "counter-2", "oldest"), "second hub")
    )
    receive(hub, other.read(lambda c: journal.chain(c, other.me.origin, 0, 99)), via="hub-2")
    assert overview.today(hub, commune).conflicts == 1


@pytest.mark.parametrize("write", [str.lower, str.upper, lambda n: f" {n[0]} {n[1:]} ", lambda n: f"{n[0]}-{n[1:]}"])
def test_a_ticket_is_found_by_its_number_however_it_is_typed(hub: Store, take, write: Callable[[str], str]) -> None:
    ticket = take()
    found = overview.find_ticket(hub, write(ticket.number))
    assert found is not None
    assert found.id == ticket.id


def test_a_ticket_is_found_by_its_qr_and_another_offices_is_not(hub: Store, take) -> None:
    ticket = take()
    text = qr_text(ticket.office, ticket.service_day, ticket.number, ticket.id)
    found = overview.find_ticket(hub, text + "\r\n")
    assert found is not None
    assert found.id == ticket.id
    assert overview.find_ticket(hub, qr_text(ticket.office, ticket.service_day, ticket.number, "unknown")) is None
    assert overview.find_ticket(hub, qr_text("elsewhere", ticket.service_day, ticket.number, ticket.id)) is None
    assert overview.find_ticket(hub, qr_text(ticket.office, ticket.service_day, "C099", ticket.id)) is None
    assert overview.find_ticket(hub, "001090123456|012345678|NGUYỄN VĂN AN|01011990|Nam|Quy Nhơn|15042021") is None


def test_yesterdays_number_is_not_todays(hub: Store, take, clock) -> None:
    ticket = take()
    clock.forward(minutes=24 * 60)
    assert overview.find_ticket(hub, ticket.number) is None


def test_the_history_of_a_ticket_is_every_event_in_order(hub: Store, take, call) -> None:
    ticket = take()
    call()
    serving.start(hub, ticket.id, "hanh")
    serving.finish(hub, ticket.id, "hanh")
    told = [e.type for e in overview.ticket_history(hub, ticket.id)]
    assert told == [f"ticket.{s}" for s in ("issued", "handed_over", "accepted", "called", "started", "served")]
