"""Claims on one real hub process: 16 and 40 counters press "next" in the same moment, again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Row, at, spread
from benchmarks.yardstick import raw_commits
from kiosk.app.clock import SystemClock
from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.services import issuing
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station
from kiosk.store.store import new_id
from sync import wire
from sync.client import Line
from sync.station import StationSync
from sync.trust.folder import Trust

LIMIT_MS = 500.0


def measure(folder: Path, quick: bool) -> list[Row]:
    """Every claim must win a different ticket."""
    rounds = 3 if quick else 8
    folder.mkdir(parents=True, exist_ok=True)
    raw = raw_commits(folder, 200)
    config = write_config(folder / "hub.toml", {
        "office": {"id": "bench", "profile": "commune"}, "station": {"data_dir": str(folder / "data")},
        "hub": {"listen": "127.0.0.1:0"},
    })  # fmt: skip
    hub = Service("hub", ["hub", "--config", str(config)], folder / "hub.log")
    try:
        url = hub.ready()[0]
        rows = []
        for counters in (16, 40):
            fill(folder / f"kiosk-{counters}", url, counters * rounds, f"kiosk-{counters}")
            times, won, spent = press(url, counters, rounds)
            twice = len(won) - len(set(won))
            met = twice == 0 and len(won) == counters * rounds and (counters < 40 or at(times, 0.99) <= LIMIT_MS)
            rows.append(
                Row(
                    f"{counters} counters press next at once",
                    f"{len(won) / spent:,.0f} claims/s, {spread(times)}, {twice} double",
                    f"raw commit p50 {at(raw, 0.5):.1f} ms",
                    "",
                    f"p99 ≤ {LIMIT_MS:.0f} ms, 0 double" if counters == 40 else "0 double",
                    met,
                )
            )
        return rows
    finally:
        hub.stop()


def fill(folder: Path, url: str, tickets: int, name: str, trust: Trust | None = None) -> None:
    """A kiosk's tickets in the hub's line."""
    office = load_office("commune", office_id="bench")
    store = open_station(folder, office="bench", station=name, kind="kiosk", clock=SystemClock())
    sync = StationSync(store, url, trust, issues=True)
    sync.start()
    try:
        while not sync.state().up:
            time.sleep(0.05)
        for n in range(tickets):
            issuing.issue(store, office, field=office.fields[n % len(office.fields)].code, hub=sync.state().hub)
        while sync.state().unsent:
            time.sleep(0.05)
        time.sleep(0.5)
    finally:
        sync.stop()
        store.close()


def press(
    url: str, counters: int, rounds: int, trust_of: Callable[[str], Trust | None] = lambda _: None
) -> tuple[list[float], list[str], float]:
    """(milliseconds of each claim, tickets won, seconds in all) of counters that press in the same moment."""
    fields = [f.code for f in load_office("commune").fields]
    line_up = threading.Barrier(counters, timeout=60)
    times: list[float] = []
    won: list[str] = []

    def counter(number: int) -> None:
        line = Line(url, trust_of(f"counter-{number}"), stall_s=60)
        line.hello()
        for _ in range(rounds):
            line_up.wait()
            started = time.perf_counter()
            answer = line.claim(
                wire.Claim(
                    claim_id=new_id(),
                    station=f"counter-{number}",
                    reader=f"reader{number}",
                    counter=number,
                    fields=fields,
                    cursor="none",
                )
            )
            times.append((time.perf_counter() - started) * 1000)
            if answer.ticket_id:
                won.append(answer.ticket_id)

    threads = [threading.Thread(target=counter, args=(n + 1,)) for n in range(counters)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, won, time.perf_counter() - started
