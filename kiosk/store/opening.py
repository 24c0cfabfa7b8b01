"""Opening a store: one process per file, enough disk, a sound file, the newest schema, an identity."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from kiosk.domain import facts
from kiosk.domain.clock import Clock
from kiosk.domain.trouble import CallTechnician, Trouble
from kiosk.store import cursors, duties, journal, migrating, replaying, witness
from kiosk.store.database import Database, postgres_engine, raise_trouble, sqlite_engine
from kiosk.store.keys import is_other_key, keep_mark, station_key
from kiosk.store.store import Identity, Store, Transaction, renew_identity, settle_identity

log = logging.getLogger(__name__)
LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free on the disk before a station opens."""

LEAST_TO_READ = 1024 * 1024
"""Bytes that SQLite may want beside a file that it only reads: its index of the log."""

FILE = "station.db"
OPENING = 8460
"""The number of the lock under which one worker at a time opens a PostgreSQL database."""


def open_station(folder: Path, *, office: str, station: str, kind: str, clock: Clock) -> Store:
    """The store in `folder`, made if it is new. Raises CallTechnician with what to do; deletes nothing, ever."""
    lock = take_folder(folder)
    try:
        return open_file(folder, lock.release, office=office, station=station, kind=kind, clock=clock)
    except BaseException:
        lock.release()
        raise


def open_file(
    folder: Path,
    release: Callable[[], None],
    *,
    office: str,
    station: str,
    kind: str,
    clock: Clock,
    renew: str = "",
) -> Store:
    """The store in a folder that the caller has locked; `release` runs when it closes. `renew` gives it a new
    incarnation (R6) for that cause; so does a witness that tells of another file."""
    path = folder / FILE
    key = station_key(folder)
    if path.exists() and is_other_key(folder, key):
        raise CallTechnician(
            "key-wrong",
            f"Khóa không phải khóa của kho dữ liệu {path}.",
            "Chép lại đúng tệp khóa từ bản lưu; không xóa tệp dữ liệu.",
        )
    engine = sqlite_engine(path, key)
    try:
        check_file(engine, path)
        migrating.bring_up(engine, path)
        keep_mark(folder, key)
        me = _settle(engine, path, office, station, kind, clock.now_ms(), renew)
        replaying.go_on(engine)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DatabaseError):
            raise_trouble(error)
        raise
    store = _LockedStore(Database(engine), me, clock, release, folder)
    store.bear_witness()
    return store


def _settle(engine: Engine, path: Path, office: str, station: str, kind: str, now: int, renew: str) -> Identity:
    """Refuses another station's file untouched; tries parked events again, which this program may understand now."""
    with engine.connect().execution_options(motcua_write=True) as conn, conn.begin():
        me = settle_identity(conn, office, station, kind, now)
        _check_identity(me, office, station, path)
        replaying.order_if_due(conn)
        journal.reconsider(conn, now)
        former = _former_lives(conn, me)
        cause = renew or witness.doubt(path.parent, me.incarnation, *extent(conn, office), former)
        return _renewed(conn, me, witness.ended(path.parent, me.incarnation), cause, now) if cause else me


def extent(conn: Connection, office: str) -> tuple[int, int]:
    """How far a file has come, for its witness: the events that it holds, and the epoch that it said it obeys."""
    return journal.feed_head(conn, office), duties.kept(conn, office).epoch


def _former_lives(conn: Connection, me: Identity) -> set[str]:
    """What this file was before, by its journal: its projections may be about to be rebuilt."""
    told = journal.load_streams(conn, {(me.office, f"station:{me.station}")})
    return {e.body["lost"] for e in told if e.type == facts.StationRenewed.type}


def _renewed(conn: Connection, me: Identity, ended: Iterable[str], cause: str, now: int) -> Identity:
    """A new incarnation (R6), which says so, and which lives it follows, in its first events."""
    tx = Transaction(conn, renew_identity(conn, me, now), now)
    cursors.read_again(conn)
    for lost in ended:
        tx.append(f"station:{me.station}", facts.StationRenewed(lost, cause), "station")
    tx.flush()
    log.critical("%s goes on as %s: %s", me.origin, tx.me.incarnation, cause)
    return tx.me


