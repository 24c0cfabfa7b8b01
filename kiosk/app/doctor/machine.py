"""The machine itself: configuration, disk, clock, SQLite, fonts."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import resources
from kiosk.app.config import Config
from kiosk.app.doctor.finding import Finding
from kiosk.app.office import office_of
from kiosk.domain.clock import Clock
from kiosk.domain.service_day import VIETNAM
from kiosk.services.profile import ProfileError
from kiosk.store.opening import LEAST_FREE

LEAST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a file in WAL mode (design §5)."""
_COMFORTABLE = 2 * 1024**3
_RELEASED, _ABSURD = 2026, 2100
_OFFSET = 7 * 3600
_FONTS = ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")


def settings(config: Config) -> Iterator[Finding]:
    """Where the configuration was read, and whether the office's profile can be used."""
    source = f"tệp {config.file}" if config.file else "không có tệp, dùng giá trị mặc định"
    yield Finding("ok", f"Cấu hình: {source}; máy {config.station.name} của đơn vị {config.office.id}.")
    try:
        office = office_of(config)
    except ProfileError as wrong:
        yield from (Finding("error", fault, "Sửa hồ sơ đơn vị rồi chạy lại.") for fault in wrong.faults)
    else:
        yield Finding("ok", f"Hồ sơ đơn vị: {office.name}, {len(office.fields)} lĩnh vực, {len(office.counters)} quầy.")


def disk(folder: Path) -> Iterator[Finding]:
    """Room for the data, and the right to write there."""
    place = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(place).free
    text = f"Ổ đĩa của {folder}: còn {free / 1024**3:.1f} GB trống."
    if free < LEAST_FREE:
        yield Finding("error", text, "Xóa bớt tệp không dùng; không xóa tệp trong thư mục dữ liệu của chương trình.")
    elif free < _COMFORTABLE:
        yield Finding("warn", text, "Giải phóng ổ đĩa trước khi đầy: dưới 64 MB chương trình không mở được.")
    else:
        yield Finding("ok", text)
    if not _writable(place):
        yield Finding("error", f"Không ghi được vào {place}.", "Cấp quyền ghi cho người dùng chạy chương trình.")


def _writable(folder: Path) -> bool:
    trial = folder / ".motcua-doctor"
    try:
        trial.touch()
        trial.unlink()
    except OSError:
        return False
    return True


def clock(now: Clock) -> Iterator[Finding]:
    """A clock that can be true, and the time zone of Vietnam."""
    at = datetime.fromtimestamp(now.now_ms() / 1000, VIETNAM)
    text = f"Đồng hồ: {at:%H:%M:%S %d/%m/%Y} giờ Việt Nam."
    if not _RELEASED <= at.year < _ABSURD:
        yield Finding("error", text, "Chỉnh lại ngày giờ của máy và bật đồng bộ thời gian (NTP).")
    else:
        yield Finding("ok", text)
    offset = time.localtime(now.now_ms() / 1000).tm_gmtoff
    if offset != _OFFSET:
        yield Finding(
            "warn",
            f"Múi giờ của máy là UTC{offset / 3600:+g}; chương trình vẫn dùng giờ Việt Nam.",
            "Đặt múi giờ Asia/Ho_Chi_Minh để nhật ký hệ thống khớp giờ với chương trình.",
        )


def sqlite() -> Iterator[Finding]:
    """The SQLite that carries the data."""
    from sqlcipher3 import dbapi2

    version = tuple(int(part) for part in dbapi2.sqlite_version.split("."))
    good = version >= LEAST_SQLITE
    text = f"SQLite {dbapi2.sqlite_version} (cần từ {'.'.join(map(str, LEAST_SQLITE))})."
    yield Finding("ok" if good else "error", text, "" if good else "Cài lại chương trình bằng bản phát hành đầy đủ.")


def fonts() -> Iterator[Finding]:
    """The letters that every surface is written with."""
    missing = [w for w in _FONTS if not _has(f"fonts/BeVietnamPro-{w}.ttf")]
    if missing:
        yield Finding("error", f"Thiếu phông chữ Be Vietnam Pro: {', '.join(missing)}.", "Cài lại chương trình.")
    else:
        yield Finding("ok", "Phông chữ Be Vietnam Pro: đủ.")


def _has(name: str) -> bool:
    try:
        return resources.path(name).stat().st_size > 0
    except OSError:
        return False
