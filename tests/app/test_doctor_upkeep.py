"""Each illness around a store is made on a real file and found with what to do: backups, WAL, scans, duty, trust."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.config import Config, HubConfig, OfficeConfig, StationConfig
from kiosk.app.doctor import records
from kiosk.app.doctor.finding import Finding
from kiosk.domain.epoch import next_epoch
from kiosk.domain.office import Office
from kiosk.services import allow_list, digests, enrolling, files, heartbeats, issuing, promotion
from kiosk.services.issuing import lease_own_series
from kiosk.store import duties, witness
from kiosk.store.backup import back_up, backups
from kiosk.store.digests import DigestRow
from kiosk.store.duties import Duty
from kiosk.store.shelf import open_shelf
from kiosk.store.store import Store
from kiosk.store.trust import KnownKey, put_keys
from sync.trust.authority import authority_in, found


@dataclass
class Ward:
    """One machine's data folder, its clock and what the doctor says of it."""

    config: Config
    clock: Any
    folder: Path

    def found(self, words: str) -> Finding:
        told = list(records.stores(self.config, self.clock))
        return next((f for f in told if words in f.what), Finding("ok", f"nothing of {words!r} in {told}"))


@pytest.fixture
def ward(tmp_path: Path, clock: Any) -> Ward:
    config = Config(
        office=OfficeConfig(id="commune"), station=StationConfig("kiosk-1", tmp_path),
        hub=HubConfig(url="http://127.0.0.1:1"),
    )  # fmt: skip
    return Ward(config, clock, tmp_path)


@pytest.fixture
def kiosk(make_store: Callable[..., Store], commune: Office) -> Store:
    store = make_store("kiosk-1")
    lease_own_series(store)
    issuing.issue(store, commune, field=commune.fields[0].code)
    return store


@pytest.fixture
def hub(make_store: Callable[..., Store]) -> Store:
    return make_store("hub-1", kind="hub")


def test_no_backup_after_a_day(ward: Ward, kiosk: Store) -> None:
    assert ward.found("sao lưu").what.startswith("nothing")
    ward.clock.forward(minutes=60 * 30)
    told = ward.found("chưa có bản sao lưu")
    assert (told.level, "mỗi ngày" in told.remedy) == ("warn", True)


def test_the_newest_backup_is_opened_on_trial_and_left_as_it_is(ward: Ward, kiosk: Store) -> None:
    newest = back_up(kiosk.database.engine, ward.folder / "kiosk-1")
    os.utime(newest, (ward.clock.at / 1000,) * 2)
    before = newest.read_bytes()
    assert "mở thử được" in ward.found("bản sao lưu").what
    assert ward.found("bản sao lưu").level == "ok"
    assert newest.read_bytes() == before
    assert backups(ward.folder / "kiosk-1") == [newest]
    ward.clock.forward(minutes=60 * 24 * 4)
    assert (ward.found("đã 4 ngày").level) == "warn"


def test_a_backup_that_does_not_open(ward: Ward, kiosk: Store) -> None:
    newest = back_up(kiosk.database.engine, ward.folder / "kiosk-1")
    newest.write_bytes(newest.read_bytes()[:4096] + b"\0" * 50_000)
    told = ward.found("không mở được")
    assert (told.level, "Giữ nguyên" in told.remedy) == ("error", True)


