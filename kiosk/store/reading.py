"""Looking into a store that another process may have open: no lock, no migration, no write (ADR 0030).

SQLite's WAL lets other processes read while one writes; every connection here refuses to write. Where the station's
process is away, its lock is taken for the time of reading, so that none starts meanwhile.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, event, inspect, select, text
from sqlalchemy.exc import DatabaseError

from kiosk.domain.clock import Clock
from kiosk.domain.trouble import CallTechnician, Refused, TryLater
from kiosk.store import replaying
from kiosk.store.database import Database, postgres_engine, raise_trouble, sqlite_engine
from kiosk.store.keys import is_other_key, station_key
from kiosk.store.opening import FILE
from kiosk.store.schema import HEAD, identity
from kiosk.store.store import Identity, Store


class ReadStore(Store):
    """A store whose `write` fails. `running` says whether a process of the station has it open; `folder` is where it
    lies, None for a database server's."""

    def __init__(
        self, engine: Engine, me: Identity, clock: Clock, lock: FileLock | None, running: bool, folder: Path | None
    ) -> None:
        super().__init__(Database(engine), me, clock)
        self.running = running
        self.folder = folder
        self._lock = lock

    def close(self) -> None:
        super().close()
        if self._lock:
            self._lock.release()


def read_station(folder: Path, clock: Clock) -> ReadStore:
    """The store in `folder`. Raises Refused when there is none, CallTechnician for a wrong key, a damaged file or one
    of another version of the program."""
    path = folder / FILE
    if not path.exists():
        raise Refused("no-store", f"Không có dữ liệu ở {folder}.", "Xem lại tùy chọn --data-dir và --station.")
    key = station_key(folder)
    if is_other_key(folder, key):
        raise CallTechnician(
            "key-wrong",
            f"Khóa không phải khóa của kho dữ liệu {path}.",
            "Chép lại đúng tệp khóa từ bản lưu; không xóa tệp dữ liệu.",
        )
    lock = _free_lock(folder)
    engine = sqlite_engine(path, key)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only=ON"))
    try:
        return ReadStore(engine, _identity(engine), clock, lock, running=lock is None, folder=folder)
    except BaseException as error:
        engine.dispose()
        if lock:
            lock.release()
        if isinstance(error, CallTechnician) and error.code == "file-damaged":
            raise CallTechnician(error.code, f"Kho dữ liệu {path} bị hỏng hoặc sai khóa.", error.remedy) from error
        raise


def read_server(url: str, clock: Clock) -> ReadStore:
    """The province's store on PostgreSQL. Raises TryLater while it is away."""
    engine = postgres_engine(url)
    event.listen(engine, "connect", _only_reading)
    try:
        return ReadStore(engine, _identity(engine), clock, None, running=True, folder=None)
    except BaseException:
        engine.dispose()
        raise


def _free_lock(folder: Path) -> FileLock | None:
    lock = FileLock(folder / "station.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock


def _only_reading(raw: object, _: object) -> None:
    raw.execute("SET default_transaction_read_only = on")  # type: ignore[attr-defined]
    raw.commit()  # type: ignore[attr-defined]


def _identity(engine: Engine) -> Identity:
    try:
        with engine.connect() as conn:
            _check_version(conn)
            _check_rebuilt(conn)
            row = conn.execute(select(identity)).first()
    except DatabaseError as error:
        raise_trouble(error)
    if row is None:
        raise Refused("no-store", "Kho dữ liệu này chưa có máy nào dùng.", "Mở chương trình của máy một lần trước.")
    return Identity(row.office, row.station, row.incarnation, row.kind)


def _check_rebuilt(conn: Connection) -> None:
    if replaying.is_pending(conn):
        raise TryLater(
            "rebuilding",
            "Kho dữ liệu đang được dựng lại bảng tra cứu sau khi nâng cấp, chưa đọc được.",
            "Chờ chương trình của máy này mở xong (xem nhật ký chương trình) rồi làm lại.",
        )


def _check_version(conn: Connection) -> None:
    known = inspect(conn).has_table("alembic_version")
    version = conn.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
    if version != HEAD:
        raise CallTechnician(
            "other-version",
            f"Kho dữ liệu ở phiên bản {version or 'chưa rõ'}, chương trình này đọc phiên bản {HEAD}.",
            "Mở chương trình của máy này một lần bằng cùng phiên bản rồi làm lại.",
        )
