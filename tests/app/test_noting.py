"""A record that a command opens is in the log of opened records, whoever has the store open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.app import noting
from kiosk.app.keeping import keep
from kiosk.domain import facts
from kiosk.domain.trouble import CallTechnician
from kiosk.services import access_log
from kiosk.store import notes
from kiosk.store.opening import open_server
from kiosk.store.store import Store
from sync.server.rules import may_write

WHY = "công dân hỏi lại kết quả"
SAID = {"actor": "os:alice", "subject": {"what": "ticket", "id": "t1", "label": "A001"}, "command": "motcua trace",
        "why": WHY, "at": 1_000}  # fmt: skip


def openings(store: Store) -> list[tuple[str, ...]]:
    found = access_log.openings(store, 0, 2**62)
    return [(o.actor, o.station, o.what, o.label, o.place, o.why) for o in found]


@pytest.fixture
def kiosk(make_store: Callable[..., Store]) -> Store:
    store = make_store("kiosk-1")
    fact = facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "civil-status")
    store.write(lambda tx: tx.append("ticket:one", fact, ""))
    return store


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    (tmp_path / "m.toml").write_text(
        f'[office]\nid = "commune"\nprofile = "commune"\n[station]\ndata_dir = "{tmp_path}"\n'
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "kiosk", *words, "--config", str(tmp_path / "m.toml")]
        return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)

    return run


def test_a_trace_beside_a_running_station_is_in_its_log_with_who_and_why(
    kiosk: Store, command: Any, tmp_path: Path, commune: Any, clock: Any, until: Callable[..., Any]
) -> None:
    done = command("trace", "A001", "--offline", "--why", WHY)
    assert done.returncode == 0, done.stderr
    assert noting.NOTED in done.stdout
    keeper = keep(kiosk, tmp_path / "kiosk-1", clock, commune)
    until(lambda: openings(kiosk))
    keeper.stop()
    label = "A001 ngày 2026-11-23"
    assert openings(kiosk) == [(noting.actor(), "kiosk-1", "ticket", label, "lệnh motcua trace", WHY)]
    assert noting.actor().startswith("os:")
    assert not list((tmp_path / "kiosk-1" / notes.FOLDER).iterdir())


def test_an_export_is_noted_before_a_byte_is_written(kiosk: Store, command: Any, tmp_path: Path) -> None:
    done = command("journal", "export", "-o", str(tmp_path / "j.gz"), "--from", "2026-11-01", "--why", WHY)
    assert done.returncode == 0, done.stderr
    assert noting.take(kiosk, tmp_path / "kiosk-1") == 1
    (entry,) = openings(kiosk)
    assert entry[2:5] == ("journal", "commune từ 2026-11-01", "lệnh motcua journal export")


@pytest.mark.parametrize("words", [("trace", "A001", "--offline"), ("journal", "export", "-o", "x.gz")])
def test_that_no_reason_was_given_is_noted(kiosk: Store, command: Any, words: tuple[str, ...], tmp_path: Path) -> None:
    done = command(*(str(tmp_path / word) if word == "x.gz" else word for word in words))
    assert done.returncode == 0, done.stderr
    assert noting.take(kiosk, tmp_path / "kiosk-1") == 1
    (entry,) = openings(kiosk)
    assert entry[-1] == "không nêu lý do"


def test_where_no_note_can_be_left_nothing_is_shown(kiosk: Store, command: Any, tmp_path: Path) -> None:
    (tmp_path / "kiosk-1" / notes.FOLDER).write_text("a file in the way")
    done = command("trace", "A001", "--offline", "--why", WHY)
    assert done.returncode == 2
    assert "Không ghi được lượt xem" in done.stderr
    assert "A001" not in done.stdout


def test_a_note_that_is_taken_twice_stands_once(kiosk: Store, tmp_path: Path) -> None:
    folder = tmp_path / "kiosk-1"
    notes.leave(folder, SAID)
    (one,) = notes.waiting(folder)
    copy = (folder / notes.FOLDER / f"{one.id}{notes.ENDING}").read_bytes()
    assert noting.take(kiosk, folder) == 1
    (folder / notes.FOLDER / f"{one.id}{notes.ENDING}").write_bytes(copy)  # power went before it was removed
    noting.take(kiosk, folder)
    assert len(openings(kiosk)) == 1


def test_forged_moved_and_malformed_notes_are_kept_aside_and_hold_up_nothing(kiosk: Store, tmp_path: Path) -> None:
    folder = tmp_path / "kiosk-1"
    for said in (SAID, SAID, {**SAID, "why": "x" * 100_000}):
        notes.leave(folder, said)
    first, second, _ = sorted((folder / notes.FOLDER).glob(f"*{notes.ENDING}"))
    second.write_bytes(first.read_bytes())
    (folder / notes.FOLDER / f"0{notes.ENDING}").write_text(json.dumps(SAID))
    assert noting.take(kiosk, folder) == 1
    assert len(list((folder / notes.FOLDER).glob(f"*{notes.SPOILT}"))) == 3
    assert len(openings(kiosk)) == 1


def test_a_note_says_nothing_to_whoever_reads_the_disk(kiosk: Store, tmp_path: Path) -> None:
    notes.leave(tmp_path / "kiosk-1", SAID)
    (file,) = (tmp_path / "kiosk-1" / notes.FOLDER).iterdir()
    assert b"alice" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_every_machine_may_carry_such_a_note_up_but_no_kiosk_an_opening_by_staff() -> None:
    for kind in ("kiosk", "counter", "board", "admin", "hub"):
        assert may_write(kind, facts.AccessTraced.type)
    assert not may_write("kiosk", facts.AccessOpened.type)
    assert not may_write("board", facts.AccessOpened.type)


def test_a_full_disk_is_told(kiosk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CallTechnician, match="No space left"):
        notes.leave(tmp_path / "kiosk-1", SAID)


@pytest.mark.skipif(not os.environ.get("MOTCUA_TEST_POSTGRES"), reason="the province's database: MOTCUA_TEST_POSTGRES")
def test_at_the_province_the_entry_is_in_the_journal_before_the_record_is_shown(tmp_path: Path, clock: Any) -> None:
    import psycopg

    given, name = os.environ["MOTCUA_TEST_POSTGRES"], f"motcua_{uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}"')
    url = given.rpartition("/")[0] + f"/{name}"
    store = open_server(url, office="province", station="province", kind="province", clock=clock)
    fact = facts.TicketIssued("2026-11-23", "A001", "A", "", 1, "civil-status")
    store.write(lambda tx: tx.append("ticket:one", fact, ""))
    (tmp_path / "m.toml").write_text(f'[province]\ndatabase = "{url}"\n[station]\ndata_dir = "{tmp_path}"\n')
    words = ["trace", "A001", "--why", WHY, "--config", str(tmp_path / "m.toml")]
    done = subprocess.run([sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [entry[1:3] + entry[4:] for entry in openings(store)] == [("province", "ticket", "lệnh motcua trace", WHY)]
    store.close()
    with psycopg.connect(given, autocommit=True) as conn:
        conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
