"""A clerk settles who is entitled to go first (R7): what was stated, what was proven, and how the line obeys it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.qr import qr_text
from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import Refused
from kiosk.services import overview, papers, serving
from kiosk.services.calling import ClaimRequest, accept_handovers, claim
from kiosk.services.issuing import issue
from kiosk.services.telling import what_happened
from kiosk.store import replaying, tickets
from kiosk.store.store import Store

Called = Callable[..., Ticket]
ELDERLY, MERIT = "elderly", "merit"


def _code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as trouble:
        act()
    assert trouble.value.remedy
    return trouble.value.code


@pytest.fixture
def called(hub: Store, commune) -> Called:
    """`called("elderly")`: somebody who stated this stands at counter 1."""

    def act(stated: str = "") -> Ticket:
        ticket = issue(hub, commune, field="land", priority=stated, hub="hub")
        won = claim(hub, commune, ClaimRequest(f"for-{ticket.id}", "hub", 1, ("land",), "hanh"))
        assert won is not None
        assert won.id == ticket.id
        return won

    return act


def _confirm(store: Store, office, ticket: Ticket, priority: str, actor: str = "hanh") -> Ticket:
    return serving.confirm_priority(store, office, ticket.id, priority, actor)


def _standing(ticket: Ticket) -> tuple[str, str]:
    return ticket.priority, ticket.priority_by


@pytest.mark.parametrize("stated", ["", ELDERLY])
@pytest.mark.parametrize("proven", ["", ELDERLY, MERIT])
def test_what_the_papers_prove_stands_whatever_was_stated(
    hub: Store, commune, called: Called, stated: str, proven: str
) -> None:
    ticket = called(stated)
    assert _standing(ticket) == (stated, "")
    assert _standing(_confirm(hub, commune, ticket, proven)) == (proven, "hanh")
    assert serving.current_ticket(hub).state == "called", "the visit goes on"  # type: ignore[union-attr]
    hub.write(lambda tx: replaying.replay(tx.conn))
    assert _standing(serving.current_ticket(hub)) == (proven, "hanh")  # type: ignore[arg-type]


def test_the_same_said_again_writes_nothing_and_another_word_does(hub: Store, commune, called: Called) -> None:
    ticket = called(ELDERLY)
    serving.start(hub, ticket.id, "hanh")
    first = _confirm(hub, commune, ticket, ELDERLY)
    again = _confirm(hub, commune, ticket, ELDERLY, "binh")
    assert (again.version, _standing(again)) == (first.version, (ELDERLY, "hanh"))
    other = _confirm(hub, commune, ticket, "", "binh")
    assert (other.version, _standing(other)) == (first.version + 1, ("", "binh"))
    assert _confirm(hub, commune, ticket, "").version == other.version


def test_only_the_counter_that_has_the_citizen_may_say_it(
    make_store: Callable[..., Store], hub: Store, commune, called: Called, carry
) -> None:
    ticket = called(ELDERLY)
    assert _code(lambda: _confirm(hub, commune, ticket, "friend")) == "priority-unknown"
    desk = make_store("counter-2", kind="counter")
    carry(hub, desk)
    assert _code(lambda: _confirm(desk, commune, ticket, ELDERLY)) == "not-here"
    serving.hold(hub, ticket.id, "hanh")
    assert _code(lambda: _confirm(hub, commune, ticket, ELDERLY)) == "not-here"
    serving.resume(hub, ticket.id, "hanh")
    serving.finish(hub, ticket.id, "hanh")
    assert _code(lambda: _confirm(hub, commune, ticket, ELDERLY)) == "not-here"
    found = overview.find_ticket(hub, ticket.number)
    assert found is not None
    assert _standing(found) == (ELDERLY, "")


def test_after_a_restart_it_waits_for_the_hub_as_all_else_does(hub: Store, commune, called: Called) -> None:
    ticket = called(ELDERLY)
    serving.begin_anew(hub)
    assert _code(lambda: _confirm(hub, commune, ticket, ELDERLY)) == "revalidating"
    serving.revalidated(hub)
    assert _confirm(hub, commune, ticket, ELDERLY).priority_by == "hanh"


def _sent_on(hub: Store, office, ticket: Ticket) -> None:
    """Served at the land counter, then sent to wait for another field."""
    serving.transfer(hub, ticket.id, "hanh", hub="hub", to_field="certification")
    hub.write(accept_handovers)


def _order(hub: Store, office) -> list[tuple[str, str]]:
    """Everybody who waits for a certification as they are called there: number and branch."""
    order = []
    for n in range(9):
        won = claim(hub, office, ClaimRequest(f"order-{n}", "hub", 2, ("certification",), "b"))
        if won is None:
            return order
        order.append((won.number, won.calls[-1].branch))
        serving.finish(hub, won.id, "b")
    return order


@pytest.mark.parametrize(
    ("stated", "proven", "place"),
    [
        ("", ELDERLY, [("A001", "priority"), ("B001", "oldest"), ("B002", "oldest")]),
        (ELDERLY, ELDERLY, [("A001", "priority"), ("B001", "oldest"), ("B002", "oldest")]),
        (ELDERLY, "", [("B001", "oldest"), ("A001", "oldest"), ("B002", "oldest")]),
    ],
)
def test_a_transfer_takes_along_what_was_proven_and_r7_goes_by_it(
    hub: Store, commune, called: Called, clock, stated: str, proven: str, place: list[tuple[str, str]]
) -> None:
    letters = {f.code: f.letter for f in commune.fields}
    issue(hub, commune, field="certification", hub="hub")
    clock.forward(minutes=1)
    ticket = called(stated)
    clock.forward(minutes=1)
    issue(hub, commune, field="certification", hub="hub")
    _confirm(hub, commune, ticket, proven)
    _sent_on(hub, commune, ticket)
    assert _standing(overview.find_ticket(hub, ticket.number)) == (proven, "hanh")  # type: ignore[arg-type]
    named = {"A001": ticket.number}
    expected = [(named.get(number, number.replace("B", letters["certification"])), branch) for number, branch in place]
    assert _order(hub, commune) == expected


def test_a_class_proven_at_a_cut_off_counter_counts_at_the_hub_once_its_journal_is_there(
    make_store: Callable[..., Store], hub: Store, commune, carry
) -> None:
    ticket = issue(hub, commune, field="land", hub="hub")
    desk = make_store("counter-1", kind="counter")
    papers.present(desk, commune, qr_text("commune", ticket.service_day, ticket.number, ticket.id), 1, "hanh")
    _confirm(desk, commune, ticket, MERIT)
    carry(hub, desk)
    for store in (hub, desk):
        assert _standing(overview.find_ticket(store, ticket.number)) == (MERIT, "hanh")  # type: ignore[arg-type]


def test_what_was_proven_for_a_typed_number_goes_on_at_its_ticket(
    make_store: Callable[..., Store], hub: Store, commune, carry
) -> None:
    ticket = issue(hub, commune, field="land", priority=ELDERLY, hub="hub")
    desk = make_store("counter-1", kind="counter")
    typed = papers.present(desk, commune, ticket.number, 1, "hanh")
    assert typed.id != ticket.id
    _confirm(desk, commune, typed, MERIT, "binh")
    carry(hub, desk)
    serving.revalidated(desk)
    desk.write(papers.join_typed)
    carry(hub, desk)
    for store in (hub, desk):
        joined = store.read(lambda c: tickets.get(c, "commune", ticket.id))
        assert joined is not None
        assert (joined.state, *_standing(joined)) == ("serving", MERIT, "binh")


@pytest.mark.parametrize(
    ("proven", "told"),
    [(ELDERLY, "Xác nhận ưu tiên: người cao tuổi"), ("", "Xác nhận không thuộc diện ưu tiên")],
)
def test_the_history_says_who_saw_what(hub: Store, commune, called: Called, proven: str, told: str) -> None:
    ticket = called(ELDERLY)
    _confirm(hub, commune, ticket, proven)
    last = overview.ticket_history(hub, ticket.id)[-1]
    assert (what_happened(last, commune), last.actor) == (told, "hanh")
