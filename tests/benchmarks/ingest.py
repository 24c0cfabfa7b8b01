"""Taking in 500-event batches over HTTP: a real province process on SQLite, and two workers on PostgreSQL where one is
named. The batches are written down before the clock starts: their senders stand elsewhere."""

from __future__ import annotations

import gzip
import json
import os
import random
import threading
import time
from pathlib import Path

import psycopg
import requests

from benchmarks.table import Row
from benchmarks.yardstick import raw_commits
from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.domain import facts
from kiosk.domain.event import GENESIS, Event, canonical, seal
from kiosk.store.store import new_id
from sync import wire

BATCH = 500
LEAST, LEAST_SHARED = 5000, 8000
WORKERS, OFFICES = 2, 8


def measure(folder: Path, quick: bool) -> list[Row]:
    """Offices send at once, as hubs do after an outage: two to SQLite, eight to PostgreSQL."""
    batches = 4 if quick else 12
    raw = raw_commits(folder, 200)
    rate = len(raw) / (sum(raw) / 1000)
    rows = [_on_sqlite(folder, batches, rate)]
    if url := os.environ.get("MOTCUA_TEST_POSTGRES"):
        rows.append(_on_postgres(folder, url, 3 if quick else 8))
    else:
        rows.append(Row("ingest on PostgreSQL", "not measured: set MOTCUA_TEST_POSTGRES=postgresql://…"))
    return rows


def _on_sqlite(folder: Path, batches: int, rate: float) -> Row:
    events, _ = _drain(
        folder / "sqlite", {}, [chain_of(f"bench-{new_id()[-8:]}-{n}", batches * BATCH) for n in range(2)]
    )
    return Row(
        f"ingest on SQLite, batches of {BATCH}",
        f"{events:,.0f} events/s",
        f"raw {rate:,.0f} commits/s",
        f"{events / rate:.1f} ×",
        f"≥ {LEAST:,} events/s",
        events >= LEAST,
    )


def _on_postgres(folder: Path, url: str, batches: int) -> Row:
    """Beside it what PostgreSQL takes when the same rows come ready over two connections, half before, half after."""
    chains = [chain_of(f"bench-{new_id()[-8:]}-{n}", batches * BATCH) for n in range(OFFICES)]
    before = raw_rows(url, chains[: OFFICES // 2])
    events, cpu = _drain(folder / "postgres", {"database": url, "workers": WORKERS}, chains)
    raw = (before + raw_rows(url, chains[OFFICES // 2 :])) / 2
    return Row(
        f"ingest on PostgreSQL, {WORKERS} workers, batches of {BATCH}",
        f"{events:,.0f} events/s, {cpu:.0f} µs of workers' CPU each",
        f"raw rows {raw:,.0f}/s",
        f"{events / raw:.0%}",
        f"≥ {LEAST_SHARED:,} events/s",
        events >= LEAST_SHARED,
    )


def _drain(folder: Path, province: dict[str, object], chains: list[list[Event]]) -> tuple[float, float]:
    """(events a second, µs of the province's CPU for each) of one sender per chain."""
    folder.mkdir()
    config = write_config(folder / "motcua.toml", {
        "station": {"data_dir": str(folder)}, "province": {"listen": "127.0.0.1:0", **province},
    })  # fmt: skip
    service = Service("province", ["province", "--config", str(config)], folder / "log.txt")
    try:
        address = service.ready()[0]
        senders = [
            threading.Thread(target=_send, args=(address, chain[0].station, _batches(chain))) for chain in chains
        ]
        worked, started = _cpu(service.process.pid), time.perf_counter()
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        spent, worked = time.perf_counter() - started, _cpu(service.process.pid) - worked
    finally:
        service.stop()
    count = sum(map(len, chains))
    return count / spent, worked / count * 1_000_000


def _batches(chain: list[Event]) -> list[tuple[int, bytes]]:
    """What a hub sends, as it goes over the line, with what must be acknowledged."""
    return [
        (
            start + BATCH,
            gzip.compress(json.dumps({"events": wire.to_plain_list(chain[start : start + BATCH])}).encode()),
        )
        for start in range(0, len(chain), BATCH)
    ]


def _send(url: str, station: str, batches: list[tuple[int, bytes]]) -> None:
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    with requests.Session() as line:
        for through, data in batches:
            while True:
                answer = line.post(f"{url}/v1/stations/{station}/events", data=data, headers=headers, timeout=60)
                if answer.status_code != 503:
                    break
                time.sleep(float(answer.headers["Retry-After"]))
            assert answer.json() == {"acked_through": through}, answer.text


def _cpu(pid: int) -> float:
    """CPU seconds of a process and its children so far (Linux)."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    ticks = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13] for one in pids]
    return sum(int(user) + int(system) for user, system in ticks) / os.sysconf("SC_CLK_TCK")


def raw_rows(url: str, chains: list[list[Event]]) -> float:
    """Rows a second of the bare journal table with its keys, in committed COPYs of the same size, two at a time."""
    columns = list(wire.EventForm.model_fields)
    rows = [[[canonical(getattr(e, c)) if c == "body" else getattr(e, c) for c in columns] + [n + 1, "x"]
             for n, e in enumerate(chain)] for chain in chains]  # fmt: skip
    table = f"raw_{new_id()[-12:]}"
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"CREATE TABLE {table} (LIKE event INCLUDING ALL)" if _has_event(conn) else _bare(table, columns))

    def copy(half: list[list[list[object]]]) -> None:
        with psycopg.connect(url) as conn:
            for chain in half:
                for start in range(0, len(chain), BATCH):
                    with conn.cursor().copy(f"COPY {table} ({', '.join(columns)}, feed_no, via) FROM STDIN") as to:
                        for row in chain[start : start + BATCH]:
                            to.write_row(row)
                    conn.commit()

    halves = [threading.Thread(target=copy, args=(rows[n::2],)) for n in range(2)]
    started = time.perf_counter()
    for half in halves:
        half.start()
    for half in halves:
        half.join()
    spent = time.perf_counter() - started
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"DROP TABLE {table}")
    return sum(map(len, chains)) / spent


def _has_event(conn: psycopg.Connection) -> bool:
    return conn.execute("SELECT to_regclass('event')").fetchone() != (None,)


def _bare(table: str, columns: list[str]) -> str:
    kinds = {"seq": "bigint", "stream_ver": "bigint", "schema_ver": "bigint", "at": "bigint"}
    fields = ", ".join(f"{c} {kinds.get(c, 'text')}" for c in columns)
    return f"CREATE TABLE {table} ({fields}, feed_no bigint, via text, PRIMARY KEY (office, station, incarnation, seq))"


def chain_of(office: str, count: int, station: str = "hub-1") -> list[Event]:
    """A day of tickets: issued, handed over, printed, called, started, served, mixed as they are in an office."""
    rng = random.Random(office + station)
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
            station=station,
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
