"""The raw yardstick: durable commits of one small row, as bare as the driver allows, on the same disk."""

from __future__ import annotations

import time
from pathlib import Path

import sqlcipher3


def raw_commits(folder: Path, count: int) -> list[float]:
    """Milliseconds of `count` commits: one process, BEGIN IMMEDIATE, WAL, synchronous=FULL, encrypted."""
    conn = sqlcipher3.connect(str(folder / "yardstick.db"), isolation_level=None)
    conn.execute("PRAGMA key = \"x'" + "00" * 32 + "'\"")
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, text TEXT)")
    times = []
    for n in range(count):
        started = time.perf_counter()
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("INSERT INTO row (text) VALUES (?)", (f"number {n}",))
        conn.execute("COMMIT")
        times.append((time.perf_counter() - started) * 1000)
    conn.close()
    return times
