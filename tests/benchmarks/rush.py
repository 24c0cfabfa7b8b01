"""The rush: 2,000 stations of 400 offices come back within one second, each with a backlog, to two real workers on
PostgreSQL. They keep the rules of `sync.loop` and `sync.client`: full jitter, Retry-After, the time-outs of a line."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from benchmarks.ingest import chain_of, raw_rows
from benchmarks.table import Row, at
from kiosk.app.province import allow_many_connections
from kiosk.app.rehearsal.processes import Service, write_config
from sync import wire
from sync.client import CONNECT_S, STALL_S
from sync.loop import Backoff

OFFICES, STATIONS_EACH, EVENTS_EACH = 400, 5, 100
LONGEST_S = 15 * 60.0
PATIENCE_S = LONGEST_S + 60
_CLIENTS = "WHERE backend_type = 'client backend' AND datname = current_database()"


@dataclass
class Tally:
    """What the stations met. `later` = 503 with a time to come back; everything in `errors` is a fault."""

    later: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    drained: list[float] = field(default_factory=list)
    connections: int = 0


def measure(folder: Path, quick: bool) -> list[Row]:
    """Needs PostgreSQL: one SQLite file has no workers."""
    url = os.environ.get("MOTCUA_TEST_POSTGRES")
    if not url:
        return [Row("rush of 2,000 stations", "not measured: set MOTCUA_TEST_POSTGRES=postgresql://…")]
    allow_many_connections()
    offices = 40 if quick else OFFICES
    tag = os.urandom(4).hex()
    stations = [(f"rush-{tag}-{n // STATIONS_EACH}", f"pc-{n}") for n in range(offices * STATIONS_EACH)]
    loads = [_load(office, station) for office, station in stations]
    raw = raw_rows(url, [chain_of(f"raw-{tag}-{n}", 1000) for n in range(10)])
    config = write_config(folder / "motcua.toml", {
        "station": {"data_dir": str(folder)}, "province": {"listen": "127.0.0.1:0", "database": url, "workers": 2},
    })  # fmt: skip
    service = Service("province", ["province", "--config", str(config)], folder / "log.txt")
    try:
        port = int(service.ready()[0].rpartition(":")[2])
        tally = asyncio.run(_rush(port, stations, loads, url))
        peak = _peak_mb(service.process.pid)
    finally:
        service.stop()
    return [_row(url, tag, stations, tally, peak, raw)]


def _row(url: str, tag: str, stations: list[tuple[str, str]], tally: Tally, peak: int, raw: float) -> Row:
    count, whole = len(stations) * EVENTS_EACH, _whole(url, tag)
    spent = max(tally.drained, default=PATIENCE_S)
    met = len(tally.drained) == len(stations) and whole == count and not tally.errors and spent <= LONGEST_S
    return Row(
        f"{len(stations):,} stations back in 1 s, {EVENTS_EACH} events each",
        f"all in {spent:.0f} s (half in {at(tally.drained, 0.5):.0f} s), {tally.later:,} later, "
        f"{sum(tally.errors.values())} errors {dict(tally.errors) or ''}, {count - whole} lost or double; "
        f"{tally.connections} connections to PostgreSQL, {peak} MB a worker",
        f"raw rows {raw:,.0f}/s",
        f"{count / spent / raw:.0%}",
        "≤ 900 s, only 'later', 0 lost",
        met,
    )


def _load(office: str, station: str) -> bytes:
    events = chain_of(office, EVENTS_EACH, station)
    return gzip.compress(json.dumps({"events": wire.to_plain_list(events)}).encode(), 3)


async def _rush(port: int, stations: list[tuple[str, str]], loads: list[bytes], url: str) -> Tally:
    tally = Tally()
    watch = asyncio.create_task(_watch(url, tally))
    began = time.monotonic()
    lives = [_station(port, o, s, load, tally, began) for (o, s), load in zip(stations, loads, strict=True)]
    await asyncio.gather(*lives)
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    return tally


async def _watch(url: str, tally: Tally) -> None:
    """The most connections that PostgreSQL saw at a time, this one not counted."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        while True:
            asked = await conn.execute(f"SELECT count(*) - 1 FROM pg_stat_activity {_CLIENTS}")
            tally.connections = max(tally.connections, (await asked.fetchone() or (0,))[0])
            await asyncio.sleep(0.5)


