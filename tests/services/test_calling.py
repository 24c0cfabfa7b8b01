"""Claims (R2, R7): each ticket to one counter, each claim one ticket, and keys that bite when the code is broken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from kiosk.domain import facts
from kiosk.domain.order import Choice, choose_next
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.domain.trouble import Refused
from kiosk.services import calling, serving
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.issuing import issue, void
from kiosk.store import tickets
from kiosk.store.store import Store, Transaction


def _wish(claim_id: str, station: str = "hub", number: str = "", reason: str = "", counter: int = 1) -> ClaimRequest:
    return ClaimRequest(claim_id, station, counter, ("land", "certification"), "hanh", number, reason)


def _issue(hub: Store, office, field: str = "land", priority: str = "") -> Ticket:
    return issue(hub, office, field=field, hub="hub", priority=priority)


def _claim(hub: Store, office, claim_id: str, **more) -> Ticket:
    won = claim(hub, office, _wish(claim_id, **more))
    assert won is not None
    return won


def test_sixteen_threads_claim_at_once_and_each_gets_its_own_twice(hub: Store, commune) -> None:
    for _ in range(40):
        _issue(hub, commune)

    def ask(n: int) -> tuple[str, str]:
        first, again = (_claim(hub, commune, f"c{n}", station=f"counter-{n}") for _ in range(2))
        return first.id, again.id

    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(ask, range(40)))
    assert len({first for first, _ in won}) == 40
    assert all(first == again for first, again in won)
    assert claim(hub, commune, _wish("late")) is None


def test_one_claim_asked_by_sixteen_threads_is_one_ticket(hub: Store, commune) -> None:
    for _ in range(3):
        _issue(hub, commune)
    with ThreadPoolExecutor(16) as pool:
        won = set(pool.map(lambda _: _claim(hub, commune, "same").id, range(16)))
    assert len(won) == 1
    assert hub.read(lambda c: tickets.counts(c, "commune", "2026-11-23")) == {"waiting": 2, "called": 1}


def test_a_claim_repeated_after_the_service_still_names_its_ticket(hub: Store, commune) -> None:
    ticket = _issue(hub, commune)
    _issue(hub, commune)
    assert _claim(hub, commune, "c1").id == ticket.id
    serving.finish(hub, ticket.id, "hanh")
    again = _claim(hub, commune, "c1")
    assert (again.id, again.state) == (ticket.id, "served")


def test_a_call_that_came_to_light_after_the_service_is_told_with_its_ticket(hub: Store, commune) -> None:
    ticket = _issue(hub, commune)

    def told_late(tx: Transaction) -> None:
        tx.append(stream_of(ticket.id), facts.TicketServed(2), "binh")
        tx.append(stream_of(ticket.id), facts.TicketCalled("c1", 1, "counter-1", "oldest"), "hanh")

    hub.write(told_late)
    assert [one.claim_id for one in _claim(hub, commune, "c1").calls] == ["c1"], "or its counter waits for it for ever"


def test_nobody_waits_and_later_the_same_claim_may_win(hub: Store, commune) -> None:
    assert claim(hub, commune, _wish("c1")) is None
    ticket = _issue(hub, commune)
    assert _claim(hub, commune, "c1").id == ticket.id


def test_a_broken_choice_cannot_call_one_ticket_twice(hub: Store, commune, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = _issue(hub, commune)
    monkeypatch.setattr(calling, "choose_next", lambda *_: Choice(ticket, "oldest"))
    _claim(hub, commune, "c1")
    with pytest.raises(IntegrityError):
        claim(hub, commune, _wish("c2", station="counter-2"))
    stale = hub.read(lambda c: tickets.get(c, "commune", ticket.id))
    monkeypatch.setattr(calling, "choose_next", lambda *_: Choice(stale, "oldest"))
    with pytest.raises(RuntimeError, match="not free"):
        claim(hub, commune, _wish("c3", station="counter-2"))
    after = hub.read(lambda c: tickets.get(c, "commune", ticket.id))
    assert after is not None
    assert ([c.claim_id for c in after.calls], after.conflict) == (["c1"], "")


def test_a_ticket_that_is_not_owned_here_is_not_called(make_store, hub: Store, commune, carry) -> None:
    from kiosk.services.issuing import lease_own_series

    kiosk = make_store("kiosk-1")
    hub.write(lambda tx: None)
    lease_own_series(kiosk)
    ticket = issue(kiosk, commune, field="land")
    carry(hub, kiosk)
    assert hub.read(lambda c: tickets.get(c, "commune", ticket.id)) is not None
    assert claim(hub, commune, _wish("c1")) is None
    with pytest.raises(Refused) as early:
        claim(hub, commune, _wish("c2", number=ticket.number, reason="x"))
    assert early.value.code == "not-here-yet"


def test_the_streak_is_counted_from_the_calls_that_were_made(hub: Store, commune) -> None:
    elder = commune.priorities[0].code
    plain = [_issue(hub, commune) for _ in range(2)]
    passing = [_issue(hub, commune, priority=elder) for _ in range(4)]
    order = [_claim(hub, commune, f"c{n}") for n in range(6)]
    expected = [passing[0], passing[1], plain[0], passing[2], passing[3], plain[1]]
    assert [t.id for t in order] == [t.id for t in expected]
    assert [t.calls[0].branch for t in order] == ["priority", "priority", "oldest", "priority", "priority", "oldest"]


def test_the_overdue_pass_the_priority(hub: Store, commune, clock) -> None:
    late = _issue(hub, commune)
    clock.forward(minutes=commune.policy.max_wait_minutes, ms=1)
    _issue(hub, commune, priority=commune.priorities[0].code)
    won = _claim(hub, commune, "c1")
    assert (won.id, won.calls[0].branch) == (late.id, "overdue")


def test_only_the_fields_of_the_counter_and_only_today(hub: Store, commune, clock) -> None:
    _issue(hub, commune)
    other = _issue(hub, commune, field="certification")
    only = ClaimRequest("c1", "hub", 1, ("certification",), "a")
    won = claim(hub, commune, only)
    assert won is not None
    assert won.id == other.id
    clock.forward(minutes=24 * 60)
    assert claim(hub, commune, _wish("c2")) is None, "who waited yesterday is not called today"


def test_out_of_order_needs_a_reason_which_is_kept(hub: Store, commune) -> None:
    _issue(hub, commune)
    second = _issue(hub, commune)
    with pytest.raises(Refused) as silent:
        claim(hub, commune, _wish("c1", number=second.number))
    assert silent.value.code == "reason-missing"
    won = _claim(hub, commune, "c1", number=second.number.lower(), reason="đau yếu")
    assert (won.id, won.calls[0].branch, won.calls[0].reason) == (second.id, "by_number", "đau yếu")


@pytest.mark.parametrize(("number", "code"), [("xx", "number-malformed"), ("C999", "ticket-unknown")])
def test_numbers_that_nobody_has_are_refused(hub: Store, commune, number: str, code: str) -> None:
    with pytest.raises(Refused) as trouble:
        claim(hub, commune, _wish("c1", number=number, reason="x"))
    assert trouble.value.code == code


def test_the_absent_come_back_by_number_the_called_and_the_voided_do_not(hub: Store, commune) -> None:
    absent, busy, gone = (_issue(hub, commune) for _ in range(3))
    _claim(hub, commune, "c1")
    serving.absent(hub, absent.id, "hanh")
    _claim(hub, commune, "c2")
    void(hub, gone.id, "x")
    for ticket in (busy, gone):
        with pytest.raises(Refused) as trouble:
            claim(hub, commune, _wish("c3", number=ticket.number, reason="x"))
        assert trouble.value.code == "not-waiting"
    back = _claim(hub, commune, "c3", number=absent.number, reason="đã quay lại")
    assert (back.id, back.state, len(back.calls)) == (absent.id, "called", 2)


def test_the_real_choice_is_what_the_broken_one_replaced() -> None:
    assert calling.choose_next is choose_next
