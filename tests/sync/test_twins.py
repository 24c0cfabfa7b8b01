"""A disk image beside its original: both speak with one file, and the hub's answers tell them so (R6)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sync.station
from kiosk.domain.event import canonical
from kiosk.services import heartbeats, surrender
from kiosk.services.issuing import issue
from kiosk.store.opening import open_station
from kiosk.store.store import Store
from sync.station import StationSync


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync.station, "BEAT_S", 0.0)


@pytest.fixture
def speaking(hub: Any) -> Iterator[Callable[[Store], StationSync]]:
    """A station's workers, which only the test moves."""
    stations: list[StationSync] = []

    def begin(store: Store) -> StationSync:
        stations.append(StationSync(store, hub.url, issues=True))
        return stations[-1]

    yield begin
    for one in stations:
        for line in (one._line, one._down_line, one._claim_line, one._staff_line, one._stand_ins):
            line.close()


@pytest.fixture
def copied(tmp_path: Path, clock: Any) -> Iterator[Callable[[Store], Store]]:
    """An image of a station's folder, opened beside its original."""
    copies: list[Store] = []

    def copy(original: Store) -> Store:
        me, image = original.me, tmp_path / "image"
        shutil.copytree(tmp_path / me.station, image, ignore=shutil.ignore_patterns("*.lock"))
        copies.append(open_station(image, office=me.office, station=me.station, kind="kiosk", clock=clock))
        return copies[-1]

    yield copy
    for one in copies:
        one.close()


def test_two_machines_with_one_file_part_before_either_gives_a_number(
    make_store: Callable[..., Store], speaking: Any, copied: Callable[[Store], Store], commune: Any
) -> None:
    original = make_store("kiosk-1")
    one = speaking(original)
    one._up_step()
    life = original.me.incarnation
    copy = copied(original)
    assert copy.me.incarnation == life, "nothing on this machine tells the copy from its original"
    other = speaking(copy)
    for _ in range(4):
        one._up_step()
        other._up_step()
    assert len({original.me.incarnation, copy.me.incarnation, life}) >= 2
    assert original.me.incarnation != copy.me.incarnation
    assert "bản sao" in one.link.alarms() + other.link.alarms()
    assert issue(original, commune, field="land").number != issue(copy, commune, field="land").number


def test_a_copy_that_gave_a_number_and_went_is_noticed_before_the_number_is_given_again(
    make_store: Callable[..., Store], speaking: Any, copied: Callable[[Store], Store], commune: Any
) -> None:
    original = make_store("kiosk-1")
    one = speaking(original)
    one._up_step()
    copy = copied(original)
    other = speaking(copy)
    other._up_step()
    given = issue(copy, commune, field="land").number
    other._up_step()
    one._up_step()
    one._up_step()
    assert issue(original, commune, field="land").number != given


def test_a_copy_hears_what_its_original_wrote_though_that_has_another_life_by_now(
    make_store: Callable[..., Store], speaking: Any, copied: Callable[[Store], Store], commune: Any
) -> None:
    original = make_store("kiosk-1")
    one = speaking(original)
    one._up_step()
    copy = copied(original)
    other = speaking(copy)
    other._up_step()
    given, life = issue(original, commune, field="land").number, original.me.incarnation
    one._up_step()
    surrender.renew(original, 99)
    one._up_step()
    for _ in range(2):
        other._up_step()
    assert copy.me.incarnation != life
    assert issue(copy, commune, field="land").number != given


def test_one_machine_started_again_and_again_keeps_its_life(make_store: Callable[..., Store], speaking: Any) -> None:
    store = make_store("kiosk-1")
    life = store.me.incarnation
    for _ in range(3):
        one = speaking(store)
        for _ in range(3):
            one._up_step()
    assert store.me.incarnation == life


def test_a_hub_that_was_put_back_twice_makes_no_twin_of_a_machine_that_is_alone(
    hub: Any, make_store: Callable[..., Store], speaking: Any
) -> None:
    store = make_store("kiosk-1")
    life = store.me.incarnation
    one = speaking(store)
    one._up_step()
    for _ in range(2):
        report = {"incarnation": life, "life": "the program's life before"}
        heartbeats.note(hub.store, "commune", "kiosk-1", "kiosk", canonical(report))
        surrender.renew(hub.store, 0, "restored")
        for _ in range(2):
            one._up_step()
    assert store.me.incarnation == life
