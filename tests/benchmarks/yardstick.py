"""The raw yardstick: durable commits of one small row, as bare as the driver allows, on the same disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlcipher3


class RawCommit:
    """One tiny row at a time: one process, BEGIN IMMEDIATE, FULL, encrypted. Taken in turn with what is measured, so
    that both meet the same disk."""

    def __init__(self, folder: Path) -> None:
        self._conn = _opened(folder / "yardstick.db")
        self._conn.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, text TEXT)")

    def once(self) -> float:
        """Milliseconds of one commit."""
        return _once(self._conn, lambda: self._conn.execute("INSERT INTO row (text) VALUES ('number')"))

    def close(self) -> None:
        """Ends it."""
        self._conn.close()


def raw_commits(folder: Path, count: int) -> list[float]:
    """Milliseconds of `count` raw commits one after the other."""
    raw = RawCommit(folder)
    times = [raw.once() for _ in range(count)]
    raw.close()
    return times


def raw_ticket_commits(folder: Path, count: int) -> list[float]:
    """The same with what a ticket must hold: three journal rows and their indexes, number and ticket."""
    conn = _opened(folder / "yardstick-ticket.db")
    conn.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT, stream TEXT, body TEXT, hashes TEXT)")
    conn.execute("CREATE INDEX by_id ON event (id)")
    conn.execute("CREATE INDEX by_stream ON event (stream)")
    conn.execute("CREATE TABLE number (number TEXT PRIMARY KEY, ticket TEXT)")
    conn.execute("CREATE TABLE ticket (id TEXT PRIMARY KEY, number TEXT, state TEXT, more TEXT)")
    conn.execute("CREATE INDEX by_state ON ticket (state, number)")

    def ticket(n: int) -> None:
        stream = uuid4().hex
        for _ in range(3):
            row = (uuid4().hex, stream, "b" * 180, "h" * 192)
            conn.execute("INSERT INTO event (id, stream, body, hashes) VALUES (?, ?, ?, ?)", row)
        conn.execute("INSERT INTO number VALUES (?, ?)", (f"A{n:05d}", stream))
        conn.execute("INSERT INTO ticket VALUES (?, ?, 'waiting', ?)", (stream, f"A{n:05d}", "m" * 200))

    times = [_once(conn, lambda n=n: ticket(n)) for n in range(count)]
    conn.close()
    return times


def _opened(path: Path) -> Any:
    conn = sqlcipher3.connect(str(path), isolation_level=None)
    conn.execute("PRAGMA key = \"x'" + "00" * 32 + "'\"")
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    return conn


def _once(conn: Any, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    conn.execute("BEGIN IMMEDIATE")
    work()
    conn.execute("COMMIT")
    return (time.perf_counter() - started) * 1000
