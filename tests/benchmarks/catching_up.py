"""A new station reads an office of 20,000 events: by a snapshot and by pages, from a real hub process; and how long a
backlog needs over 64 kbit/s."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

from benchmarks.ingest import chain_of
from benchmarks.table import Row
from kiosk.app.clock import SystemClock
from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.store.opening import open_station
from sync import wire
from sync.client import Line
from sync.downlink import Downlink

OFFICE, BATCH = "bench-office", 500
LINE = 8 * 1024
"""Bytes per second of a line of 64 kbit/s."""


def measure(folder: Path, quick: bool) -> list[Row]:
    """Snapshot beside pages, then the size of what an upload sends."""
    count = 5_000 if quick else 20_000
    events = chain_of(OFFICE, count)
    config = write_config(folder / "hub.toml", {
        "office": {"id": OFFICE, "profile": "commune"}, "station": {"data_dir": str(folder / "hub")},
        "hub": {"listen": "127.0.0.1:0"},
    })  # fmt: skip
    hub = Service("hub", ["hub", "--config", str(config)], folder / "hub.log")
    try:
        url = hub.ready()[0]
        line = Line(url, stall_s=30)
        for start in range(0, count, BATCH):
            line.upload(events[start : start + BATCH], "bench")
        line.close()
        paged = _read(folder / "paged", url, snapshot=False)
        taken = _read(folder / "taken", url, snapshot=True)
    finally:
        hub.stop()
    return [
        Row(
            f"a new station takes {count:,} events",
            f"snapshot {taken:.1f} s, {count / taken:,.0f} events/s",
            f"page by page {paged:.1f} s",
            f"{paged / taken:.1f} × faster",
        ),
        _backlog(events[: min(count, 5_000)]),
    ]


def _read(folder: Path, url: str, *, snapshot: bool) -> float:
    store = open_station(folder, office=OFFICE, station="counter-1", kind="counter", clock=SystemClock())
    line = Line(url, stall_s=30)
    down = Downlink(store, line, "hub")
    if not snapshot:
        down._snapshot.step = lambda: False  # type: ignore[method-assign]
    started = time.perf_counter()
    while down.run_once(0):
        pass
    spent = time.perf_counter() - started
    line.close()
    store.close()
    return spent


def _backlog(events: list) -> Row:  # type: ignore[type-arg]
    size = sum(
        len(gzip.compress(json.dumps({"events": wire.to_plain_list(events[n : n + BATCH])}).encode(), 6))
        for n in range(0, len(events), BATCH)
    )
    minutes = 20_000 * size / len(events) / LINE / 60
    return Row(
        "20,000 events over 64 kbit/s",
        f"{size / len(events):.0f} bytes/event compressed",
        "line alone",
        f"{minutes:.1f} min",
    )