async def _station(port: int, office: str, station: str, load: bytes, tally: Tally, began: float) -> None:
    """One station's way back: hello, its backlog, a sign of life."""
    backoff, line = Backoff(300.0, random.Random(station)), _Line(port)
    await asyncio.sleep(random.random())
    steps = [
        ("GET", "/v1/hello", b""),
        ("POST", f"/v1/stations/{station}/events?via={station}", load),
        ("POST", f"/v1/offices/{office}/stations/{station}/heartbeat", b'{"kind": "kiosk", "report": {"unsent": 0}}'),
    ]
    while steps and time.monotonic() - began < PATIENCE_S:
        try:
            status, wait, answer = await line.ask(*steps[0])
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as broken:
            tally.errors[type(broken).__name__] += 1
            line.drop()
            await asyncio.sleep(backoff.pause())
            continue
        if status == 200:
            backoff.succeeded()
            if steps.pop(0)[1].endswith(f"via={station}"):
                assert json.loads(answer) == {"acked_through": EVENTS_EACH}, answer
                tally.drained.append(time.monotonic() - began)
        elif status == 503 and wait:
            tally.later += 1
            await asyncio.sleep(backoff.pause(wait))
        else:
            tally.errors[f"HTTP {status}"] += 1
            await asyncio.sleep(backoff.pause(wait))
    line.drop()


class _Line:
    """One kept connection: as much HTTP as the servers here speak, without a library's cost for 2,000 of them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes) -> tuple[int, float, bytes]:
        """(status, Retry-After or 0, body). Raises OSError, IncompleteReadError, TimeoutError as a line breaks."""
        if (
            self._streams and self._streams[0].at_eof()
        ):  # closed while the station slept, as every kept connection may be
            self.drop()
        if self._streams is None:
            async with asyncio.timeout(CONNECT_S):
                self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        kind = "Content-Type: application/json\r\n" + ("Content-Encoding: gzip\r\n" if body[:2] == b"\x1f\x8b" else "")
        head = f"{method} {path} HTTP/1.1\r\nHost: province\r\n{kind}Content-Length: {len(body)}\r\n\r\n"
        async with asyncio.timeout(STALL_S):
            writer.write(head.encode() + body)
            await writer.drain()
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
        async with asyncio.timeout(STALL_S):
            answer = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.drop()
        return int(lines[0].split()[1]), float(headers.get("retry-after", "0")), answer

    def drop(self) -> None:
        """Closes it; the next question opens another."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


def _whole(url: str, tag: str) -> int:
    """Events that stand exactly once, in chains without a gap and feeds without a gap; any fault counts against it."""
    with psycopg.connect(url) as conn:
        chains = (
            "SELECT count(*), count(DISTINCT seq), max(seq) FROM event WHERE office LIKE %s GROUP BY office, station"
        )
        feeds = "SELECT count(DISTINCT feed_no), max(feed_no) FROM event WHERE office LIKE %s GROUP BY office"
        mine = (f"rush-{tag}-%",)
        good = sum(n for n, different, last in conn.execute(chains, mine) if n == different == last)
        return good - sum(abs(last - n) for n, last in conn.execute(feeds, mine))


def _peak_mb(pid: int) -> int:
    """The largest memory that a worker ever had (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    peaks = [line.split()[1] for child in children for line in Path(f"/proc/{child}/status").read_text().splitlines()
             if line.startswith("VmHWM")]  # fmt: skip
    return max(map(int, peaks)) // 1024
