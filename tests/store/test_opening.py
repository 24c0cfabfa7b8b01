"""Opening a real file: its settings, and every way in which it must be refused untouched."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.domain.trouble import CallTechnician
from kiosk.services.issuing import issue, lease_own_series
from kiosk.store import opening
from kiosk.store.opening import open_station
from kiosk.store.store import Store

FORGED_KEY = "ab" * 32


def _refused(act: Callable[[], object]) -> CallTechnician:
    with pytest.raises(CallTechnician) as trouble:
        act()
    assert trouble.value.message
    assert trouble.value.remedy
    return trouble.value


def test_the_settings_of_the_file_are_those_of_the_design(kiosk: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 10000}
    for read in (kiosk.read, kiosk.database.write):
        assert {n: read(lambda c, n=n: c.exec_driver_sql(f"PRAGMA {n}").scalar()) for n in wanted} == wanted
    assert kiosk.read(lambda c: c.exec_driver_sql("PRAGMA cipher_version").scalar())


def test_nothing_readable_stands_on_the_disk(kiosk: Store, commune, tmp_path: Path) -> None:
    issue(kiosk, commune, field="land", procedure="1.001193", actor="người-lấy-số")
    kiosk.close()
    content = (tmp_path / "kiosk-1" / "station.db").read_bytes()
    assert len(content) > 10_000
    assert not content.startswith(b"SQLite format 3")
    for secret in ("1.001193", "người-lấy-số", "ticket.issued", "CREATE TABLE"):
        assert secret.encode() not in content


def test_the_key_is_for_its_owner_alone(kiosk: Store, tmp_path: Path) -> None:
    assert (tmp_path / "kiosk-1" / "station.key").stat().st_mode & 0o777 == 0o600


def test_a_file_opened_again_is_the_same_station_with_the_same_life(make_store: Callable[..., Store]) -> None:
    first = make_store()
    me = first.me
    first.close()
    assert make_store().me == me


def test_a_wrong_key_is_told_from_damage_and_the_file_stays_as_it_is(
    make_store: Callable[..., Store], tmp_path: Path
) -> None:
    make_store().close()
    folder = tmp_path / "kiosk-1"
    before = (folder / "station.db").read_bytes()
    (folder / "station.key").write_text(FORGED_KEY)
    assert _refused(make_store).code == "key-wrong"
    (folder / "station.mark").unlink()
    assert _refused(make_store).code == "file-damaged"
    assert (folder / "station.db").read_bytes() == before


@pytest.mark.parametrize("torn", ["", "zz" * 32, "ab" * 31])
def test_a_damaged_key_is_refused(make_store: Callable[..., Store], tmp_path: Path, torn: str) -> None:
    make_store().close()
    (tmp_path / "kiosk-1" / "station.key").write_text(torn)
    assert _refused(make_store).code == "key-damaged"


def test_a_file_without_its_key_is_refused_and_no_new_key_is_made(
    make_store: Callable[..., Store], tmp_path: Path
) -> None:
    make_store().close()
    key = tmp_path / "kiosk-1" / "station.key"
    key.unlink()
    assert _refused(make_store).code == "key-missing"
    assert not key.exists()


def test_a_key_may_come_as_a_credential_of_the_system(
    make_store: Callable[..., Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "motcua-key").write_text(FORGED_KEY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    make_store().close()
    assert not (tmp_path / "kiosk-1" / "station.key").exists()
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    assert _refused(make_store).code == "key-missing"


def test_another_stations_file_is_refused(make_store: Callable[..., Store], tmp_path: Path) -> None:
    make_store("kiosk-1").close()
    (tmp_path / "kiosk-1").rename(tmp_path / "kiosk-2")
    trouble = _refused(lambda: make_store("kiosk-2"))
    assert trouble.code == "other-station"
    assert "kiosk-1" in trouble.message
    (tmp_path / "kiosk-2").rename(tmp_path / "kiosk-1")
    assert _refused(lambda: make_store("kiosk-1", office="province")).code == "other-station"
    assert make_store("kiosk-1").me.station == "kiosk-1"


def test_a_newer_programs_file_is_refused_untouched(make_store: Callable[..., Store], tmp_path: Path) -> None:
    store = make_store()
    store.database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    before = (tmp_path / "kiosk-1" / "station.db").read_bytes()
    assert _refused(make_store).code == "newer-file"
    assert (tmp_path / "kiosk-1" / "station.db").read_bytes() == before


def _spoil(path: Path, where: str) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        if where == "cut":
            file.truncate(size // 2)
            return
        file.seek(0 if where == "head" else size // 2)
        file.write(b"\xa5" * 4096)


@pytest.mark.parametrize("where", ["head", "middle", "cut"])
def test_a_damaged_file_is_refused_and_kept(make_store: Callable[..., Store], tmp_path: Path, where: str) -> None:
    make_store().close()
    path = tmp_path / "kiosk-1" / "station.db"
    _spoil(path, where)
    spoiled = path.read_bytes()
    assert _refused(make_store).code == "file-damaged"
    assert path.read_bytes() == spoiled


def test_a_second_process_is_refused_while_the_first_lives(kiosk: Store, tmp_path: Path) -> None:
    script = Path(__file__).with_name("issue_forever.py")
    command = [sys.executable, str(script), str(tmp_path / "kiosk-1"), str(kiosk.clock.now_ms())]
    second = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
    assert second.returncode != 0
    assert "Đóng cửa sổ kia rồi mở lại." in second.stderr
    assert second.stdout == ""


def test_a_second_opening_in_the_same_process_is_refused_and_leaves_the_first_alone(
    kiosk: Store, make_store: Callable[..., Store], commune
) -> None:
    assert _refused(make_store).code == "already-open"
    assert issue(kiosk, commune, field="land").ordinal == 1


def test_a_refused_opening_gives_the_folder_free(make_store: Callable[..., Store], tmp_path: Path) -> None:
    make_store().close()
    key = tmp_path / "kiosk-1" / "station.key"
    good = key.read_text()
    key.write_text(FORGED_KEY)
    assert _refused(make_store).code == "key-wrong"
    key.write_text(good)
    assert make_store().me.station == "kiosk-1"


def test_too_little_room_is_said_at_the_start(
    make_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LEAST_FREE", 2**62)
    assert _refused(make_store).code == "disk-full"


def test_a_file_that_cannot_be_read_for_want_of_room_is_not_taken_for_damaged(
    make_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_store().close()
    file = tmp_path / "kiosk-1" / "station.db"
    file.write_bytes(b"\0" * 8192)  # stands for whatever SQLite says when it finds no room beside the file
    monkeypatch.setattr(opening, "LEAST_TO_READ", 2**62)
    assert _refused(make_store).code == "disk-full"
    assert file.read_bytes() == b"\0" * 8192, "nothing was put aside"
    monkeypatch.undo()
    assert _refused(make_store).code == "file-damaged"


def test_a_lost_file_begins_a_new_life_without_a_series(
    make_store: Callable[..., Store], commune, tmp_path: Path
) -> None:
    from kiosk.domain.trouble import TryLater

    store = make_store()
    lease_own_series(store)
    issue(store, commune, field="land")
    old = store.me.incarnation
    store.close()
    (tmp_path / "kiosk-1" / "station.db").unlink()
    again = make_store()
    assert again.me.incarnation != old
    with pytest.raises(TryLater) as missing:
        issue(again, commune, field="land")
    assert missing.value.code == "series-missing"


def test_a_closed_store_says_so(kiosk: Store, commune) -> None:
    kiosk.close()
    assert _refused(lambda: issue(kiosk, commune, field="land")).code == "store-closed"


def test_a_file_opens_through_the_plain_door_too(tmp_path: Path, clock) -> None:
    store = open_station(tmp_path / "x", office="commune", station="x", kind="counter", clock=clock)
    assert (store.me.office, store.me.station, store.me.kind) == ("commune", "x", "counter")
    store.close()
