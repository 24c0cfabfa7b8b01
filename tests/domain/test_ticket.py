"""A ticket's state: every legal and illegal step, conflicts (R5), and one fold on every node."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import facts
from kiosk.domain.event import GENESIS, Event, seal
from kiosk.domain.facts import Fact
from kiosk.domain.ticket import (
    ABSENT,
    CALLED,
    EXPIRED,
    HELD,
    PRINTED,
    PRINTING,
    SERVED,
    SERVING,
    UNPRINTED,
    VOIDED,
    WAITING,
    Ticket,
)
from kiosk.domain.ticket_fold import fold

KIOSK, HUB, DESK, OTHER = "kiosk-1", "hub", "counter-1", "counter-2"
ISSUED = facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "land", priority="elderly")
CALL = facts.TicketCalled("claim-1", 1, DESK, "oldest")
Step = tuple[str, Fact]


def _event(station: str, fact: Fact, ver: int, event_id: str) -> Event:
    return seal(
        office="commune",
        station=station,
        incarnation=f"life-of-{station}",
        seq=ver,
        event_id=event_id,
        stream_id="ticket:t1",
        stream_ver=ver,
        type=fact.type,
        schema_ver=fact.schema_ver,
        at=1000 * ver,
        actor="a",
        body=facts.to_body(fact),
        prev_hash=GENESIS,
    )


def _told(*steps: Step) -> list[Event]:
    return [_event(station, fact, n, f"e{n:03d}") for n, (station, fact) in enumerate(steps, 1)]


def _after(*steps: Step) -> Ticket:
    ticket = fold(_told((KIOSK, ISSUED), *steps))
    assert ticket is not None
    return ticket


QUEUED: tuple[Step, ...] = ((KIOSK, facts.TicketHandedOver(HUB, 1)), (HUB, facts.TicketAccepted(1)))
WAYS: dict[str, tuple[Step, ...]] = {
    WAITING: QUEUED,
    CALLED: (*QUEUED, (HUB, CALL)),
    SERVING: (*QUEUED, (HUB, CALL), (DESK, facts.TicketStarted(1))),
    HELD: (*QUEUED, (HUB, CALL), (DESK, facts.TicketHeld(1, "photo"))),
    SERVED: (*QUEUED, (HUB, CALL), (DESK, facts.TicketServed(1))),
    ABSENT: (*QUEUED, (HUB, CALL), (DESK, facts.TicketAbsent(1))),
    VOIDED: (*QUEUED, (KIOSK, facts.TicketVoided("error"))),
    EXPIRED: (*QUEUED, (HUB, facts.TicketExpired())),
}
STEPS: dict[str, Step] = {
    "call": (HUB, replace(CALL, claim_id="claim-2")),
    "start": (DESK, facts.TicketStarted(1)),
    "serve": (DESK, facts.TicketServed(1)),
    "absent": (DESK, facts.TicketAbsent(1)),
    "hold": (DESK, facts.TicketHeld(1, "photo")),
    "resume": (DESK, facts.TicketResumed(1)),
    "transfer": (DESK, facts.TicketTransferred("tax", 0, HUB, 2)),
    "void": (KIOSK, facts.TicketVoided("error")),
    "expire": (HUB, facts.TicketExpired()),
}
LEGAL: dict[str, dict[str, str]] = {
    WAITING: {"call": CALLED, "serve": SERVED, "void": VOIDED, "expire": EXPIRED},
    CALLED: {
        "start": SERVING,
        "serve": SERVED,
        "absent": ABSENT,
        "hold": HELD,
        "transfer": WAITING,
        "expire": EXPIRED,
    },
    SERVING: {"serve": SERVED, "absent": ABSENT, "hold": HELD, "transfer": WAITING, "expire": EXPIRED},
    HELD: {"serve": SERVED, "absent": ABSENT, "resume": SERVING, "transfer": WAITING, "expire": EXPIRED},
    ABSENT: {"call": CALLED, "serve": SERVED, "void": VOIDED, "expire": EXPIRED},
    SERVED: {},
    VOIDED: {"call": CALLED, "serve": SERVED},
    EXPIRED: {"call": CALLED, "serve": SERVED, "void": VOIDED},
}
"""What each step makes of each state; a step that is not named leaves the state alone. Serving dominates (R3, R5)."""


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(state: str, step: str) -> None:
    before = _after(*WAYS[state])
    assert before.state == state
    after = _after(*WAYS[state], STEPS[step])
    assert after.state == LEGAL[state].get(step, state)


@pytest.mark.parametrize(
    ("state", "step", "conflict"),
    [
        (CALLED, "call", "called_twice"),
        (SERVING, "call", "called_twice"),
        (HELD, "call", "called_twice"),
        (SERVED, "call", "called_after_served"),
        (VOIDED, "call", "called_after_voided"),
        (EXPIRED, "call", "called_after_expired"),
        (SERVED, "serve", ""),
        (CALLED, "void", "voided_while_called"),
        (ABSENT, "call", ""),
        (WAITING, "serve", ""),
    ],
)
def test_contradictions_become_visible_conflicts(state: str, step: str, conflict: str) -> None:
    assert _after(*WAYS[state], STEPS[step]).conflict == conflict


def test_one_counter_that_says_twice_that_it_served_has_served_once_and_two_counters_twice() -> None:
    told = _after(*WAYS[SERVED], STEPS["serve"])
    assert replace(told, version=0) == replace(_after(*WAYS[SERVED]), version=0)
    assert _after(*WAYS[SERVED], (OTHER, STEPS["serve"][1])).conflict == "served_twice"


def test_who_was_called_and_passed_on_goes_on_though_another_counter_had_passed_the_paper_on_unheard() -> None:
    shown = (OTHER, facts.TicketPresented(2, "2026-11-23", "A001", "scanned"))
    unheard = (OTHER, facts.TicketTransferred("land", 0, HUB, 2))
    passed_on = (DESK, facts.TicketTransferred("certification", 0, HUB, 2))
    again = (HUB, replace(CALL, claim_id="claim-2", to=OTHER, counter=2))
    after = _after(*QUEUED, shown, unheard, (HUB, CALL), passed_on, (HUB, facts.TicketAccepted(2)), again)
    assert (after.state, after.holder, after.field, after.conflict) == (CALLED, OTHER, "certification", "")


@pytest.mark.parametrize(
    ("how", "conflict"),
    [(facts.TicketAbsent(1), ""), (facts.TicketServed(1), "called_under_old_epoch"), (None, "called_under_old_epoch")],
)
def test_who_did_not_come_to_a_counter_that_a_later_hub_knew_nothing_of_was_rightly_called_again(
    how: Fact | None, conflict: str
) -> None:
    vouched = (DESK, facts.TicketAttested(CALL.claim_id, 1))
    ended = ((DESK, how),) if how else ()
    over = ("hub-2", facts.TicketTakenOver(7, 2, ()))
    assert _after(*QUEUED, vouched, *ended, over).conflict == conflict


def test_the_first_conflict_stays() -> None:
    steps = (*WAYS[CALLED], STEPS["call"], STEPS["serve"], STEPS["serve"])
    assert _after(*steps).conflict == "called_twice"


@pytest.mark.parametrize("step", ["start", "absent", "hold", "transfer"])
def test_only_the_counter_that_holds_the_citizen_may_speak_for_it(step: str) -> None:
    called = _after(*WAYS[CALLED])
    spoken = _after(*WAYS[CALLED], (OTHER, STEPS[step][1]))
    assert replace(spoken, version=called.version) == called


def test_the_same_claim_told_twice_is_one_call() -> None:
    ticket = _after(*WAYS[CALLED], (HUB, CALL))
    assert (ticket.conflict, len(ticket.calls)) == ("", 1)


def test_a_counter_vouches_for_its_call_of_a_citizen_who_came_with_the_paper_before() -> None:
    shown = (DESK, facts.TicketPresented(1, "2026-11-23", "A001", "scanned"))
    vouched, sent_on = facts.TicketAttested(CALL.claim_id, 1), facts.TicketTransferred("land", 0, HUB, 2)
    heard = _after(*QUEUED, shown, (DESK, vouched), (DESK, sent_on))
    assert [c.claim_id for c in heard.calls] == [CALL.claim_id], "a take-over must know of it (R4)"
    over = facts.TicketTakenOver(7, 3, tuple(c.claim_id for c in heard.calls))
    whole = _after(*QUEUED, shown, (HUB, CALL), (DESK, vouched), (DESK, sent_on), ("hub-2", over))
    assert (whole.state, whole.owner, whole.conflict) == (WAITING, "hub-2", "")


def test_a_counter_vouches_for_its_call_of_a_citizen_who_showed_the_paper_elsewhere() -> None:
    shown = (OTHER, facts.TicketPresented(2, "2026-11-23", "A001", "scanned"))
    vouched, sent_on = facts.TicketAttested(CALL.claim_id, 1), facts.TicketTransferred("land", 0, HUB, 2)
    heard = _after(*QUEUED, shown, (DESK, vouched), (OTHER, sent_on))
    assert [c.claim_id for c in heard.calls] == [CALL.claim_id], "a take-over must know of it (R4)"
    assert (heard.state, heard.transit_to) == (WAITING, HUB)
    over = facts.TicketTakenOver(7, 3, tuple(c.claim_id for c in heard.calls))
    whole = _after(*QUEUED, shown, (HUB, CALL), (DESK, vouched), (OTHER, sent_on), ("hub-2", over))
    assert (whole.state, whole.owner, whole.conflict) == (WAITING, "hub-2", "")


def test_a_counter_vouches_for_the_call_of_a_second_hub_that_it_had_asked_with_the_same_question() -> None:
    over = ("hub-2", facts.TicketTakenOver(7, 2, ()))
    vouched = (DESK, facts.TicketAttested(CALL.claim_id, 1, epoch=7))
    heard = _after(*QUEUED, (HUB, CALL), over, vouched)
    assert (heard.state, heard.holder) == (CALLED, DESK), "a third hub would call the citizen away (R4)"
    assert [(c.claim_id, c.epoch, c.fenced) for c in heard.calls] == [(CALL.claim_id, 7, 0)]
    whole = _after(*QUEUED, (HUB, CALL), over, ("hub-2", replace(CALL, epoch=7)), vouched)
    assert (whole.state, whole.holder, len(whole.calls), whole.conflict) == (CALLED, DESK, 1, "")


def test_ownership_goes_by_hand_over_and_acceptance_of_the_named_station_alone() -> None:
    def owner(*steps: Step) -> tuple[str, str, str]:
        t = _after(*steps)
        return t.owner, t.owner_incarnation, t.transit_to

    assert owner() == (KIOSK, f"life-of-{KIOSK}", "")
    assert owner(QUEUED[0]) == ("", "", HUB)
    assert owner(*QUEUED) == (HUB, f"life-of-{HUB}", "")
    assert owner(QUEUED[0], (OTHER, facts.TicketAccepted(1))) == ("", "", HUB)
    assert owner(QUEUED[0], (HUB, facts.TicketAccepted(2))) == ("", "", HUB)
    assert owner(*QUEUED, QUEUED[0]) == (HUB, f"life-of-{HUB}", "")
    assert owner(*QUEUED, (HUB, facts.TicketHandedOver("hub-2", 2))) == ("", "", "hub-2")


def test_a_transfer_waits_again_from_its_first_hour_for_another_field_or_counter() -> None:
    ticket = _after(*WAYS[SERVING], (DESK, facts.TicketTransferred("tax", 4, HUB, 2, "wrong desk")))
    assert (ticket.field, ticket.to_counter, ticket.queued_at) == ("tax", 4, 1000)
    assert (ticket.holder, ticket.counter, ticket.owner, ticket.transit_to) == ("", 0, "", HUB)
    assert (ticket.transfers, ticket.reason) == (1, "wrong desk")


def test_a_recall_announces_again_and_only_while_called() -> None:
    recall: Step = (DESK, facts.TicketRecalled(1))
    again = _after(*WAYS[CALLED], recall, recall)
    assert (again.recalls, again.called_at, again.announced_at) == (2, 4000, 6000)
    assert _after(*WAYS[SERVING], recall).recalls == 0
    assert _after(*WAYS[CALLED], (OTHER, recall[1])).recalls == 0


@pytest.mark.parametrize(
    ("told", "paper"),
    [
        ((facts.TicketPrinting(),), PRINTING),
        ((facts.TicketPrinting(), facts.TicketPrinted()), PRINTED),
        ((facts.TicketPrinting(), facts.TicketUnprinted("paper-out")), UNPRINTED),
        ((facts.TicketPrinted(), facts.TicketUnprinted("late doubt")), PRINTED),
        ((facts.TicketUnprinted("jam"), facts.TicketPrinting(), facts.TicketPrinted()), PRINTED),
    ],
)
def test_the_papers_own_states(told: tuple[Fact, ...], paper: str) -> None:
    ticket = _after(*((KIOSK, fact) for fact in told))
    assert (ticket.paper, ticket.state) == (paper, WAITING)


@pytest.mark.parametrize("state", WAYS)
def test_who_saw_the_papers_is_believed_wherever_the_ticket_stands(state: str) -> None:
    before = _after(*WAYS[state])
    assert (before.priority, before.priority_by) == ("elderly", "")
    seen = _after(*WAYS[state], (DESK, facts.TicketPriorityConfirmed("merit")))
    assert seen == replace(before, priority="merit", priority_by="a", version=before.version + 1)
    none = _after(
        *WAYS[state], (DESK, facts.TicketPriorityConfirmed("merit")), (OTHER, facts.TicketPriorityConfirmed(""))
    )
    assert (none.priority, none.priority_by) == ("", "a")


def test_a_transfer_and_a_new_call_keep_what_was_proven() -> None:
    proven = (*WAYS[SERVING], (DESK, facts.TicketPriorityConfirmed("merit")))
    sent = (*proven, STEPS["transfer"], (HUB, facts.TicketAccepted(2)), (HUB, replace(CALL, claim_id="c2", to=OTHER)))
    ticket = _after(*sent)
    assert (ticket.holder, ticket.priority, ticket.priority_by) == (OTHER, "merit", "a")


def test_a_second_birth_is_a_conflict_and_changes_nothing_else() -> None:
    ticket = _after((OTHER, replace(ISSUED, number="B009", letter="B")))
    assert (ticket.number, ticket.owner, ticket.conflict) == ("A001", KIOSK, "issued_twice")


def test_without_its_birth_a_ticket_is_not_known_yet() -> None:
    assert fold(_told((HUB, CALL))) is None


_FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(facts.TicketHandedOver, st.sampled_from([HUB, KIOSK]), st.integers(1, 3)),
    st.builds(facts.TicketAccepted, st.integers(1, 3)),
    st.builds(
        facts.TicketCalled, st.sampled_from("abc"), st.integers(1, 2), st.sampled_from([DESK, OTHER]), st.just("oldest")
    ),
    st.builds(facts.TicketTransferred, st.sampled_from(["", "tax"]), st.just(0), st.just(HUB), st.integers(1, 3)),
    st.sampled_from([
        facts.TicketRecalled(1),
        facts.TicketStarted(1),
        facts.TicketServed(1),
        facts.TicketAbsent(1),
        facts.TicketHeld(1),
        facts.TicketResumed(1),
        facts.TicketPrinting(),
        facts.TicketPrinted(),
        facts.TicketUnprinted("jam"),
        facts.TicketVoided("x"),
        facts.TicketExpired(),
        facts.TicketPriorityConfirmed("merit"),
        facts.TicketPriorityConfirmed(""),
        ISSUED,
    ]),
)  # fmt: skip
_STATIONS = st.sampled_from([KIOSK, HUB, DESK, OTHER])
_HISTORIES = st.lists(st.tuples(_STATIONS, _FACTS, st.integers(1, 9)), max_size=14)


@settings(max_examples=300)
@given(history=_HISTORIES, seed=st.integers(0, 2**32))
def test_any_order_of_arrival_with_any_repeats_folds_to_the_same_ticket(
    history: list[tuple[str, Fact, int]], seed: int
) -> None:
    """Versions clash on purpose: stations that wrote side by side without knowing of each other (R5)."""
    events = [_event(KIOSK, ISSUED, 1, "e000")]
    events += [_event(station, fact, ver, f"e{n:03d}") for n, (station, fact, ver) in enumerate(history, 1)]
    random = Random(seed)
    mixed = events + random.choices(events, k=5)
    random.shuffle(mixed)
    assert fold(mixed) == fold(events)


@settings(max_examples=300)
@given(history=_HISTORIES)
def test_once_served_it_stays_served_whatever_else_arrives_later_in_its_line(
    history: list[tuple[str, Fact, int]],
) -> None:
    steps = [(station, fact) for station, fact, _ in history]
    cut = [fold(_told((KIOSK, ISSUED), *steps[:n])) for n in range(len(steps) + 1)]
    states = [t.state for t in cut if t]
    assert SERVED not in states or set(states[states.index(SERVED) :]) == {SERVED}


@settings(max_examples=200)
@given(history=_HISTORIES)
def test_a_ticket_has_one_owner_or_is_in_transit_and_never_both(history: list[tuple[str, Fact, int]]) -> None:
    steps = [(station, fact) for station, fact, _ in history]
    ticket = fold(_told((KIOSK, ISSUED), *steps))
    assert ticket is not None
    assert bool(ticket.owner) != bool(ticket.transit_to)
