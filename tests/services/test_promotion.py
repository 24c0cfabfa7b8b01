"""Another PC becomes the hub (R4) and the old one comes back (R4b): who may have whom called, at every step."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from kiosk.domain.epoch import change_of
from kiosk.domain.number import all_series
from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services import calling, conflicts, counters, owning_up, papers, promotion, rollcall, serving
from kiosk.services.calling import ClaimRequest
from kiosk.services.issuing import hand_over, issue, lease_series
from kiosk.services.owning_up import own_up
from kiosk.services.promotion import RETIRED, ROLL_CALL, SERVING, STANDBY, WAITING
from kiosk.services.receiving import receive
from kiosk.services.rollcall import RollAnswer
from kiosk.services.staff import Staff
from kiosk.services.surrender import renew
from kiosk.store import journal, tickets
from kiosk.store.opening import open_station
from kiosk.store.store import Store
from kiosk.store.trust import KnownKey, put_keys

FIELDS = ("land", "certification")


class Place:
    """An office of two hubs, a kiosk and two counters; `carry` moves what one has to another, everybody's chains."""

    def __init__(self, make_store: Callable[..., Store], office) -> None:
        self.office = office
        self.old, self.new = make_store("hub-1", kind="hub"), make_store("hub-2", kind="hub")
        self.kiosk = make_store("kiosk-1")
        self.one, self.two = make_store("counter-1", kind="counter"), make_store("counter-2", kind="counter")
        promotion.begin_duty(self.old, standby=False, has_others=True)
        promotion.begin_duty(self.new, standby=True, has_others=True)
        for store in (self.kiosk, self.one, self.two):
            assert promotion.adopt(store, 0, "hub-1", self.old.me.incarnation)
        lease_series(self.old, "kiosk-1", self.kiosk.me.incarnation, plain_first=True)
        self.carry(self.old, self.kiosk)
        for number, store in ((1, self.one), (2, self.two)):
            counters.open_counter(store, number, Staff(f"clerk{number}", "Hạnh", "clerk"), FIELDS)
            self.carry(store, self.old)
            serving.revalidated(store)
        self.carry(self.old, self.new)

    def carry(self, giver: Store, taker: Store) -> None:
        then = calling.accept_handovers if taker.me.kind == "hub" else None
        for origin, last in giver.read(journal.origins):
            known = taker.read(lambda c, o=origin: journal.head(c, o)[0])
            if origin != taker.me.origin and known < last:
                events = giver.read(lambda c, o=origin, k=known: journal.chain(c, o, k, 9999))
                before = owning_up.obeyed_calls(taker, events)
                receive(taker, events, via=giver.me.station, then=then or (lambda tx, of=before: own_up(tx, of)))

    def issue(self, *, hub: str = "hub-1") -> Ticket:
        return issue(self.kiosk, self.office, field="land", hub=hub)

    def call(self, hub: Store, counter: Store, claim_id: str) -> Ticket | None:
        number = 1 if counter is self.one else 2
        won = calling.claim(hub, self.office, ClaimRequest(claim_id, counter.me.station, number, FIELDS, "hanh"))
        self.carry(hub, counter)
        return won

    def answer(self, counter: Store, asker: Store | None = None) -> RollAnswer:
        """What the sync worker does with a roll call."""
        hub = asker or self.new
        roll = rollcall.roll(hub)
        said = rollcall.answer_roll(counter, roll.epoch, hub.me.station, hub.me.incarnation)
        self.carry_own(counter, hub)
        rollcall.take_answer(hub, said)
        return said

    def carry_own(self, giver: Store, taker: Store) -> None:
        own = giver.read(lambda c: journal.chain(c, giver.me.origin, 0, 9999))
        receive(taker, own, via=giver.me.station, then=calling.accept_handovers)

    def everywhere(self) -> None:
        stores = (self.old, self.new, self.kiosk, self.one, self.two)
        for _ in range(3):
            for giver in stores:
                for taker in stores:
                    if giver is not taker:
                        self.carry(giver, taker)

    def seen(self, store: Store, ticket: Ticket) -> Ticket:
        found = store.read(lambda c: tickets.get(c, "commune", ticket.id))
        assert found is not None
        return found


@pytest.fixture
def place(make_store: Callable[..., Store], commune) -> Place:
    return Place(make_store, commune)


def _promote_with_everybody(place: Place, hub: Store | None = None) -> None:
    rollcall.begin_roll_call(hub or place.new, "lead")
    place.answer(place.one, hub)
    place.answer(place.two, hub)
    rollcall.promote(hub or place.new, "lead")


