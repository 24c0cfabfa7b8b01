"""The service day (R8): never back, never on a doubtful leap, and closed by events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.domain.service_day import VIETNAM
from kiosk.domain.trouble import CallTechnician
from kiosk.services import calling, closing, days, serving
from kiosk.services.calling import ClaimRequest
from kiosk.services.issuing import issue
from kiosk.store import tickets
from kiosk.store.store import Store


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=VIETNAM).timestamp() * 1000)


def _issue(hub: Store, office):
    return issue(hub, office, field="land", hub="hub")


def test_a_clock_set_back_never_reuses_a_number(hub: Store, commune, clock) -> None:
    first = _issue(hub, commune)
    for when in ("2026-11-20T08:00", "1970-01-01T08:00"):
        clock.at = _at(when)
        again = _issue(hub, commune)
        assert (again.service_day, again.ordinal > first.ordinal) == ("2026-11-23", True)


def test_the_next_working_day_is_beyond_doubt_also_after_a_week_end(hub: Store, commune, clock) -> None:
    clock.at = _at("2026-11-27T08:00")
    days.vouch(hub, clock.at)
    assert _issue(hub, commune).service_day == "2026-11-27"
    clock.at = _at("2026-11-30T08:00")
    assert _issue(hub, commune).service_day == "2026-11-30"


@pytest.mark.parametrize("when", ["2026-11-26T08:00", "2029-11-23T08:00"])
def test_a_leap_over_a_working_day_needs_somebody_to_vouch(hub: Store, commune, clock, when: str) -> None:
    waiting = _issue(hub, commune)
    clock.at = _at(when)
    with pytest.raises(CallTechnician) as doubtful:
        _issue(hub, commune)
    assert doubtful.value.code == "day-doubtful"
    days.vouch(hub, _at("2026-11-24T08:00"))
    with pytest.raises(CallTechnician):
        _issue(hub, commune)
    won = calling.claim(hub, commune, ClaimRequest("c", "counter-1", 1, ("land",), "hanh"))
    assert won is not None
    assert won.id == waiting.id  # a wrong clock does not send home who waits
    assert closing.expire_left(hub, commune) == 0
    assert days.confirm(hub, "lead") == when[:10]
    assert _issue(hub, commune).service_day == when[:10]


def test_a_new_file_on_a_machine_without_a_battery_gives_no_number_of_1970(hub: Store, commune, clock) -> None:
    clock.at = _at("1970-01-01T08:00")
    with pytest.raises(CallTechnician):
        _issue(hub, commune)


@pytest.mark.parametrize("when", ["2026-11-20T08:00", "2027-02-01T08:00"])
def test_a_new_kiosk_whose_clock_contradicts_the_hub_gives_no_number(hub: Store, commune, clock, when: str) -> None:
    days.vouch(hub, clock.at)
    clock.at = _at(when)
    with pytest.raises(CallTechnician):
        _issue(hub, commune)


def test_what_is_left_at_the_end_of_the_day_is_closed_by_its_owner(
    hub: Store, make_store: Callable[..., Store], commune, clock
) -> None:
    kiosk = make_store("kiosk-1")
    left, held = _issue(hub, commune), _issue(hub, commune)
    calling.claim(hub, commune, ClaimRequest("c", "hub", 1, ("land",), "hanh", number=held.number, reason="thử"))
    assert serving.current_ticket(hub) is not None
    for when, closed in (("2026-11-23T17:30", 0), ("2026-11-23T20:30", 1), ("2026-11-24T07:30", 1)):
        clock.at = _at(when)
        assert (closing.expire_left(kiosk, commune), closing.expire_left(hub, commune)) == (0, closed)
    states = {t.number: t.state for t in (_seen(hub, left.id), _seen(hub, held.id))}
    assert states == {left.number: "expired", held.number: "expired"}
    assert closing.expire_left(hub, commune) == 0


def _seen(store: Store, ticket_id: str):
    return store.read(lambda c: tickets.get(c, "commune", ticket_id))
