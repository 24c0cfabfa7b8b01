"""Another PC becomes the hub (R4) and the old one comes back (R4b): who may have whom called, at every step."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.epoch import change_of
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services import calling, conflicts, papers, promotion, rollcall, serving
from kiosk.services.calling import ClaimRequest
from kiosk.services.issuing import hand_over
from kiosk.services.promotion import RETIRED, ROLL_CALL, SERVING, STANDBY, WAITING
from kiosk.services.rollcall import RollAnswer
from kiosk.store.store import Store
from kiosk.store.trust import KnownKey, put_keys

FIELDS = ("land", "certification")


def test_the_promoted_hub_owns_what_waits_minus_what_the_counters_hold(place: Any) -> None:
    held, waits = place.issue(), place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    assert place.call(place.old, place.one, "c1").id == held.id  # the standby never hears of this call
    place.promote()
    assert place.seen(place.new, waits).owner == "hub-2"
    kept = place.seen(place.new, held)
    assert (kept.state, kept.holder) == ("called", "counter-1")
    assert place.call(place.new, place.two, "c2").id == waits.id
    assert place.call(place.new, place.two, "c3") is None


def test_nobody_is_promoted_before_each_counter_is_accounted_for_by_name(place: Any) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    place.answer(place.one)
    with pytest.raises(Refused) as missing:
        rollcall.promote(place.new, "lead")
    assert missing.value.code == "roll-incomplete"
    assert "counter-2" in missing.value.message
    assert "counter-1" not in missing.value.message
    with pytest.raises(Refused):
        rollcall.declare_off(place.new, "counter-1", "lead")
    rollcall.declare_off(place.new, "counter-2", "lead")
    rollcall.promote(place.new, "lead")
    assert rollcall.roll(place.new).duty == SERVING
    assert change_of(place.new.read(lambda c: promotion.epoch(c, "commune"))) == 1


def test_a_registered_counter_of_which_the_standby_never_heard_is_asked_too(place: Any) -> None:
    good, left = (
        KnownKey("commune", name, "counter", name, name.encode(), 1, gone)
        for name, gone in (("counter-7", 0), ("x", 9))
    )
    place.new.write(lambda tx: put_keys(tx.conn, [good, left]))
    rollcall.begin_roll_call(place.new, "lead")
    assert rollcall.roll(place.new).missing == ("counter-1", "counter-2", "counter-7")


def test_a_claim_that_the_old_hub_answers_after_the_roll_call_has_no_force(place: Any) -> None:
    ticket = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    place.promote()
    late = calling.claim(place.old, place.office, ClaimRequest("late", "counter-1", 1, FIELDS, "hanh"))
    assert late is not None
    assert late.id == ticket.id
    assert place.call(place.new, place.two, "c2").id == ticket.id
    place.everywhere()
    for store in (place.old, place.new, place.one, place.two, place.kiosk):
        after = place.seen(store, ticket)
        assert (after.state, after.holder, after.conflict) == ("called", "counter-2", "")
        assert [(c.claim_id, c.fenced) for c in after.calls] == [("late", 1), ("c2", 0)]
    assert serving.current_ticket(place.one) is None
    assert rollcall.roll(place.old).duty == RETIRED


def test_a_counter_that_was_wrongly_declared_off_is_named_at_the_merge(place: Any) -> None:
    ticket = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    place.call(place.old, place.one, "c1")
    rollcall.begin_roll_call(place.new, "lead")
    place.answer(place.two)
    rollcall.declare_off(place.new, "counter-1", "lead")
    rollcall.promote(place.new, "lead")
    assert place.call(place.new, place.two, "c2").id == ticket.id
    place.everywhere()
    found = conflicts.conflicts(place.new)
    assert [c.ticket.conflict for c in found] == ["called_while_declared_off"]
    assert "quầy 1 (counter-1)" in found[0].parties
    assert "quầy 2 (counter-2)" in found[0].parties
    settled = conflicts.settle(place.new, ticket.id, "Đã hỏi quầy 1: chưa phục vụ.", "lead")
    assert settled.conflict == ""
    serving.finish(place.two, ticket.id, "b")
    place.everywhere()
    assert {place.seen(s, ticket).state for s in (place.old, place.one, place.kiosk)} == {"served"}
    assert {place.seen(s, ticket).conflict for s in (place.old, place.one, place.kiosk)} == {""}


def test_a_counter_vouches_for_no_call_that_it_had_ended_before_the_citizen_came_with_the_paper(place: Any) -> None:
    ticket = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    place.call(place.old, place.one, "c1")  # the standby never hears of this call
    serving.transfer(place.one, ticket.id, "hanh", hub="hub-1", to_field="certification")
    place.promote()
    assert place.seen(place.new, ticket).owner == "hub-2"
    papers.present(place.one, place.office, ticket.number, 1, "hanh")  # unaware of the take-over
    place.carry(place.new, place.old)
    place.promote(place.old)
    serving.finish(place.one, ticket.id, "hanh")
    place.everywhere()
    for store in (place.old, place.new, place.kiosk, place.one, place.two):
        assert (place.seen(store, ticket).state, place.seen(store, ticket).conflict) == ("served", "")


def test_tickets_in_transit_to_the_dead_hub_are_taken_over_when_they_come_to_light(place: Any) -> None:
    ticket = place.issue()  # handed over to hub-1, which dies without it
    place.promote()
    place.carry(place.kiosk, place.new)
    assert place.seen(place.new, ticket).owner == "hub-2"
    assert place.call(place.new, place.one, "c1").id == ticket.id


def test_a_claim_whose_answer_was_lost_wins_at_the_next_hub_what_it_won_at_the_dead_one(place: Any) -> None:
    waits = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    asked = ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh")
    assert calling.claim(place.old, place.office, asked).id == waits.id  # neither counter nor standby hears of it
    place.promote()
    assert place.call(place.new, place.one, "c1").id == waits.id
    place.everywhere()
    for store in (place.old, place.new, place.kiosk, place.one, place.two):
        known = place.seen(store, waits)
        assert (known.state, known.holder, known.conflict) == ("called", "counter-1", "")
        assert [(c.claim_id, change_of(c.epoch), c.fenced) for c in known.calls] == [("c1", 1, 0)]


def test_a_claim_that_a_hub_answered_in_vain_wins_anew_when_that_hub_leads_again(place: Any) -> None:
    called_in_vain, waits = place.issue(), place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    asked = ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh")
    assert calling.claim(place.old, place.office, asked).id == called_in_vain.id  # nobody hears of it
    place.promote()
    assert place.call(place.new, place.two, "c2").id == called_in_vain.id
    place.everywhere()
    place.promote(place.old)
    assert place.call(place.old, place.one, "c1").id == waits.id
    place.everywhere()
    for store in (place.old, place.new, place.one, place.two):
        assert [place.seen(store, t).holder for t in (called_in_vain, waits)] == ["counter-2", "counter-1"]


def test_what_a_counter_passes_on_to_the_dead_hub_comes_to_the_new_one(place: Any) -> None:
    place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    place.promote()
    won = place.call(place.new, place.one, "c1")
    passed = serving.transfer(place.one, won.id, "hanh", hub="hub-1", to_field="certification")  # it has not met hub-2
    place.carry(place.one, place.new)
    assert place.seen(place.new, passed).owner == "hub-2"
    assert place.call(place.new, place.two, "c2").id == won.id


def test_whom_a_counter_passes_on_to_the_dead_hub_is_called_though_the_word_of_the_issue_died_with_it(
    place: Any,
) -> None:
    place.issue()
    place.carry(place.kiosk, place.old)
    won = place.call(place.old, place.one, "c1")
    place.promote()
    passed = serving.transfer(place.one, won.id, "hanh", hub="hub-1", to_field="certification")
    place.carry_own(place.one, place.new)
    assert (place.seen(place.new, passed).station, place.seen(place.new, passed).owner) == ("", "hub-2")
    assert place.call(place.new, place.two, "c2").id == won.id


def test_a_kiosk_keeps_what_it_owns_through_a_promotion_and_hands_it_to_the_new_hub(place: Any) -> None:
    own = place.issue(hub="")
    place.carry(place.kiosk, place.new)
    place.promote()
    assert place.seen(place.new, own).owner == "kiosk-1"
    assert place.call(place.new, place.one, "c1") is None
    assert promotion.adopt(place.kiosk, 1, "hub-2", place.new.me.incarnation)
    hand_over(place.kiosk, "hub-2")
    place.carry(place.kiosk, place.new)
    assert place.call(place.new, place.one, "c1").id == own.id


def test_a_restarted_hub_takes_new_tickets_and_hands_out_no_old_one(place: Any) -> None:
    before = place.issue()
    place.carry(place.kiosk, place.old)
    assert promotion.begin_duty(place.old, standby=False, has_others=True).duty == WAITING
    assert place.call(place.old, place.one, "c1") is None
    after = place.issue()
    place.carry(place.kiosk, place.old)
    assert place.call(place.old, place.one, "c2").id == after.id
    with pytest.raises(Refused):
        calling.claim(
            place.old,
            place.office,
            ClaimRequest("c3", "counter-2", 2, FIELDS, "hanh", number=before.number, reason="quen"),
        )
    promotion.clear(place.old, "lead")
    assert place.call(place.old, place.two, "c4").id == before.id


def test_a_hub_that_waits_calls_nobody_whom_a_counter_passes_on_to_it(place: Any) -> None:
    before = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.one)
    promotion.begin_duty(place.old, standby=False, has_others=True)
    papers.present(place.one, place.office, before.number, 1, "hanh")
    serving.transfer(place.one, before.id, "hanh", hub="hub-1", to_field="certification")
    place.carry(place.one, place.old)
    assert place.seen(place.old, before).owner == "hub-1"
    assert place.call(place.old, place.two, "c1") is None, "hub-2 may have it by now"
    promotion.clear(place.old, "lead")
    assert place.call(place.old, place.two, "c2").id == before.id


def test_a_hub_with_nobody_to_replace_it_serves_at_once_after_a_restart(place: Any) -> None:
    assert promotion.begin_duty(place.old, standby=False, has_others=False).duty == SERVING


def test_a_hub_obeys_who_was_promoted_and_answers_no_claim(place: Any) -> None:
    place.promote()
    place.carry(place.new, place.old)
    with pytest.raises(TryLater) as other:
        place.call(place.old, place.one, "c1")
    assert other.value.code == "not-the-hub"
    promotion.outranked(place.new, rollcall.roll(place.new).epoch + 1)
    assert rollcall.roll(place.new).duty == RETIRED


def test_a_counter_answers_one_hub_for_each_epoch_and_never_a_lower_one(place: Any) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    said = place.answer(place.one)
    assert place.answer(place.one) == said  # the answer was lost: the same again
    assert rollcall.answer_roll(place.one, said.epoch - 1, "hub-3", "other").epoch == said.epoch
    assert not promotion.adopt(place.one, 0, "hub-1", place.old.me.incarnation)
    with pytest.raises(TryLater):
        rollcall.take_answer(place.old, RollAnswer(1, "counter-1", "x"))


def test_a_roll_call_ends_when_another_hub_was_promoted_first(place: Any) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    assert promotion.adopt(place.new, rollcall.roll(place.new).epoch + 1, "hub-3", "another")
    assert rollcall.roll(place.new).duty == STANDBY


def test_a_roll_call_goes_on_beside_a_promotion_for_a_lower_epoch(place: Any) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    assert place.answer(place.one).epoch == rollcall.roll(place.new).epoch
    assert promotion.adopt(place.new, 1, "hub-3", "another")
    assert place.answer(place.two).epoch == rollcall.roll(place.new).epoch
    assert rollcall.promote(place.new, "lead").duty == SERVING


def test_a_roll_call_is_cancelled_only_while_nobody_has_answered(place: Any) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    assert rollcall.roll(place.new).duty == ROLL_CALL
    assert rollcall.cancel_roll_call(place.new).duty == STANDBY
    rollcall.begin_roll_call(place.new, "lead")
    place.answer(place.one)
    with pytest.raises(Refused):
        rollcall.cancel_roll_call(place.new)
    assert change_of(rollcall.begin_roll_call(place.new, "lead").epoch) == 2


def test_a_claim_keeps_its_ticket_at_the_next_hub(place: Any) -> None:
    ticket = place.issue()
    place.issue()
    place.carry(place.kiosk, place.old)
    place.call(place.old, place.one, "c1")
    place.carry(place.old, place.new)
    place.promote()
    again = calling.claim(place.new, place.office, ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh"))
    assert again is not None
    assert again.id == ticket.id


def _two_rolls(place: Any) -> tuple[Store, Store]:
    """Two leads call the roll at two hubs; returns the one of the lower epoch and the one of the higher."""
    rolls = {rollcall.begin_roll_call(hub, "lead").epoch: hub for hub in (place.old, place.new)}
    assert {change_of(epoch) for epoch in rolls} == {1}
    assert len(rolls) == 2
    return rolls[min(rolls)], rolls[max(rolls)]


def test_of_two_roll_calls_the_counters_follow_one_and_a_lead_hears_of_it(place: Any) -> None:
    low, high = _two_rolls(place)
    first = place.answer(place.one, low)
    assert first.epoch == rollcall.roll(low).epoch
    rollcall.declare_off(low, "counter-2", "lead")
    for counter in (place.one, place.two):
        assert place.answer(counter, high).epoch == rollcall.roll(high).epoch
    assert place.answer(place.two, low).epoch == rollcall.roll(high).epoch
    assert [(e.station, e.state) for e in rollcall.roll(low).entries] == [
        ("counter-1", "answered"),
        ("counter-2", "elsewhere"),
    ]
    for act in (lambda: rollcall.promote(low, "lead"), lambda: rollcall.declare_off(low, "counter-2", "lead")):
        with pytest.raises(Refused) as overtaken:
            act()
        assert (overtaken.value.code, "counter-2" in overtaken.value.message) == ("roll-overtaken", True)
    assert rollcall.promote(high, "lead").duty == SERVING


def test_the_lead_whose_counters_went_elsewhere_calls_again_for_a_higher_epoch(place: Any) -> None:
    low, high = _two_rolls(place)
    place.answer(place.one, high)
    place.answer(place.one, low)
    place.answer(place.two, low)
    assert rollcall.begin_roll_call(low, "lead").missing == ("counter-1", "counter-2")
    for counter in (place.one, place.two):
        place.answer(counter, low)
        assert place.answer(counter, high).epoch == rollcall.roll(low).epoch
    with pytest.raises(Refused):
        rollcall.promote(high, "lead")
    assert change_of(rollcall.promote(low, "lead").epoch) == 2


def test_a_hub_that_led_does_not_go_on_leading_when_it_gives_up_a_roll_call_that_was_overtaken(place: Any) -> None:
    rollcall.begin_roll_call(place.old, "lead")
    assert rollcall.cancel_roll_call(place.old).duty == SERVING
    rollcall.begin_roll_call(place.old, "lead")
    promotion.outranked(place.old, rollcall.roll(place.old).epoch + 1)
    with pytest.raises(Refused):
        rollcall.promote(place.old, "lead")
    assert rollcall.cancel_roll_call(place.old).duty == RETIRED


def test_both_hubs_are_promoted_and_every_node_follows_the_same_one(place: Any) -> None:
    """Each declares the other's counter off: at the merge the lower epoch's calls have no force, and it is said by
    name."""
    low, high = _two_rolls(place)
    waits = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    for hub, here, off in ((low, place.one, "counter-2"), (high, place.two, "counter-1")):
        place.answer(here, hub)
        rollcall.declare_off(hub, off, "lead")
    for hub, here, claim in ((low, place.one, "c1"), (high, place.two, "c2")):
        rollcall.promote(hub, "lead")
        hub.write(lambda tx: calling.accept_handovers(tx))
        assert place.call(hub, here, claim).id == waits.id
    place.everywhere()
    for store in (low, high, place.kiosk, place.one, place.two):
        seen = place.seen(store, waits)
        assert (seen.holder, seen.conflict) == ("counter-2", "called_while_declared_off")
    assert [rollcall.roll(hub).duty for hub in (low, high)] == [RETIRED, SERVING]
    [conflict] = conflicts.conflicts(high)
    assert set(conflict.parties) == {"quầy 1 (counter-1)", "quầy 2 (counter-2)"}


def test_a_ticket_that_comes_to_the_higher_of_two_promoted_hubs_after_the_lower_one_had_it_called(place: Any) -> None:
    waits = place.issue()  # handed over to hub-1, which hears of it last
    for hub, here, off, calls in ((place.new, place.one, "counter-2", 1), (place.old, place.two, "counter-1", 2)):
        for _ in range(calls):
            rollcall.begin_roll_call(hub, "lead")
        place.answer(here, hub)
        rollcall.declare_off(hub, off, "lead")
        rollcall.promote(hub, "lead")
        place.carry(place.kiosk, hub)
        assert place.call(hub, here, f"c{calls}").id == waits.id
    place.everywhere()
    for store in (place.old, place.new, place.kiosk, place.one, place.two):
        seen = place.seen(store, waits)
        assert (seen.holder, seen.handoff, seen.conflict) == ("counter-2", 2, "called_while_declared_off")