def test_the_promoted_hub_owns_what_waits_minus_what_the_counters_hold(place: Place) -> None:
    held, waits = place.issue(), place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    assert place.call(place.old, place.one, "c1").id == held.id  # the standby never hears of this call
    _promote_with_everybody(place)
    assert place.seen(place.new, waits).owner == "hub-2"
    kept = place.seen(place.new, held)
    assert (kept.state, kept.holder) == ("called", "counter-1")
    assert place.call(place.new, place.two, "c2").id == waits.id
    assert place.call(place.new, place.two, "c3") is None


def test_nobody_is_promoted_before_each_counter_is_accounted_for_by_name(place: Place) -> None:
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


def test_a_registered_counter_of_which_the_standby_never_heard_is_asked_too(place: Place) -> None:
    good, left = (
        KnownKey("commune", name, "counter", name, name.encode(), 1, gone)
        for name, gone in (("counter-7", 0), ("x", 9))
    )
    place.new.write(lambda tx: put_keys(tx.conn, [good, left]))
    rollcall.begin_roll_call(place.new, "lead")
    assert rollcall.roll(place.new).missing == ("counter-1", "counter-2", "counter-7")


def test_a_claim_that_the_old_hub_answers_after_the_roll_call_has_no_force(place: Place) -> None:
    ticket = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    _promote_with_everybody(place)
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


def test_a_counter_that_was_wrongly_declared_off_is_named_at_the_merge(place: Place) -> None:
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


def test_tickets_in_transit_to_the_dead_hub_are_taken_over_when_they_come_to_light(place: Place) -> None:
    ticket = place.issue()  # handed over to hub-1, which dies without it
    _promote_with_everybody(place)
    place.carry(place.kiosk, place.new)
    assert place.seen(place.new, ticket).owner == "hub-2"
    assert place.call(place.new, place.one, "c1").id == ticket.id


def test_a_claim_whose_answer_was_lost_wins_at_the_next_hub_what_it_won_at_the_dead_one(place: Place) -> None:
    waits = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    asked = ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh")
    assert calling.claim(place.old, place.office, asked).id == waits.id  # neither counter nor standby hears of it
    _promote_with_everybody(place)
    assert place.call(place.new, place.one, "c1").id == waits.id
    place.everywhere()
    for store in (place.old, place.new, place.kiosk, place.one, place.two):
        known = place.seen(store, waits)
        assert (known.state, known.holder, known.conflict) == ("called", "counter-1", "")
        assert [(c.claim_id, change_of(c.epoch), c.fenced) for c in known.calls] == [("c1", 1, 0)]


def test_a_claim_that_a_hub_answered_in_vain_wins_anew_when_that_hub_leads_again(place: Place) -> None:
    called_in_vain, waits = place.issue(), place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    asked = ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh")
    assert calling.claim(place.old, place.office, asked).id == called_in_vain.id  # nobody hears of it
    _promote_with_everybody(place)
    assert place.call(place.new, place.two, "c2").id == called_in_vain.id
    place.everywhere()
    _promote_with_everybody(place, place.old)
    assert place.call(place.old, place.one, "c1").id == waits.id
    place.everywhere()
    for store in (place.old, place.new, place.one, place.two):
        assert [place.seen(store, t).holder for t in (called_in_vain, waits)] == ["counter-2", "counter-1"]


def test_what_a_counter_passes_on_to_the_dead_hub_comes_to_the_new_one(place: Place) -> None:
    place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    _promote_with_everybody(place)
    won = place.call(place.new, place.one, "c1")
    passed = serving.transfer(place.one, won.id, "hanh", hub="hub-1", to_field="certification")  # it has not met hub-2
    place.carry(place.one, place.new)
    assert place.seen(place.new, passed).owner == "hub-2"
    assert place.call(place.new, place.two, "c2").id == won.id


def test_a_kiosk_keeps_what_it_owns_through_a_promotion_and_hands_it_to_the_new_hub(place: Place) -> None:
    own = place.issue(hub="")
    place.carry(place.kiosk, place.new)
    _promote_with_everybody(place)
    assert place.seen(place.new, own).owner == "kiosk-1"
    assert place.call(place.new, place.one, "c1") is None
    assert promotion.adopt(place.kiosk, 1, "hub-2", place.new.me.incarnation)
    hand_over(place.kiosk, "hub-2")
    place.carry(place.kiosk, place.new)
    assert place.call(place.new, place.one, "c1").id == own.id