def test_a_wal_that_nobody_folds_in(ward: Ward, kiosk: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.app.doctor import upkeep

    monkeypatch.setattr(upkeep, "_LARGE_WAL", 1000)
    told = ward.found("(WAL)")
    assert (told.level, "mở lại chương trình" in told.remedy) == ("warn", True)


@pytest.mark.parametrize(("machine", "words"), [("other", "từ máy khác"), ("same", "từ một bản cũ")])
def test_a_file_that_is_a_copy(
    ward: Ward, kiosk: Store, monkeypatch: pytest.MonkeyPatch, machine: str, words: str, tmp_path: Path
) -> None:
    kiosk.close()
    (tmp_path / "machine").write_text("same")
    monkeypatch.setenv("MOTCUA_MACHINE_ID", str(tmp_path / "machine"))
    witness.keep(ward.folder / "kiosk-1", kiosk.me.incarnation, 999)
    (tmp_path / "machine").write_text(machine)
    told = ward.found(words)
    assert (told.level, "đời mới" in told.remedy) == ("warn", True)


def test_scans_that_wait_are_damaged_or_half_here(ward: Ward, kiosk: Store) -> None:
    shelf = open_shelf(ward.folder / "kiosk-1")
    kept = files.keep(
        kiosk, shelf, io.BytesIO(b"x" * 3_000_000), name="a", media_type="image/png", belongs_to="ticket:1", actor="a"
    )
    assert ward.found("1 tệp quét (2.9 MB) chưa gửi").level == "ok"
    ward.clock.forward(minutes=180)
    told = ward.found("lâu nhất 3 giờ")
    assert (told.level, "http://127.0.0.1:1" in told.remedy) == ("warn", True)
    with shelf.part("ab" * 32, 10) as part:
        part.append(b"12345")
    os.utime(ward.folder / "kiosk-1" / "files" / "incoming" / f"{'ab' * 32}.part", (0, 0))
    assert ward.found("nhận dở đã hơn 7 ngày").level == "warn"
    shelf.throw_away(kept.sha256)
    told = ward.found("hỏng trên ổ đĩa")
    assert (told.level, "không xóa" in told.remedy) == ("error", True)


@pytest.mark.parametrize(
    ("duty", "level", "words"),
    [
        (promotion.SERVING, "ok", "đang làm máy chủ"),
        (promotion.STANDBY, "ok", "dự phòng"),
        (promotion.WAITING, "warn", "vừa khởi động lại"),
        (promotion.RETIRED, "warn", "đã thôi làm máy chủ; máy hub-2 đang làm"),
        (promotion.ROLL_CALL, "warn", "điểm danh dở"),
    ],
)
def test_what_a_hubs_duty_is(ward: Ward, hub: Store, duty: str, level: str, words: str) -> None:
    called = next_epoch(3, hub.me.station, hub.me.incarnation) if duty == promotion.ROLL_CALL else 0
    hub.write(lambda tx: duties.keep(tx.conn, "commune", Duty(3, "hub-2", "x", duty, called)))
    told = ward.found(words)
    assert (told.level, "đời máy chủ 3" in told.what, bool(told.remedy)) == (level, True, level != "ok")


def test_stations_that_are_silent(ward: Ward, hub: Store) -> None:
    heartbeats.note(hub, "commune", "kiosk-2", "kiosk", "{}")
    assert ward.found("không báo về").what.startswith("nothing")
    ward.clock.forward(minutes=60 * 25)
    told = ward.found("không báo về")
    assert (told.level, "kiosk-2 (25 giờ)" in told.what) == ("warn", True)


def test_two_places_that_hold_different_things(ward: Ward, hub: Store) -> None:
    row = DigestRow("commune", "kiosk-1", "i", "2026-11-22", 1, 9, "province", 9, "a", 8, "b", 1, 0)
    hub.write(lambda tx: digests.digests.put(tx.conn, [row]))
    told = ward.found("kiosk-1")
    assert (told.level, "motcua journal export" in told.remedy) == ("error", True)


def test_a_machine_that_has_not_joined(ward: Ward, kiosk: Store) -> None:
    assert ward.found("chưa gia nhập").level == "ok"


def test_key_list_and_certificate(ward: Ward, hub: Store) -> None:
    home = ward.folder / "hub-1"
    key = found(home, "commune", "hub-1", "hub", ward.clock.now_ms())
    told = ward.found("chưa có trong danh sách")
    assert (told.level, "motcua join" in told.remedy) == ("warn", True)
    authority = authority_in(home)
    assert authority
    enrolling.admit_self(hub, key.key_id, key.public, authority.sign)
    assert allow_list.version(hub, "commune")
    assert ward.found(f"khóa {key.key_id} được nhận").level == "ok"
    assert ward.found("chứng thư TLS còn 397 ngày").level == "ok"
    ward.clock.forward(minutes=60 * 24 * 380)
    assert ward.found("chứng thư TLS còn 17 ngày").level == "warn"
    ward.clock.forward(minutes=60 * 24 * 20)
    told = ward.found("đã hết hạn")
    assert (told.level, "gia hạn" in told.remedy) == ("error", True)
    gone = KnownKey("commune", "hub-1", "hub", key.key_id, key.public, 1, ward.clock.now_ms())
    hub.write(lambda tx: put_keys(tx.conn, [gone]))
    told = ward.found("đã bị thu hồi")
    assert (told.level, "vẫn giữ nguyên" in told.remedy) == ("error", True)


def test_a_trust_with_a_part_missing(ward: Ward, hub: Store) -> None:
    home = ward.folder / "hub-1"
    found(home, "commune", "hub-1", "hub", ward.clock.now_ms())
    next(home.rglob("ca.pem")).unlink()
    told = ward.found("Thiếu khóa hoặc chứng thư")
    assert (told.level, "motcua join" in told.remedy) == ("error", True)
