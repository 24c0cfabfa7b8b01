"""What a roll call is to those whose files were put back, or that heard of it late (queue-rules R4, R6)."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from kiosk.domain import facts
from kiosk.domain.number import all_series
from kiosk.domain.trouble import Refused
from kiosk.services import calling, conflicts, promotion, rollcall, serving
from kiosk.services.calling import ClaimRequest
from kiosk.services.issuing import issue, lease_series, series_by_lot
from kiosk.services.promotion import SERVING
from kiosk.services.rollcall import RollAnswer
from kiosk.services.surrender import renew
from kiosk.store import journal
from kiosk.store.opening import open_station
from kiosk.store.store import Store

FIELDS = ("land", "certification")


def test_a_kiosk_that_hears_of_a_higher_epoch_obeys_it_and_has_no_duty(place: Any) -> None:
    promotion.outranked(place.kiosk, 3)
    assert place.kiosk.read(lambda c: promotion.epoch(c, "commune")) == 3
    assert place.kiosk.read(lambda c: promotion.standing(c, place.kiosk.me)).duty == ""


def test_a_counter_whose_file_was_put_back_cannot_speak_for_what_it_was(place: Any, tmp_path, clock) -> None:
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


def test_a_counter_that_has_forgotten_the_epoch_and_obeyed_the_old_hub_says_so_itself(place: Any) -> None:
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


def test_a_counter_that_answered_has_nothing_to_own_up_to(place: Any) -> None:
    """It called and let go before the roll call, of which the standby had not heard: no conflict, the citizen waits."""
    came = place.issue()
    place.carry(place.kiosk, place.old)
    place.carry(place.old, place.new)
    assert place.call(place.old, place.one, "c1").id == came.id
    serving.absent(place.one, came.id, "hanh")
    place.promote()
    place.everywhere()
    assert conflicts.conflicts(place.new) == ()


def test_a_hub_whose_file_was_put_back_says_who_waits_for_a_roll_call_there(place: Any) -> None:
    waits = place.issue()
    place.carry(place.kiosk, place.old)
    renew(place.old, place.old.read(lambda c: journal.head(c, place.old.me.origin)[0]))
    promotion.begin_duty(place.old, standby=False, has_others=False)
    assert calling.claim(place.old, place.office, ClaimRequest("c1", "counter-1", 1, FIELDS, "hanh")) is None
    assert (rollcall.roll(place.old).duty, rollcall.roll(place.old).tickets) == (SERVING, 1)
    place.promote(place.old)
    assert place.call(place.old, place.one, "c2").id == waits.id
    assert rollcall.roll(place.old).tickets == 0


def test_a_hub_whose_file_was_put_back_does_not_end_the_roll_call_of_its_former_life(place: Any) -> None:
    """That life may have ended it: two hubs of one epoch, and nobody would obey the second."""
    called = rollcall.begin_roll_call(place.new, "lead")
    for counter in (place.one, place.two):
        place.answer(counter)
    renew(place.new, 0)
    assert rollcall.roll(place.new).duty == promotion.STANDBY
    with pytest.raises(Refused) as refused:
        rollcall.promote(place.new, "lead")
    assert refused.value.code == "roll-closed"
    again = rollcall.begin_roll_call(place.new, "lead")
    for counter in (place.one, place.two):
        place.answer(counter)
    if again.epoch < called.epoch:  # the counters had promised themselves to the former life, which is told
        assert {e.state for e in rollcall.roll(place.new).entries} == {"elsewhere"}
        again = rollcall.begin_roll_call(place.new, "lead")
        for counter in (place.one, place.two):
            place.answer(counter)
    rollcall.promote(place.new, "lead")
    assert rollcall.roll(place.new).duty == SERVING
    assert rollcall.roll(place.new).epoch == again.epoch != called.epoch


def test_a_hub_that_may_not_know_every_lease_draws_a_series_by_lot(place: Any) -> None:
    def leased(hub: Store) -> str:
        return lease_series(hub, "kiosk-2", "a life of its own", plain_first=False)

    place.promote()
    plainly, drawn = leased(place.old), leased(place.new)
    assert plainly == all_series(False)[0]
    assert drawn == series_by_lot(Random(f"{place.new.me.incarnation} a life of its own"))[0]


def test_no_series_is_leased_again_that_a_ticket_bears_though_nobody_told_of_the_lease(place: Any, make_store) -> None:
    """Its printed numbers would be given twice (I1)."""
    place.promote()
    first = series_by_lot(Random(f"{place.new.me.incarnation} a life of its own"))[0]
    other = make_store("kiosk-3")
    leased = facts.SeriesLeased("kiosk-3", other.me.incarnation, first)
    place.old.write(lambda tx: tx.append("series:office", leased, "hub"))
    place.carry(place.old, other)
    given = issue(other, place.office, field="land")
    assert given.series == first
    place.carry_own(other, place.new)
    drawn = lease_series(place.new, "kiosk-2", "a life of its own", plain_first=False)
    assert drawn not in (first, "")


def test_no_series_is_leased_that_the_asker_knows_as_taken(place: Any) -> None:
    place.promote()
    taken = series_by_lot(Random(f"{place.new.me.incarnation} a life of its own"))[:3]
    assert lease_series(place.new, "kiosk-2", "a life of its own", plain_first=False, taken=taken) not in taken
    everything = all_series(True)
    with pytest.raises(Refused) as refused:
        lease_series(place.new, "kiosk-3", "another", plain_first=False, taken=everything)
    assert refused.value.code == "series-exhausted"
