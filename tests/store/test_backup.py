"""Backups that really read back, and the recovery of a damaged or lost file under a new life (R6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.domain.trouble import CallTechnician, TryLater
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.issuing import issue, lease_own_series
from kiosk.store.backup import KEEP, back_up, back_up_if_due, backups
from kiosk.store.opening import FILE
from kiosk.store.restoring import Recovery, open_or_recover
from kiosk.store.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kiosk-1"


@pytest.fixture
def recover(folder: Path, clock):
    opened: list[Store] = []

    def act() -> tuple[Store, Recovery | None]:
        store, recovery = open_or_recover(folder, office="commune", station="kiosk-1", kind="kiosk", clock=clock)
        opened.append(store)
        return store, recovery

    yield act
    for store in opened:
        store.close()


def _spoil(path: Path) -> bytes:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(b"\xa5" * 8192)
    return path.read_bytes()


def test_a_backup_is_the_whole_database_under_the_same_key(
    kiosk: Store, folder: Path, commune, picture, recover
) -> None:
    for _ in range(3):
        issue(kiosk, commune, field="land")
    copy = back_up(kiosk.database.engine, folder)
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    before = picture(kiosk, every=True)
    kiosk.close()
    (folder / FILE).unlink()
    copy.replace(folder / FILE)
    again, recovery = recover()
    assert recovery is None
    assert picture(again, every=True) == before


def test_a_backup_is_taken_while_the_office_works_and_once_a_day(kiosk: Store, folder: Path, commune, clock) -> None:
    issue(kiosk, commune, field="land")
    first = back_up_if_due(kiosk, folder, clock.now_ms())
    assert first is not None
    clock.forward(minutes=30)
    assert back_up_if_due(kiosk, folder, clock.now_ms()) is None
    clock.forward(minutes=24 * 60)
    second = back_up_if_due(kiosk, folder, clock.now_ms())
    assert backups(folder) == [second, first]


def test_old_backups_make_room_and_torn_ones_are_swept(kiosk: Store, folder: Path, clock) -> None:
    made = []
    for _ in range(KEEP + 3):
        clock.forward(minutes=24 * 60)
        made.append(back_up(kiosk.database.engine, folder, at=clock.now_ms()))
    torn = folder / "backups" / "station-x.part"
    torn.write_bytes(b"half")
    made.append(back_up(kiosk.database.engine, folder, at=clock.now_ms() + 1))
    assert backups(folder) == made[: -KEEP - 1 : -1]
    assert not torn.exists()


def test_a_sound_file_is_opened_and_nothing_is_moved(kiosk: Store, folder: Path, recover) -> None:
    me = kiosk.me
    kiosk.close()
    store, recovery = recover()
    assert recovery is None
    assert store.me == me
    assert not (folder / "damaged").exists()


def test_a_damaged_file_is_kept_aside_and_the_newest_backup_lives_again_as_another(
    kiosk: Store, folder: Path, commune, recover
) -> None:
    owned = issue(kiosk, commune, field="land")
    copy = back_up(kiosk.database.engine, folder)
    issue(kiosk, commune, field="land")
    old = kiosk.me
    kiosk.close()
    spoiled = _spoil(folder / FILE)
    store, recovery = recover()
    assert recovery is not None
    assert recovery.backup == copy
    assert recovery.aside is not None
    assert (recovery.aside / FILE).read_bytes() == spoiled
    assert str(recovery.aside) in recovery.message
    assert copy.exists()
    assert (store.me.station, store.me.incarnation != old.incarnation) == ("kiosk-1", True)
    with pytest.raises(TryLater) as missing:
        issue(store, commune, field="land")
    assert missing.value.code == "series-missing"
    assert claim(store, commune, ClaimRequest("c1", "kiosk-1", 1, ("land",), "a")) is None, "R6: ownership surrendered"
    assert store.read(lambda c: c.exec_driver_sql("SELECT id FROM ticket").scalars().all()) == [owned.id]
    store.close()
    assert recover()[1] is None, "the second start finds a sound file"


def test_a_new_lease_after_a_recovery_is_another_series(kiosk: Store, folder: Path, commune, recover) -> None:
    issue(kiosk, commune, field="land")
    back_up(kiosk.database.engine, folder)
    kiosk.close()
    _spoil(folder / FILE)
    store, _ = recover()
    assert lease_own_series(store) != ""
    number = issue(store, commune, field="land").number
    assert number.startswith("C")
    assert number != "C001"


def test_a_bad_backup_is_passed_over_and_kept(kiosk: Store, folder: Path, commune, clock, recover) -> None:
    good = back_up(kiosk.database.engine, folder, at=clock.now_ms())
    bad = back_up(kiosk.database.engine, folder, at=clock.now_ms() + 60_000)
    kiosk.close()
    _spoil(folder / FILE)
    content = _spoil(bad)
    store, recovery = recover()
    assert recovery is not None
    assert (recovery.backup, recovery.passed_over) == (good, (bad,))
    assert bad.read_bytes() == content
    assert store.read(lambda c: c.exec_driver_sql("PRAGMA quick_check").scalar()) == "ok"


def test_without_a_backup_an_empty_file_is_begun_and_the_damaged_one_kept(kiosk: Store, folder: Path, recover) -> None:
    old = kiosk.me.incarnation
    kiosk.close()
    spoiled = _spoil(folder / FILE)
    store, recovery = recover()
    assert recovery is not None
    assert recovery.backup is None
    assert recovery.aside is not None
    assert (recovery.aside / FILE).read_bytes() == spoiled
    assert store.me.incarnation != old


@pytest.mark.parametrize("loss", ["deleted", "emptied"])
def test_a_lost_file_comes_back_from_its_backup(kiosk: Store, folder: Path, commune, recover, loss: str) -> None:
    issue(kiosk, commune, field="land")
    copy = back_up(kiosk.database.engine, folder)
    old = kiosk.me.incarnation
    kiosk.close()
    if loss == "deleted":
        (folder / FILE).unlink()
    else:
        (folder / FILE).write_bytes(b"")
    store, recovery = recover()
    assert recovery is not None
    assert recovery.backup == copy
    assert store.me.incarnation != old
    assert store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM ticket").scalar()) == 1


def test_a_wrong_key_is_no_damage_nothing_is_moved(kiosk: Store, folder: Path, recover) -> None:
    back_up(kiosk.database.engine, folder)
    kiosk.close()
    before = (folder / FILE).read_bytes()
    (folder / "station.key").write_text("ab" * 32)
    with pytest.raises(CallTechnician) as trouble:
        recover()
    assert trouble.value.code == "key-wrong"
    assert (folder / FILE).read_bytes() == before
    assert not (folder / "damaged").exists()
