"""Taking in 500-event batches over HTTP: a real province process on SQLite, and on PostgreSQL where one is named."""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path

from benchmarks.table import Row
from benchmarks.yardstick import raw_commits
from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.domain import facts
from kiosk.domain.event import GENESIS, Event, seal
from kiosk.store.store import new_id
from sync.client import Line

BATCH = 500
LEAST = 5000


def measure(folder: Path, quick: bool) -> list[Row]:
    """Two stations of two offices send at once, as hubs do after an outage."""
    batches = 4 if quick else 12
    raw = raw_commits(folder, 200)
    rate = len(raw) / (sum(raw) / 1000)
    databases = [("SQLite", "")]
    if url := os.environ.get("MOTCUA_TEST_POSTGRES"):
        databases.append(("PostgreSQL", url))
    rows = [_one(folder, name, url, batches, rate) for name, url in databases]
    if len(databases) == 1:
        rows.append(Row("ingest on PostgreSQL", "not measured: set MOTCUA_TEST_POSTGRES=postgresql://…"))
    return rows


def _one(folder: Path, name: str, url: str, batches: int, rate: float) -> Row:
    config = write_config(folder / f"{name}.toml", {
        "station": {"data_dir": str(folder / name)}, "province": {"listen": "127.0.0.1:0", "database": url},
    })  # fmt: skip
    province = Service("province", ["province", "--config", str(config)], folder / f"{name}.log")
    try:
        address = province.ready()[0]
        chains = [_chain(f"bench-{new_id()[-8:]}-{n}", batches * BATCH) for n in range(2)]
        senders = [threading.Thread(target=_send, args=(address, chain)) for chain in chains]
        started = time.perf_counter()
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        spent = time.perf_counter() - started
    finally:
        province.stop()
    events = sum(map(len, chains)) / spent
    return Row(
        f"ingest on {name}, batches of {BATCH}",
        f"{events:,.0f} events/s",
        f"raw {rate:,.0f} commits/s",
        f"{events / rate:.1f} ×",
        f"≥ {LEAST:,} events/s",
        events >= LEAST,
    )


def _send(url: str, chain: list[Event]) -> None:
    line = Line(url, stall_s=30)
    for start in range(0, len(chain), BATCH):
        acked = line.upload(chain[start : start + BATCH], chain[0].station)
        assert acked == start + BATCH, acked


def _chain(office: str, count: int) -> list[Event]:
    """A day of tickets: issued, handed over, printed, called, started, served, mixed as they are in an office."""
    rng = random.Random(office)
    lines = [_life(n) for n in range(count // 6 + 1)]
    events: list[Event] = []
    prev = GENESIS
    while len(events) < count:
        ticket = rng.choice(lines[:40] or lines)
        stream, version, fact = next(ticket, ("", 0, None))
        if fact is None:
            lines.remove(ticket)
            continue
        sealed = seal(
            office=office,
            station="hub-1",
            incarnation="bench",
            seq=len(events) + 1,
            event_id=new_id(),
            stream_id=stream,
            stream_ver=version,
            type=fact.type,
            schema_ver=1,
            at=1_790_000_000_000 + len(events),
            actor="bench",
            body=facts.to_body(fact),
            prev_hash=prev,
        )
        events.append(sealed)
        prev = sealed.chain_hash
    return events


def _life(n: int):  # type: ignore[no-untyped-def]
    stream = f"ticket:{new_id()}"
    day = "2026-11-23"
    life = (
        facts.TicketIssued(day, f"A{n % 9000 + 1:03d}", "A", "", n + 1, "civil-status"),
        facts.TicketHandedOver("hub-1", 1),
        facts.TicketPrinted(),
        facts.TicketCalled(new_id(), 1, "counter-1", "oldest"),
        facts.TicketStarted(1),
        facts.TicketServed(1),
    )
    yield from ((stream, version, fact) for version, fact in enumerate(life, 1))
