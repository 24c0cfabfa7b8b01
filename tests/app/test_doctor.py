"""Each illness is found on a real file, socket or printer, and comes with what to do."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.app.commands import program
from kiosk.app.config import Config, HubConfig, OfficeConfig, ProvinceConfig, StationConfig
from kiosk.app.doctor import Finding, lines, machine, records, screen
from kiosk.app.doctor.examination import findings
from kiosk.domain.office import Office
from kiosk.domain.service_day import VIETNAM
from kiosk.services import auditing, issuing
from kiosk.store.store import Store
from printing.config import PrinterConfig

HELLO = {
    "product": "motcua", "protocol": 1, "role": "hub", "station": "hub-1", "office": "commune", "incarnation": "a1",
    "version": "9.9", "at": 0,
}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(office=OfficeConfig(id="commune"), station=StationConfig("kiosk-1", tmp_path), hub=HubConfig(url=""))


@pytest.fixture
def station(make_store: Callable[..., Store], commune: Office) -> Store:
    """A kiosk with a few tickets, still open."""
    store = make_store("kiosk-1")
    issuing.lease_own_series(store)
    for _ in range(3):
        issuing.issue(store, commune, field=commune.fields[0].code)
    return store


@pytest.fixture
def answering() -> Iterator[Callable[[object], str]]:
    """A web server that answers everything with one text; gives its address."""
    running: list[http.server.HTTPServer] = []

    def start(answer: object) -> str:
        text = (answer if isinstance(answer, str) else json.dumps(answer)).encode()

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def _worst(found: list[Finding]) -> Finding:
    return max(found, key=lambda finding: ("ok", "warn", "error").index(finding.level))


def test_a_healthy_station(config: Config, station: Store, clock) -> None:
    station.close()
    found = list(records.stores(config, clock))
    assert {finding.level for finding in found} == {"ok"}
    assert any("khớp từ đầu đến cuối" in finding.what for finding in found)


def test_a_running_program_is_examined_while_it_works(config: Config, station: Store, clock, commune: Office) -> None:
    found = list(records.stores(config, clock))
    assert {finding.level for finding in found} == {"ok"}
    assert "chương trình đang chạy" in found[0].what
    issuing.issue(station, commune, field=commune.fields[0].code)


def test_a_machine_that_never_ran_stays_as_it_is(config: Config, clock) -> None:
    (found,) = records.stores(replace(config, station=StationConfig("kiosk-1", Path("/nonexistent"))), clock)
    assert found.level == "ok"
    assert not Path("/nonexistent").exists()


def test_a_damaged_file_is_named_and_left(config: Config, station: Store, clock, tmp_path: Path) -> None:
    station.close()
    file = tmp_path / "kiosk-1" / "station.db"
    damaged = file.read_bytes()[:4096] + b"\x00" * 8192
    file.write_bytes(damaged)
    found = _worst(list(records.stores(config, clock)))
    assert found.level == "error"
    assert str(file) in found.what
    assert "Không xóa tệp" in found.remedy
    assert file.read_bytes() == damaged


@pytest.mark.parametrize(
    ("crime", "fault"),
    [
        ("UPDATE event SET body = '{}' WHERE seq = 2", "body_hash"),
        ("UPDATE event SET at = at + 1 WHERE seq = 2", "chain_hash"),
        ("UPDATE event SET prev_hash = 'x' WHERE seq = 3", "does not link"),
        ("DELETE FROM event WHERE seq = 2", "gap: 3 follows 1"),
        ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "ends elsewhere"),
    ],
)
def test_a_journal_that_somebody_touched_is_told(
    config: Config, station: Store, clock, crime: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "CHUNK", 2)
    with station.database.engine.begin() as conn:
        conn.exec_driver_sql(crime)
    assert fault in auditing.recompute_chain(station).fault
    station.close()
    found = _worst(list(records.stores(config, clock)))
    assert found.level == "error"
    assert fault in found.what


def test_another_offices_file_is_told(config: Config, station: Store, clock) -> None:
    station.close()
    found = _worst(list(records.stores(replace(config, office=OfficeConfig(id="elsewhere")), clock)))
    assert found.level == "error"
    assert "thuộc máy kiosk-1 của commune" in found.what


def test_a_clock_set_back_behind_the_journal_is_told(config: Config, station: Store, clock) -> None:
    station.close()
    clock.forward(minutes=-90)
    found = _worst(list(records.stores(config, clock)))
    assert (found.level, "vặn lùi" in found.what) == ("warn", True)


def test_events_that_wait_too_long_are_told(config: Config, station: Store, clock) -> None:
    station.close()
    upward = replace(config, hub=HubConfig(url="http://hub:1"))
    clock.forward(minutes=10)
    assert _worst(list(records.stores(upward, clock))).level == "ok"
    clock.forward(minutes=10)
    found = _worst(list(records.stores(upward, clock)))
    assert found.level == "warn"
    assert "lâu nhất 20 phút" in found.what
    assert "http://hub:1" in found.remedy


@pytest.mark.parametrize(("at", "level"), [("2019-01-01", "error"), ("2026-11-23", "ok"), ("2120-01-01", "error")])
def test_a_clock_that_cannot_be(clock, at: str, level: str) -> None:
    clock.at = int(datetime.fromisoformat(at).replace(tzinfo=VIETNAM).timestamp() * 1000)
    assert next(iter(machine.clock(clock))).level == level


@pytest.mark.parametrize(("free", "level"), [(10 * 2**20, "error"), (500 * 2**20, "warn"), (50 * 2**30, "ok")])
def test_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, level: str) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**40, 0, free))
    (found,) = machine.disk(tmp_path / "not" / "there" / "yet")
    assert found.level == level
    assert bool(found.remedy) == (level != "ok")


def test_a_profile_that_cannot_be_read(config: Config, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[office]\nid = 5\n")
    wrong = replace(config, office=OfficeConfig(id="commune", profile=str(tmp_path / "own.toml")))
    found = list(machine.settings(wrong))
    assert [f.level for f in found].count("error") > 3
    assert any("own.toml, dòng 2, office.id" in f.what for f in found)


@pytest.mark.parametrize(
    ("answer", "level", "words"),
    [
        (HELLO, "ok", "hub-1 trả lời"),
        (HELLO | {"at": 600_000}, "warn", "lệch 600 giây"),
        (HELLO | {"office": "elsewhere"}, "error", "elsewhere"),
        (HELLO | {"role": "province"}, "error", "province"),
        ("<html>Đăng nhập Wi-Fi</html>", "warn", "không đúng giao thức"),
    ],
)
def test_who_answers_as_hub(
    config: Config, clock, answering: Callable[[object], str], answer: object, level: str, words: str
) -> None:
    clock.at = 0
    found = _worst(list(lines.hub(replace(config, hub=HubConfig(url=answering(answer))), clock)))
    assert (found.level, words in found.what) == (level, True), found


@pytest.mark.parametrize(("role", "level"), [("province", "ok"), ("hub", "error")])
def test_who_answers_as_province(config: Config, answering: Callable[[object], str], role: str, level: str) -> None:
    url = answering(HELLO | {"role": role})
    (found,) = lines.province(replace(config, province=ProvinceConfig(url=url)))
    assert found.level == level


def test_nobody_at_the_hubs_address(config: Config, clock) -> None:
    (found,) = lines.hub(replace(config, hub=HubConfig(url="http://127.0.0.1:1")), clock)
    assert found.level == "warn"
    assert "dây mạng" in found.remedy


def test_a_printer_that_is_not_there() -> None:
    (found,) = lines.printer(PrinterConfig(kind="tcp", host="127.0.0.1", port=1))
    assert found.level == "error"
    assert found.what == "Máy in (tcp): Không kết nối được máy in."
    assert found.remedy.startswith("Kiểm tra nguồn điện")


def test_a_missing_library_names_its_package(tmp_path: Path) -> None:
    (found,) = screen._loadable(tmp_path / "libqxcb.so")
    assert found.level == "error"
    named = screen._missing("Qt", "libEGL.so.1: cannot open shared object file: No such file or directory")
    assert named.remedy == "Chạy: apt-get install libegl1"


@pytest.mark.usefixtures("qapp")  # else the doctor makes a smaller application, which the faces' tests would meet
def test_an_examination_that_fails_is_a_finding(config: Config, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("torn")

    monkeypatch.setattr(machine, "fonts", fail)
    found = findings(config, clock)
    assert [f.what for f in found if f.level == "error"] == ["Không khám được phông chữ (torn)."]
    assert len(found) > 10


@pytest.mark.usefixtures("qapp")  # else the doctor makes a smaller application, which the faces' tests would meet
@pytest.mark.parametrize(
    ("text", "code"), [('[office]\nid = "commune"\n', 0), ('[office]\nid = "?"\n[log]\nlevel=1', 1)]
)
def test_the_command_counts_and_ends_with_a_code(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, text: str, code: int
) -> None:
    (tmp_path / "m.toml").write_text(text)
    assert program.run(["doctor", "--config", str(tmp_path / "m.toml"), "--data-dir", str(tmp_path)]) == code
    said = capfd.readouterr().out
    assert f"{2 if code else 0} lỗi" in said.splitlines()[-1]
    assert said.count("  LỖI  ") == (2 if code else 0)