def test_a_restarted_hub_takes_new_tickets_and_hands_out_no_old_one(place: Place) -> None:
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


def test_a_hub_that_waits_calls_nobody_whom_a_counter_passes_on_to_it(place: Place) -> None:
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


def test_a_hub_with_nobody_to_replace_it_serves_at_once_after_a_restart(place: Place) -> None:
    assert promotion.begin_duty(place.old, standby=False, has_others=False).duty == SERVING


def test_a_hub_obeys_who_was_promoted_and_answers_no_claim(place: Place) -> None:
    _promote_with_everybody(place)
    place.carry(place.new, place.old)
    with pytest.raises(TryLater) as other:
        place.call(place.old, place.one, "c1")
    assert other.value.code == "not-the-hub"
    promotion.outranked(place.new, rollcall.roll(place.new).epoch + 1)
    assert rollcall.roll(place.new).duty == RETIRED


def test_a_counter_answers_one_hub_for_each_epoch_and_never_a_lower_one(place: Place) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    said = place.answer(place.one)
    assert place.answer(place.one) == said  # the answer was lost: the same again
    assert rollcall.answer_roll(place.one, said.epoch - 1, "hub-3", "other").epoch == said.epoch
    assert not promotion.adopt(place.one, 0, "hub-1", place.old.me.incarnation)
    with pytest.raises(TryLater):
        rollcall.take_answer(place.old, RollAnswer(1, "counter-1", "x"))


def test_a_roll_call_ends_when_another_hub_was_promoted_first(place: Place) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    assert promotion.adopt(place.new, rollcall.roll(place.new).epoch + 1, "hub-3", "another")
    assert rollcall.roll(place.new).duty == STANDBY


def test_a_roll_call_goes_on_beside_a_promotion_for_a_lower_epoch(place: Place) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    assert place.answer(place.one).epoch == rollcall.roll(place.new).epoch
    assert promotion.adopt(place.new, 1, "hub-3", "another")
    assert place.answer(place.two).epoch == rollcall.roll(place.new).epoch
    assert rollcall.promote(place.new, "lead").duty == SERVING


def test_a_roll_call_is_cancelled_only_while_nobody_has_answered(place: Place) -> None:
    rollcall.begin_roll_call(place.new, "lead")
    assert rollcall.roll(place.new).duty == ROLL_CALL
    assert rollcall.cancel_roll_call(place.new).duty == STANDBY
    rollcall.begin_roll_call(place.new, "lead")
    place.answer(place.one)
    with pytest.raises(Refused):
        rollcall.cancel_roll_call(place.new)
    assert change_of(rollcall.begin_roll_call(place.new, "lead").epoch) == 2


