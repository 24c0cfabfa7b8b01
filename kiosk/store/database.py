"""One file or one server behind two verbs: `write` in one transaction, `read` in another.

SQLite goes through sqlcipher3 with the settings of design §5 and one writer thread per process; PostgreSQL lets every
caller write, because there the office's row lock orders them.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from kiosk.domain.trouble import CallTechnician, TryLater

T = TypeVar("T")
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
_WRITE = "motcua_write"
CONNECTIONS, POOL_WAIT_S = 8, 5.0
"""To PostgreSQL, per process; a caller who finds none in POOL_WAIT_S comes later."""
_LIBPQ = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": "-c idle_in_transaction_session_timeout=30000 -c lock_timeout=5000",
}
"""A dead server or a stuck neighbour is noticed before stations lose patience (seconds; milliseconds)."""


def sqlite_engine(path: Path, key: bytes) -> Engine:
    """An engine on the encrypted file at `path`; `key` is 32 raw bytes and stays out of every URL and log."""

    def connect() -> Any:
        raw = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        return raw

    engine = create_engine("sqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool, pool_size=4)

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        immediate = conn.get_execution_options().get(_WRITE, False)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def postgres_engine(url: str) -> Engine:
    """An engine on a PostgreSQL server; `url` as libpq or SQLAlchemy writes it."""
    url = url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)
    return create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args=_LIBPQ,
    )


class Database:
    """`write` and `read` over one engine. Trouble of the disk or the server comes out as Trouble."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        sqlite = engine.dialect.name == "sqlite"
        self._writer = _Writer(engine) if sqlite else None
        # PostgreSQL gives every statement a snapshot of its own unless asked for one for the whole transaction.
        self._readers = engine if sqlite else engine.execution_options(isolation_level="REPEATABLE READ")

    @property
    def shared(self) -> bool:
        """Whether other processes may write here, too."""
        return self._writer is None

    @property
    def most_connections(self) -> int:
        """Connections that this process may hold at a time."""
        return CONNECTIONS

    def free_connections(self, conn: Connection) -> int:
        """Connections that the PostgreSQL server has left for others, those of this process included."""
        return int(conn.scalar(text(_FREE)) or 0)

    def write(self, work: Callable[[Connection], T], committed: Callable[[], None] = lambda: None) -> T:
        """Runs `work` in one durable transaction and returns its result. Any exception rolls back. `committed` runs
        after the commit and, where one thread writes, before the next transaction begins."""
        try:
            if self._writer:
                return self._writer.run(work, committed)
            with self.engine.begin() as conn:
                result = work(conn)
            committed()
            return result
        except (DatabaseError, PoolTimeout) as error:
            raise_trouble(error)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` on one consistent snapshot."""
        try:
            with self._readers.connect() as conn, conn.begin():
                return work(conn)
        except (DatabaseError, PoolTimeout) as error:
            raise_trouble(error)

    def close(self) -> None:
        """Ends the writer after what it has begun; nothing acknowledged is lost."""
        if self._writer:
            self._writer.close()
        self.engine.dispose()


_Job = tuple[Callable[[Connection], Any], Callable[[], None], Future[Any]]
"""Work, what follows its commit, and who waits for it."""


class _Writer:
    """The one thread that writes: callers queue fairly instead of starving in SQLite's busy handler."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._loop, name="store-writer", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Connection], T], committed: Callable[[], None]) -> T:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a transaction must not open another one")
        future: Future[T] = Future()
        with self._gate:
            if self._closed:
                raise CallTechnician("store-closed", "Kho dữ liệu đã đóng.", "Khởi động lại chương trình.")
            self._jobs.put((work, committed, future))
        return future.result()

    def close(self) -> None:
        with self._gate:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _loop(self) -> None:
        while job := self._jobs.get():
            self._do(*job)
            del job  # a large piece of work must not stay in memory until the next one comes

    def _do(self, work: Callable[[Connection], Any], committed: Callable[[], None], future: Future[Any]) -> None:
        try:
            with self._engine.connect().execution_options(**{_WRITE: True}) as conn, conn.begin():
                result = work(conn)
            committed()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)


_FREE = (
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - "
    "count(*) FILTER (WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) FROM pg_stat_activity"
)
_TROUBLES = (
    (
        ("disk is full", "no space left"),
        CallTechnician(
            "disk-full",
            "Ổ đĩa đã đầy, chưa ghi được; những gì đã ghi vẫn còn nguyên.",
            "Mời cán bộ kỹ thuật giải phóng ổ đĩa.",
        ),
    ),
    (
        ("malformed", "not a database", "file is encrypted"),
        CallTechnician(
            "file-damaged", "Tệp dữ liệu bị hỏng hoặc sai khóa.", "Mời cán bộ kỹ thuật chạy: motcua doctor."
        ),
    ),
    (
        ("disk i/o", "readonly database", "unable to open"),
        CallTechnician(
            "disk-failing", "Ổ đĩa không đọc hoặc ghi được.", "Kiểm tra ổ đĩa, dây cáp và quyền ghi, rồi mở lại."
        ),
    ),
    (
        ("locked",),
        TryLater("store-busy", "Kho dữ liệu đang bận.", "Chương trình sẽ tự thử lại."),
    ),
)


def raise_trouble(error: DatabaseError | PoolTimeout | sqlcipher.Error | OSError) -> NoReturn:
    """Says as Trouble what a disk or a server can do to us; anything else is an error of ours and goes on as it is."""
    if isinstance(error, PoolTimeout):
        raise TryLater("store-busy", "Kho dữ liệu đang bận.", "Chương trình sẽ tự thử lại.") from error
    text = str(error.orig if isinstance(error, DatabaseError) else error).lower()
    for words, trouble in _TROUBLES:
        if any(word in text for word in words):
            raise type(trouble)(trouble.code, trouble.message, trouble.remedy) from error
    if isinstance(error, OperationalError) and not isinstance(error.orig, sqlcipher.Error):
        raise TryLater("store-away", "Máy chủ dữ liệu chưa sẵn sàng.", "Chương trình sẽ tự thử lại.") from error
    raise error