def open_server(url: str, *, office: str, station: str, kind: str, clock: Clock) -> Store:
    """A store on PostgreSQL at `url`. Workers that start together take turns. Raises TryLater while it is away."""
    engine = postgres_engine(url)
    try:
        with engine.begin() as turn:
            turn.execute(text("SET LOCAL lock_timeout = 0"))
            turn.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            turn.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": OPENING})
            _check_durable(turn)
            migrating.bring_up(engine, None)
            with engine.begin() as conn:
                me = settle_identity(conn, office, station, kind, clock.now_ms())
                replaying.order_if_due(conn)
                journal.reconsider(conn, clock.now_ms())
            replaying.go_on(engine)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DatabaseError):
            raise_trouble(error)
        raise
    return Store(Database(engine), me, clock)


def join_server(url: str, me: Identity, clock: Clock) -> Store:
    """A store on PostgreSQL that others have opened and brought up, for one who has just read there who it is."""
    return Store(Database(postgres_engine(url)), me, clock)


def _check_durable(conn: Connection) -> None:
    """Acknowledged means on the disk: raises CallTechnician for a server that answers before."""
    if conn.scalar(text("SHOW synchronous_commit")) == "off":
        raise CallTechnician(
            "not-durable",
            "PostgreSQL đang để synchronous_commit = off: dữ liệu đã báo nhận có thể mất khi mất điện.",
            "Đặt synchronous_commit = on rồi khởi động lại.",
        )
    if conn.scalar(text("SHOW fsync")) == "off":
        log.error("PostgreSQL runs with fsync = off: a power cut can destroy this database")


class _LockedStore(Store):
    """A store that gives its file free when it closes."""

    def __init__(
        self, database: Database, me: Identity, clock: Clock, release: Callable[[], None], folder: Path
    ) -> None:
        super().__init__(database, me, clock)
        self._release = release
        self._folder = folder
        self._witnessing = threading.Lock()

    def bear_witness(self) -> None:
        try:
            with self._witnessing:  # the last to write is the one that has read last
                so_far = self.read(lambda conn: extent(conn, self.me.office))
                witness.keep(self._folder, self.me.incarnation, *so_far)
        except (OSError, Trouble) as failing:
            log.warning("no witness was written: %s", failing)

    def close(self) -> None:
        self.bear_witness()
        super().close()
        self._release()


def take_folder(folder: Path) -> FileLock:
    """The folder for this process alone, with room on its disk. Raises CallTechnician."""
    folder.mkdir(parents=True, exist_ok=True)
    _check_disk(folder)
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


def check_file(engine: Engine, path: Path) -> None:
    """Raises CallTechnician `file-damaged` unless the file is sound, or is not there yet. A disk without room to read
    it says `disk-full`: a sound file must never be put aside for that."""
    if not path.exists():
        return
    try:
        with engine.connect() as conn:
            answer = conn.execute(text("PRAGMA quick_check(1)")).scalar()
    except Exception as error:
        if shutil.disk_usage(path.parent).free < LEAST_TO_READ:
            raise CallTechnician("disk-full", "Ổ đĩa đã đầy.", "Giải phóng ổ đĩa rồi mở lại.") from error
        raise CallTechnician(
            "file-damaged",
            f"Không mở được kho dữ liệu {path}: tệp hỏng hoặc sai khóa.",
            "Giữ nguyên tệp và chạy: motcua doctor.",
        ) from error
    if answer != "ok":
        raise CallTechnician(
            "file-damaged", f"Kho dữ liệu {path} bị hỏng ({answer}).", "Giữ nguyên tệp và chạy: motcua doctor."
        )


def _check_identity(me: Identity, office: str, station: str, path: Path) -> None:
    if (me.office, me.station) != (office, station):
        raise CallTechnician(
            "other-station",
            f"Tệp {path} thuộc máy {me.station} của {me.office}, không phải {station} của {office}.",
            "Sửa mục [station] và [office] của tệp cấu hình, hoặc chọn thư mục dữ liệu khác.",
        )