def test_a_claim_keeps_its_ticket_at_the_next_hub(place: Place) -> None:
    ticket = place.issue()
    place.issue()
    place.carry(place.kiosk, place.old)
    place.call(place.old, place.one, "c1")
    place.carry(place.old, place.new)
    _promote_with_everybody(place)
    again = calling.claim(place.new, place.office, ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh"))
    assert again is not None
    assert again.id == ticket.id


def _two_rolls(place: Place) -> tuple[Store, Store]:
    """Two leads call the roll at two hubs; returns the one of the lower epoch and the one of the higher."""
    rolls = {rollcall.begin_roll_call(hub, "lead").epoch: hub for hub in (place.old, place.new)}
    assert {change_of(epoch) for epoch in rolls} == {1}
    assert len(rolls) == 2
    return rolls[min(rolls)], rolls[max(rolls)]


def test_of_two_roll_calls_the_counters_follow_one_and_a_lead_hears_of_it(place: Place) -> None:
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


def test_the_lead_whose_counters_went_elsewhere_calls_again_for_a_higher_epoch(place: Place) -> None:
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


def test_a_hub_that_led_does_not_go_on_leading_when_it_gives_up_a_roll_call_that_was_overtaken(place: Place) -> None:
    rollcall.begin_roll_call(place.old, "lead")
    assert rollcall.cancel_roll_call(place.old).duty == SERVING
    rollcall.begin_roll_call(place.old, "lead")
    promotion.outranked(place.old, rollcall.roll(place.old).epoch + 1)
    with pytest.raises(Refused):
        rollcall.promote(place.old, "lead")
    assert rollcall.cancel_roll_call(place.old).duty == RETIRED


def test_both_hubs_are_promoted_and_every_node_follows_the_same_one(place: Place) -> None:
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


def test_a_kiosk_that_hears_of_a_higher_epoch_obeys_it_and_has_no_duty(place: Place) -> None:
    promotion.outranked(place.kiosk, 3)
    assert place.kiosk.read(lambda c: promotion.epoch(c, "commune")) == 3
    assert place.kiosk.read(lambda c: promotion.standing(c, place.kiosk.me)).duty == ""


def test_a_counter_whose_file_was_put_back_cannot_speak_for_what_it_was(place: Place, tmp_path, clock) -> None:
    """It says that it has nobody; the dead hub's word comes to light later, and the lead reads of both counters."""
    waits = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    assert place.call(place.old, place.one, "c1").id == waits.id  # the standby never hears of it
    roll = rollcall.begin_roll_call(place.new, "lead")
    place.answer(place.two)
    life = {"office": "commune", "station": "counter-1", "kind": "counter", "clock": clock}
    place.one = open_station(tmp_path / "put back", **life)
    said = place.answer(place.one)
    assert (said.held, said.forgot) == ((), True)
    assert rollcall.roll(place.new).missing == ("counter-1 (bản cũ)",)
    with pytest.raises(Refused) as doubtful:
        rollcall.promote(place.new, "lead")
    assert "counter-1 (bản cũ)" in doubtful.value.message
    rollcall.declare_off(place.new, "counter-1 (bản cũ)", "lead")
    place.answer(place.one)
    assert rollcall.promote(place.new, "lead").epoch == roll.epoch
    assert place.call(place.new, place.two, "c2").id == waits.id
    place.carry(place.old, place.new)
    place.one.close()
    [conflict] = conflicts.conflicts(place.new)
    assert conflict.ticket.conflict == "called_while_declared_off"
    assert set(conflict.parties) == {"quầy 1 (counter-1)", "quầy 2 (counter-2)"}


def test_a_counter_that_has_forgotten_the_epoch_and_obeyed_the_old_hub_says_so_itself(place: Place) -> None:
    """What it answered in the roll call died with its disk; put back, it finds the old hub and asks that one."""
    waits = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    roll = rollcall.begin_roll_call(place.new, "lead")
    place.answer(place.two)
    rollcall.take_answer(place.new, RollAnswer(roll.epoch, "counter-1", "a former life"))
    rollcall.promote(place.new, "lead")
    assert place.call(place.old, place.one, "c1").id == waits.id
    assert place.call(place.new, place.two, "c2").id == waits.id
    assert promotion.adopt(place.one, roll.epoch, "hub-2", place.new.me.incarnation)
    place.everywhere()
    for store in (place.old, place.new, place.kiosk, place.one, place.two):
        seen = place.seen(store, waits)
        assert (seen.holder, seen.conflict) == ("counter-2", "called_under_old_epoch")
    [conflict] = conflicts.conflicts(place.new)
    assert set(conflict.parties) == {"quầy 1 (counter-1)", "quầy 2 (counter-2)"}


def test_a_counter_that_answered_has_nothing_to_own_up_to(place: Place) -> None:
    """It called and let go before the roll call, of which the standby had not heard: no conflict, the citizen waits."""
    came = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    assert place.call(place.old, place.one, "c1").id == came.id
    serving.absent(place.one, came.id, "hanh")
    _promote_with_everybody(place)
    place.everywhere()
    assert conflicts.conflicts(place.new) == ()


def test_a_hub_whose_file_was_put_back_says_who_waits_for_a_roll_call_there(place: Place) -> None:
    waits = place.issue()
    place.carry(place.kiosk, place.old)
    renew(place.old, place.old.read(lambda c: journal.head(c, place.old.me.origin)[0]))
    promotion.begin_duty(place.old, standby=False, has_others=False)
    assert calling.claim(place.old, place.office, ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh")) is None
    assert (rollcall.roll(place.old).duty, rollcall.roll(place.old).tickets) == (SERVING, 1)
    _promote_with_everybody(place, place.old)
    assert place.call(place.old, place.one, "c2").id == waits.id
    assert rollcall.roll(place.old).tickets == 0


def test_a_hub_that_may_not_know_every_lease_draws_a_series_by_lot(place: Place) -> None:
    def leased(hub: Store) -> str:
        return lease_series(hub, "kiosk-2", "a life of its own", plain_first=False)

    _promote_with_everybody(place)
    plainly, drawn = leased(place.old), leased(place.new)
    assert plainly == all_series(False)[0]
    assert drawn in all_series(False)
    assert drawn == Random(f"{place.new.me.incarnation} a life of its own").sample(all_series(False), 1)[0]
