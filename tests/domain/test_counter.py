"""A counter's state: a fold like a ticket's."""

from __future__ import annotations

from random import Random

import pytest

from kiosk.domain import facts
from kiosk.domain.counter import CLOSED, OPEN, PAUSED, fold, stream_of
from kiosk.domain.event import GENESIS, Event, seal


def _told(*told: facts.Fact, station: str = "counter-1") -> list[Event]:
    return [
        seal(
            office="commune",
            station=station,
            incarnation="i",
            seq=n,
            event_id=f"e{n}",
            stream_id=stream_of(7),
            stream_ver=n,
            type=fact.type,
            schema_ver=fact.schema_ver,
            at=1000 * n,
            actor="hanh",
            body=facts.to_body(fact),
            prev_hash=GENESIS,
        )
        for n, fact in enumerate(told, 1)
    ]


OPENED = facts.CounterOpened(7, "hanh", "Hạnh", ("land", "tax"))


def test_nothing_told_is_no_counter() -> None:
    assert fold([]) is None


def test_a_clerk_opens_pauses_resumes_and_closes() -> None:
    line = _told(OPENED, facts.CounterPaused(7, "họp"), facts.CounterResumed(7), facts.CounterClosed(7))
    states = [fold(line[:n]) for n in range(1, 5)]
    assert [s and (s.state, s.staff_name, s.reason, s.since) for s in states] == [
        (OPEN, "Hạnh", "", 1000),
        (PAUSED, "Hạnh", "họp", 2000),
        (OPEN, "Hạnh", "", 3000),
        (CLOSED, "", "", 4000),
    ]
    assert states[0] is not None
    assert states[0].fields == ("land", "tax")
    assert states[3] is not None
    assert states[3].fields == ()
    assert states[3].number == 7


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_arrival_and_repeats_do_not_matter(seed: int) -> None:
    line = _told(OPENED, facts.CounterPaused(7, "họp"), facts.CounterResumed(7), facts.CounterClosed(7), OPENED)
    mixed = line + line[:3]
    Random(seed).shuffle(mixed)
    assert fold(mixed) == fold(line)
