"""A fake disk: what was committed stands, what was not is gone, and a crash may strike between any two statements.

One SQLite in memory for each machine, kept for the life of the process and set back to an image for each history.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from statements import Quick

from kiosk.domain.trouble import CallTechnician
from kiosk.store import migrating
from kiosk.store.schema import identity
from kiosk.store.witness import Witness

T = TypeVar("T")


class Beside:
    """What lies beside the file that is being opened, and on which machine that is."""

    note: Witness | None = None
    here = ""


class Crash(BaseException):
    """The power of one machine is gone in the middle of what it did."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Fuse:
    """Burns one step before each statement, before and after each commit; at the end of it something happens."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.left = 0
        self.full = False

    def light(self, steps: int, *, full: bool = False) -> None:
        """A crash, or with `full` a disk without room, after so many steps; 0 puts it out."""
        self.left, self.full = steps, full

    def burn(self) -> None:
        """One step. Raises Crash, or CallTechnician as the product's own database does when the disk is full."""
        if self.left:
            self.left -= 1
            if not self.left:
                if self.full:
                    raise CallTechnician("disk-full", "Ổ đĩa đã đầy.", "Giải phóng ổ đĩa.")
                raise Crash(self.name)


class Disk:
    """One machine's disk."""

    def __init__(self, name: str) -> None:
        self.raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, cached_statements=1000)
        self.fuse = Fuse(name)
        self.quick = Quick(self.raw, self.fuse)
        self.commits = self.born = self.images = 0
        self.within = False
        self.lags = b""
        self._engine: Engine | None = None

    def image(self) -> bytes:
        """Everything that is committed: a backup, a clone."""
        return self.raw.serialize()

    def put(self, image: bytes) -> None:
        """Writes an image over everything."""
        self.raw.deserialize(image)
        self.quick.forget()
        self.lags = b""
        self.commits += 1
        self.born += 1
        self.images += 1
        self.within = False

    def lose_power(self) -> None:
        """What is not committed is gone; on a disk that `lags`, the last commit, too (a broken variant)."""
        self.within = False
        self.fuse.light(0)
        if self.lags:
            self.put(self.lags)
            self.lags = b""

    def look(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What stands there, bare: a list to be read only."""
        return self.quick.look(sql, values)

    def engine(self) -> Engine:
        """SQLAlchemy's own engine on the same connection: slow, to compare with."""
        if self._engine is None:
            self._engine = _engine(lambda: self.raw)
        return self._engine


def look_into(image: bytes, question: str) -> Any:
    """The first cell of what an image answers."""
    raw = sqlite3.connect(":memory:")
    raw.deserialize(image)
    return raw.execute(question).fetchone()[0]


class FakeDatabase:
    """What `kiosk.store.database.Database` is to a Store, without a thread and without a file."""

    shared = False

    def __init__(self, disk: Disk, acting: Callable[[], object], *, slow: bool = False) -> None:
        self._disk = disk
        self._acting = acting
        self._slow = slow

    def write(self, work: Callable[[Any], T], committed: Callable[[], None] = lambda: None) -> T:
        """One durable transaction; whatever is raised inside leaves nothing."""
        disk = self._disk
        self._acting()
        disk.fuse.burn()
        with self._transaction() as conn:
            result = work(conn)
            disk.fuse.burn()
        disk.commits += 1
        committed()
        disk.fuse.burn()
        return result

    def read(self, work: Callable[[Any], T]) -> T:
        """One consistent view: nobody else writes meanwhile where there is one thread."""
        self._acting()
        if self._slow:
            with self._transaction() as conn:
                return work(conn)
        disk = self._disk
        if disk.within:
            raise RuntimeError("a transaction must not open another one")
        disk.within = True
        try:
            return work(disk.quick)
        finally:
            disk.within = False

    def close(self) -> None:
        """The file stays."""

    def connect(self) -> Opening:
        """As an engine does, for the code that opens a file."""
        self._acting()
        self._disk.commits += 1
        return Opening(self._transaction())

    def _transaction(self) -> AbstractContextManager[Any]:
        return self._slowly() if self._slow else Transaction(self._disk)

    @contextmanager
    def _slowly(self) -> Iterator[Any]:
        disk = self._disk
        with Transaction(disk):
            try:
                with disk.engine().connect() as conn, conn.begin():
                    yield _Counted(conn, disk.fuse.burn)
            finally:
                disk.quick.forget()


class Transaction:
    """One transaction on a disk; whatever is raised inside leaves nothing."""

    __slots__ = ("_disk",)

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def __enter__(self) -> Quick:
        if self._disk.within:
            raise RuntimeError("a transaction must not open another one")
        self._disk.within = True
        self._disk.quick.start()
        return self._disk.quick

    def __exit__(self, kind: object, *_: object) -> None:
        self._disk.within = False
        if kind:
            self._disk.quick.rollback()
        else:
            self._disk.quick.commit()


class Opening:
    """One transaction in the words of an Engine's connection."""

    def __init__(self, transaction: AbstractContextManager[Any]) -> None:
        self._transaction = transaction

    def execution_options(self, **_: object) -> Opening:
        return self

    def __enter__(self) -> Any:
        conn = self._transaction.__enter__()
        conn.begin = nullcontext
        return conn

    def __exit__(self, *error: Any) -> bool | None:
        return self._transaction.__exit__(*error)


class _Counted:
    """SQLAlchemy's connection with the same fuse as `Quick`."""

    def __init__(self, conn: Connection, before: Callable[[], None]) -> None:
        self._conn = conn
        self._before = before
        self.dialect = conn.dialect

    def execute(self, *wish: Any) -> Any:
        self._before()
        return self._conn.execute(*wish)

    def scalar(self, *wish: Any) -> Any:
        self._before()
        return self._conn.scalar(*wish)

    def scalars(self, *wish: Any) -> Any:
        self._before()
        return self._conn.scalars(*wish)


@cache
def blank() -> bytes:
    """The image of a migrated file that belongs to nobody yet."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    raw.execute("PRAGMA page_size=512")
    engine = _engine(lambda: raw)
    migrating.bring_up(engine, None)
    with engine.begin() as conn:
        conn.execute(identity.delete())
    return raw.serialize()


def _engine(creator: Callable[[], sqlite3.Connection]) -> Engine:
    engine = create_engine("sqlite://", creator=creator, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN")

    return engine
