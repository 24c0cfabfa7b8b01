"""The judge must see every broken promise; the cut line must really cut; one tiny day is really played."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.rehearsal.evidence import Row, Slip
from kiosk.app.rehearsal.line import CutLine
from kiosk.app.rehearsal.profile import write_profile
from kiosk.app.rehearsal.report import quantiles
from kiosk.app.rehearsal.verdict import Evidence, judge
from kiosk.domain.opening import sessions_of
from kiosk.services.profile import load_office


class Day:
    """A day's evidence, whole until a test breaks it."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {"kiosk-1": [], "counter-1": [], "counter-2": [], "hub-1": []}
        self.slips: list[Slip] = []
        self.seen: list[str] = []

    def note(self, station: str, ticket: str, version: int, type_: str, **body: Any) -> Row:
        rows = self.rows[station]
        seq = len(rows) + 1
        row = Row(
            "o",
            station,
            "life",
            seq,
            f"{station}-{seq}",
            f"ticket:{ticket}",
            version,
            type_,
            seq,
            body,
            f"hash-{station}-{seq}",
        )
        rows.append(row)
        return row

    def ticket(self, ticket: str, number: str, *, ends: bool = True) -> None:
        self.note("kiosk-1", ticket, 1, "ticket.issued", service_day="2026-11-23", number=number)
        self.note("hub-1", ticket, 2, "ticket.called", claim_id=f"c-{ticket}", counter=1)
        if ends:
            self.note("counter-1", ticket, 3, "ticket.served", counter=1)
        self.slips.append(Slip(Path(f"{number}.png"), number, ticket))
        self.seen.append(number)

    def evidence(self) -> Evidence:
        province = [row for rows in self.rows.values() for row in rows]
        return Evidence(self.rows, province, 0, self.slips, self.seen)


@pytest.fixture
def day() -> Day:
    made = Day()
    for n in range(1, 6):
        made.ticket(f"t{n}", f"A00{n}")
    return made


def test_a_whole_day_is_clean(day: Day) -> None:
    verdict = judge(day.evidence())
    assert verdict.clean
    assert (verdict.issued, verdict.printed, verdict.called, verdict.served, verdict.faults) == (5, 5, 5, 5, [])


def test_a_number_on_two_tickets(day: Day) -> None:
    day.ticket("t9", "A001")
    assert judge(day.evidence()).duplicate_numbers == 1


def test_one_number_on_two_papers_is_seen_even_when_the_journal_is_silent(day: Day) -> None:
    day.slips.append(Slip(Path("x.png"), "A002", "another-ticket"))
    verdict = judge(day.evidence())
    assert verdict.duplicate_numbers == 1
    assert verdict.lost == 1


def test_a_reprint_is_no_duplicate(day: Day) -> None:
    day.slips.append(day.slips[0])
    assert judge(day.evidence()).clean


def test_a_call_while_another_counter_has_the_citizen(day: Day) -> None:
    day.rows["counter-1"].clear()
    day.note("hub-1", "t1", 3, "ticket.called", claim_id="second", counter=2)
    assert judge(day.evidence()).double_calls == 1


def test_a_call_after_a_transfer_is_no_double_call(day: Day) -> None:
    day.note("counter-2", "t7", 3, "ticket.transferred", to_counter=2)
    day.note("kiosk-1", "t7", 1, "ticket.issued", service_day="2026-11-23", number="A007")
    day.note("hub-1", "t7", 2, "ticket.called", claim_id="one", counter=1)
    day.note("hub-1", "t7", 4, "ticket.called", claim_id="two", counter=2)
    day.note("counter-2", "t7", 5, "ticket.served", counter=2)
    assert judge(day.evidence()).double_calls == 0


def test_served_twice(day: Day) -> None:
    day.note("counter-2", "t3", 4, "ticket.served", counter=2)
    assert judge(day.evidence()).double_calls == 1


@pytest.mark.parametrize("what", ["paper", "screen", "end"])
def test_what_was_lost(day: Day, what: str) -> None:
    if what == "paper":
        day.slips.append(Slip(Path("x.png"), "B001", "never-journalled"))
    elif what == "screen":
        day.seen.append("C007")
    else:
        day.ticket("t8", "A008", ends=False)
    verdict = judge(day.evidence())
    assert (verdict.lost, verdict.clean, len(verdict.faults)) == (1, False, 1)


@pytest.mark.parametrize("how", ["missing", "altered"])
def test_what_the_province_does_not_have(day: Day, how: str) -> None:
    found = day.evidence()
    province = (
        found.province[1:] if how == "missing" else [replace(found.province[0], chain_hash="x"), *found.province[1:]]
    )
    verdict = judge(replace(found, province=province))
    assert (verdict.unsynced, verdict.clean) == (1, False)


def test_quantiles_of_nothing_are_unknown() -> None:
    assert quantiles([]) == {"p50": None, "p95": None, "p99": None}
    assert quantiles([float(n) for n in range(100)]) == {"p50": 50.0, "p95": 95.0, "p99": 99.0}


@pytest.mark.parametrize("counters", [1, 2, 3, 4, 7])
def test_every_field_of_the_rehearsed_office_is_served(tmp_path: Path, counters: int) -> None:
    office = load_office(write_profile(tmp_path / "p.toml", "commune", kiosks=2, counters=counters))
    assert (office.kiosks, len(office.counters)) == (2, counters)
    assert {code for counter in office.counters for code in counter.fields} == {f.code for f in office.fields}


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2027, 1, 1), date(2026, 11, 22)])
def test_the_rehearsed_office_is_open_on_every_day(tmp_path: Path, day: date) -> None:
    """A public holiday and a Sunday, too: an office that is closed rehearses nothing."""
    profile = write_profile(tmp_path / "p.toml", "commune", kiosks=1, counters=1)
    hours = load_office(profile, today=day).hours
    assert sessions_of(hours, day)
    assert not sessions_of(load_office("commune", today=day).hours, day)


def _ended(line: socket.socket) -> bool:
    try:
        return line.recv(100) == b""
    except OSError:
        return True


def test_a_cut_line_carries_nothing_until_it_is_mended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as far:
        line = CutLine(("127.0.0.1", far.getsockname()[1]))

        def echo() -> None:
            for _ in range(2):
                caller, _ = far.accept()
                with caller:
                    while data := caller.recv(100):
                        caller.sendall(data)

        threading.Thread(target=echo, daemon=True).start()
        port = int(line.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=5) as near:
            near.sendall(b"hello")
            assert near.recv(100) == b"hello"
            line.cut()
            assert _ended(near)
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=5)
        line.restore()
        with socket.create_connection(("127.0.0.1", port), timeout=5) as near:
            near.sendall(b"again")
            assert near.recv(100) == b"again"
        line.close()


def test_a_tiny_day_with_real_processes(tmp_path: Path) -> None:
    """Province, hub, kiosk, counter, board and printer as processes; the line to the province is cut meanwhile."""
    words = [
        "demo",
        "--headless",
        "--kiosks",
        "1",
        "--counters",
        "1",
        "--visitors",
        "3",
        "--outage",
        "2",
        "--seed",
        "5",
    ]
    played = subprocess.run(
        [sys.executable, "-m", "kiosk", *words, "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["issued"] == 3
    assert report["served"] + report["absent"] == 3
    assert [report[key] for key in ("duplicate_numbers", "double_calls", "lost", "unsynced", "parked")] == [0] * 5
    assert len(list((tmp_path / "pictures").glob("*.png"))) >= 3
    assert report["issue_ms"]["p50"] > 0
