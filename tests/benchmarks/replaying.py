"""How long an upgrade that folds otherwise keeps a store closed: every projection rebuilt in pieces, beside taking the
same events in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from benchmarks.ingest import chain_of
from benchmarks.table import Row
from kiosk.app.clock import SystemClock
from kiosk.domain.event import Event
from kiosk.store import replaying
from kiosk.store.opening import open_server, open_station
from kiosk.store.store import Store

OFFICE, BATCH = "bench-office", 500
Open = Callable[[], Store]


def measure(folder: Path, quick: bool) -> list[Row]:
    """On SQLite, and on PostgreSQL where `MOTCUA_TEST_POSTGRES` names one."""
    events = chain_of(OFFICE, 5_000 if quick else 50_000)
    rows = [_row("SQLite", lambda: open_station(folder, **_WHO), events)]
    if given := os.environ.get("MOTCUA_TEST_POSTGRES"):
        with _database(given) as url:
            rows.append(_row("PostgreSQL", lambda: open_server(url, **_WHO), events))
    return rows


_WHO = {"office": "province", "station": "province", "kind": "province", "clock": SystemClock()}


def _row(where: str, opened: Open, events: list[Event]) -> Row:
    store = opened()
    began = time.monotonic()
    for start in range(0, len(events), BATCH):
        store.write(lambda tx, start=start: tx.record(events[start : start + BATCH], "hub-1"))
    taken_in = time.monotonic() - began
    store.database.write(replaying.order)
    store.close()
    began = time.monotonic()
    opened().close()
    rebuilt = time.monotonic() - began
    return Row(
        f"{where}: {len(events):,} events folded again",
        f"{rebuilt:.1f} s, {len(events) / rebuilt:,.0f} events/s",
        f"taking them in {taken_in:.1f} s",
        f"{taken_in / rebuilt:.1f} × faster",
    )


@contextmanager
def _database(given: str) -> Iterator[str]:
    import psycopg

    name = f"motcua_bench_{uuid4().hex[:8]}"
    with psycopg.connect(given, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}"')
        try:
            yield given.rpartition("/")[0] + f"/{name}"
        finally:
            conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
