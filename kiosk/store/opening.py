"""Opening a store: one process per file, enough disk, a sound file, the newest schema, an identity."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text

from kiosk.domain.clock import Clock
from kiosk.domain.trouble import CallTechnician
from kiosk.store import migrating
from kiosk.store.database import Database, postgres_engine, sqlite_engine
from kiosk.store.keys import station_key
from kiosk.store.store import Store, settle_identity

LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free on the disk before a station opens."""

FILE = "station.db"


def open_station(folder: Path, *, office: str, station: str, kind: str, clock: Clock) -> Store:
    """The store in `folder`, made if it is new. Raises CallTechnician with what to do; deletes nothing, ever."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = _take_lock(folder)
    try:
        _check_disk(folder)
        path = folder / FILE
        engine = sqlite_engine(path, station_key(folder))
        _check_file(engine, path)
        migrating.bring_up(engine, path)
        database = Database(engine)
        me = settle_identity(database, office, station, kind, clock.now_ms())
        _check_identity(me.office, me.station, office, station, path)
    except BaseException:
        lock.release()
        raise
    return _LockedStore(database, me, clock, lock.release)


def open_server(url: str, *, office: str, station: str, kind: str, clock: Clock) -> Store:
    """A store on PostgreSQL at `url`."""
    engine = postgres_engine(url)
    migrating.bring_up(engine, None)
    database = Database(engine)
    return Store(database, settle_identity(database, office, station, kind, clock.now_ms()), clock)


class _LockedStore(Store):
    """A store that gives its file free when it closes."""

    def __init__(self, database: Database, me: object, clock: Clock, release: Callable[[], None]) -> None:
        super().__init__(database, me, clock)  # type: ignore[arg-type]
        self._release = release

    def close(self) -> None:
        super().close()
        self._release()


def _take_lock(folder: Path) -> FileLock:
    lock = FileLock(folder / "station.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as held:
        raise CallTechnician(
            "already-open", f"Một chương trình khác đang dùng thư mục dữ liệu {folder}.", "Đóng cửa sổ kia rồi mở lại."
        ) from held
    return lock


def _check_disk(folder: Path) -> None:
    if (free := shutil.disk_usage(folder).free) < LEAST_FREE:
        raise CallTechnician(
            "disk-full", f"Ổ đĩa chỉ còn {free // 1_048_576} MB trống.", "Giải phóng ổ đĩa rồi mở lại."
        )


def _check_file(engine: Engine, path: Path) -> None:
    if not path.exists():
        return
    try:
        with engine.connect() as conn:
            answer = conn.execute(text("PRAGMA quick_check(1)")).scalar()
    except Exception as error:
        raise CallTechnician(
            "file-damaged",
            f"Không mở được kho dữ liệu {path}: tệp hỏng hoặc sai khóa.",
            "Giữ nguyên tệp và chạy: motcua doctor.",
        ) from error
    if answer != "ok":
        raise CallTechnician(
            "file-damaged", f"Kho dữ liệu {path} bị hỏng ({answer}).", "Giữ nguyên tệp và chạy: motcua doctor."
        )


def _check_identity(office_in: str, station_in: str, office: str, station: str, path: Path) -> None:
    if (office_in, station_in) != (office, station):
        raise CallTechnician(
            "other-station",
            f"Tệp {path} thuộc máy {station_in} của {office_in}, không phải {station} của {office}.",
            "Sửa mục [station] và [office] của tệp cấu hình, hoặc chọn thư mục dữ liệu khác.",
        )
