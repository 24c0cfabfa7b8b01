"""The raw yardstick: durable commits of one small row, as bare as the driver allows, on the same disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlcipher3


def raw_commits(folder: Path, count: int) -> list[float]:
    """Milliseconds of `count` commits of one tiny row: one process, BEGIN IMMEDIATE, FULL, encrypted."""
    conn = _opened(folder / "yardstick.db")
    conn.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, text TEXT)")
    return _timed(conn, count, lambda n: conn.execute("INSERT INTO row (text) VALUES (?)", (f"number {n}",)))


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

    return _timed(conn, count, ticket)


def _opened(path: Path) -> Any:
    conn = sqlcipher3.connect(str(path), isolation_level=None)
    conn.execute("PRAGMA key = \"x'" + "00" * 32 + "'\"")
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    return conn


def _timed(conn: Any, count: int, work: Callable[[int], object]) -> list[float]:
    times = []
    for n in range(count):
        started = time.perf_counter()
        conn.execute("BEGIN IMMEDIATE")
        work(n)
        conn.execute("COMMIT")
        times.append((time.perf_counter() - started) * 1000)
    conn.close()
    return times
