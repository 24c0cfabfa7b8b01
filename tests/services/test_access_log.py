"""The log of opened records: it travels, it is replayed, and it is found again; a corner's PIN stands in it, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain.trouble import Refused
from kiosk.services import access_log, corner
from kiosk.services.access_log import Subject
from kiosk.store import replaying
from kiosk.store.store import Store

DOSSIER = Subject("dossier", "H52.20-261123-0007", "Hồ sơ 0007")


def everything(store: Store, text: str = "") -> list[tuple[str, str, str, str]]:
    return [(o.actor, o.station, o.label, o.why) for o in access_log.openings(store, 0, 2**62, text)]


def test_an_opening_goes_up_like_every_event_and_comes_back_by_replay(
    hub: Store, make_store: Callable[..., Store], carry: Callable[[Store, Store], None], clock: Any
) -> None:
    counter = make_store("counter-1", kind="counter")
    access_log.opened(counter, "an", DOSSIER, "tra cứu", "công dân hỏi kết quả")
    clock.forward(seconds=1)
    access_log.opened(counter, "hanh", DOSSIER, "kiểm tra")
    carry(hub, counter)
    wanted = [("hanh", "counter-1", "Hồ sơ 0007", ""), ("an", "counter-1", "Hồ sơ 0007", "công dân hỏi kết quả")]
    assert everything(hub) == everything(counter) == wanted
    hub.write(lambda tx: replaying.replay(tx.conn))
    assert everything(hub) == wanted


def test_two_openings_of_one_record_on_two_stations_are_two(
    hub: Store, make_store: Callable[..., Store], carry: Callable[[Store, Store], None]
) -> None:
    for name in ("counter-1", "counter-2"):
        store = make_store(name, kind="counter")
        access_log.opened(store, "an", DOSSIER, "tra cứu")
        carry(hub, store)
    assert sorted(row[1] for row in everything(hub)) == ["counter-1", "counter-2"]


def test_words_find_without_marks_and_times_bound(hub: Store, clock: Any) -> None:
    access_log.opened(hub, "an", DOSSIER, "tra cứu", "công dân hỏi")
    access_log.opened(hub, "hanh", Subject("ticket", "t-1", "A012"), "tìm theo số")
    assert [row[0] for row in everything(hub, "CONG DAN")] == ["an"]
    assert [row[0] for row in everything(hub, "a012")] == ["hanh"]
    now = clock.now_ms()
    assert access_log.openings(hub, now + 1, now + 2) == ()
    assert len(access_log.openings(hub, now, now + 1)) == 2


def test_an_odd_id_still_has_its_place(hub: Store) -> None:
    for odd in ("số/12 (a)", "x" * 300, "đ"):
        access_log.opened(hub, "an", Subject("dossier", odd, odd[:20]), "tra cứu")
    assert len(everything(hub)) == 3


def test_the_log_fits_into_the_callers_own_transaction(hub: Store) -> None:
    def work(tx: Any) -> None:
        access_log.note(tx, "an", DOSSIER, "in kết quả")
        raise Refused("no", "Không in được.", "Thử lại.")

    with pytest.raises(Refused):
        hub.write(work)
    assert everything(hub) == []


def test_a_pin_is_counted_over_a_restart(make_store: Callable[..., Store], clock: Any) -> None:
    store = make_store("kiosk-1")
    for _ in range(corner.SCOPE.limit):
        with pytest.raises(Refused, match="chưa đúng"):
            corner.try_pin(store, "0000", "2580")
    store.close()
    store = make_store("kiosk-1")
    with pytest.raises(Refused, match="chờ một phút"):
        corner.try_pin(store, "2580", "2580")
    clock.forward(minutes=1)
    corner.try_pin(store, "2580", "2580")
    assert [row[2] for row in everything(store)] == ["opened", "refused", "refused", "refused"]
