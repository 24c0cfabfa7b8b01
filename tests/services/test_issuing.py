"""Numbers (R1, R8), hand-over (R2), the paper's own rules, and withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy.exc import IntegrityError

from kiosk.domain import facts
from kiosk.domain.number import all_series
from kiosk.domain.ticket import stream_of
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services.issuing import (
    hand_over,
    issue,
    lease_own_series,
    lease_series,
    printed,
    printing_started,
    series_by_lot,
    settle_interrupted,
    unprinted,
    unprinted_tickets,
    void,
)
from kiosk.store import numbers, tickets
from kiosk.store.store import Store

DAY = 24 * 60


@pytest.fixture
def kiosk(make_store: Callable[..., Store]) -> Store:
    store = make_store()
    lease_own_series(store)
    return store


def _code(act: Callable[[], object], kind: type[Refused] | type[TryLater] = Refused) -> str:
    with pytest.raises(kind) as trouble:
        act()
    assert trouble.value.remedy
    return trouble.value.code


def test_each_field_counts_for_itself_from_1(kiosk: Store, commune) -> None:
    numbers = [issue(kiosk, commune, field=f).number for f in ("land", "land", "certification", "land")]
    assert numbers == ["C001", "C002", "B001", "C003"]


def test_a_number_stands_in_the_journal_when_it_is_told(kiosk: Store, commune) -> None:
    ticket = issue(kiosk, commune, field="land", priority=commune.priorities[0].code, printing=True)
    assert kiosk.read(lambda c: tickets.get(c, "commune", ticket.id)) == ticket
    assert (ticket.owner, ticket.paper, ticket.service_day) == ("kiosk-1", "printing", "2026-11-23")


def test_what_the_office_does_not_have_is_refused(kiosk: Store, commune) -> None:
    assert _code(lambda: issue(kiosk, commune, field="moon")) == "field-unknown"
    assert _code(lambda: issue(kiosk, commune, field="land", priority="friend")) == "priority-unknown"


def test_a_new_day_begins_at_001_and_a_clock_set_back_goes_on_counting(kiosk: Store, commune, clock) -> None:
    issue(kiosk, commune, field="land")
    clock.forward(minutes=DAY)
    tomorrow = issue(kiosk, commune, field="land")
    assert (tomorrow.number, tomorrow.service_day) == ("C001", "2026-11-24")
    clock.forward(minutes=-3 * DAY)
    back = issue(kiosk, commune, field="land")
    assert (back.number, back.service_day) == ("C002", "2026-11-24")
    clock.forward(minutes=4 * DAY)
    assert issue(kiosk, commune, field="land").number == "C001"


def test_a_broken_counter_cannot_give_a_number_twice(kiosk: Store, commune, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(kiosk, commune, field="land")
    monkeypatch.setattr(numbers, "next_ordinal", lambda *_: 1)
    with pytest.raises(IntegrityError):
        issue(kiosk, commune, field="land")
    monkeypatch.undo()
    assert issue(kiosk, commune, field="land").number == "C002"


def test_by_lot_come_first_the_series_to_which_leasing_in_order_comes_last() -> None:
    drawn = series_by_lot(Random(1))
    assert sorted(drawn) == sorted(all_series(False))
    assert drawn != series_by_lot(Random(2))
    twos = [len(own) for own in drawn]
    assert twos == sorted(twos, reverse=True)
    assert [len(own) for own in all_series(False)] == sorted(twos)


def test_series_are_leased_once_to_one_life_of_one_station(hub: Store) -> None:
    lives = [("k1", "a"), ("k2", "b"), ("k1", "c")]
    leased = [lease_series(hub, *life, plain_first=False) for life in lives]
    assert len(set(leased)) == 3
    assert "" not in leased
    assert [lease_series(hub, *life, plain_first=False) for life in lives] == leased


def test_after_a_loss_the_own_series_is_drawn_by_lot_and_kept(make_store: Callable[..., Store]) -> None:
    drawn = set()
    for n in range(6):
        store = make_store(f"kiosk-{n}")
        leased = lease_own_series(store, after_loss=True)
        assert lease_own_series(store) == leased
        drawn.add(leased)
    assert "" not in drawn
    assert len(drawn) > 1


def test_without_a_series_nothing_is_issued(make_store: Callable[..., Store], commune) -> None:
    store = make_store("kiosk-2")
    assert _code(lambda: issue(store, commune, field="land"), TryLater) == "series-missing"


def test_a_hand_over_is_kept_until_that_same_hub_accepts(kiosk: Store, hub: Store, commune, carry) -> None:
    ticket = issue(kiosk, commune, field="land")
    assert (hand_over(kiosk, "hub"), hand_over(kiosk, "hub"), hand_over(kiosk, "other-hub")) == (1, 0, 0)
    carry(hub, kiosk)
    carry(hub, kiosk)
    for store in (hub, kiosk):
        seen = store.read(lambda c: tickets.get(c, "commune", ticket.id))
        assert seen is not None
        assert (seen.owner, seen.transit_to, seen.handoff) == ("hub", "", 1)
    assert hand_over(kiosk, "hub") == 0


def test_a_paper_goes_through_its_states_and_no_others(kiosk: Store, commune) -> None:
    ticket = issue(kiosk, commune, field="land")
    assert _code(lambda: printed(kiosk, ticket.id)) == "paper-state"
    printing_started(kiosk, ticket.id)
    assert unprinted(kiosk, ticket.id, "paper-out").paper == "unprinted"
    assert [t.id for t in unprinted_tickets(kiosk)] == [ticket.id]
    printing_started(kiosk, ticket.id)
    assert printed(kiosk, ticket.id).paper == "printed"
    assert _code(lambda: unprinted(kiosk, ticket.id, "late")) == "paper-state"
    assert unprinted_tickets(kiosk) == ()


def test_a_print_that_a_crash_cut_short_is_offered_again_once(kiosk: Store, commune) -> None:
    ticket = issue(kiosk, commune, field="land", printing=True)
    assert (settle_interrupted(kiosk), settle_interrupted(kiosk)) == (1, 0)
    assert [t.id for t in unprinted_tickets(kiosk)] == [ticket.id]


def test_a_number_is_withdrawn_with_a_reason_and_only_while_it_waits(kiosk: Store, commune) -> None:
    ticket = issue(kiosk, commune, field="land")
    assert _code(lambda: void(kiosk, ticket.id, " ")) == "reason-missing"
    assert void(kiosk, ticket.id, " bấm nhầm ").reason == "bấm nhầm"
    assert _code(lambda: void(kiosk, ticket.id, "again")) == "not-waiting"
    assert _code(lambda: printing_started(kiosk, ticket.id)) == "paper-state"
    called = issue(kiosk, commune, field="land")
    kiosk.write(lambda tx: tx.append(stream_of(called.id), facts.TicketCalled("c", 1, "d", "oldest"), "a"))
    assert _code(lambda: void(kiosk, called.id, "x")) == "not-waiting"
    assert _code(lambda: void(kiosk, "none", "x")) == "ticket-unknown"
