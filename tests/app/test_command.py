"""The `motcua` command as a person meets it: processes of their own, exit codes, words."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.app.commands import program
from kiosk.domain.trouble import Refused
from kiosk.store.store import Store

COMMANDS = (
    "demo", "kiosk", "counter", "board", "admin", "hub", "promote", "province", "printer", "doctor", "trace", "verify",
    "self-test", "join", "trust", "staff", "desk", "journal",
)  # fmt: skip


@pytest.fixture
def motcua(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `motcua …` with nothing of this machine's own configuration."""

    def run(*arguments: str, code: str = "import kiosk.__main__ as m; m.main()", **env: str):
        own = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "etc")}
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            encoding="utf-8",
            env={k: v for k, v in os.environ.items() if k != "MOTCUA_CONFIG"} | own | env,
            cwd=tmp_path,
            timeout=60,
            check=False,
        )

    return run


def test_help_names_every_command(motcua: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = motcua("--help")
    assert done.returncode == 0
    assert re.findall(r"^  ([a-z][a-z-]+)  ", done.stdout, re.MULTILINE) == list(COMMANDS)
    assert "Cách dùng: motcua" in done.stdout
    assert motcua().stdout == done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_vietnamese_help(capfd: pytest.CaptureFixture[str], command: str) -> None:
    assert program.run([command, "--help"]) == 0
    page = capfd.readouterr().out
    assert page.startswith(f"Cách dùng: motcua {command}")
    assert "Hiện trang hướng dẫn này." in page
    assert not re.search(r"Usage|Options|default:|<int|Show this", page)
    assert re.search(r"[ăâđêôơưạảấầậắặẻếềệỉịọốồộớợụủứừựỳ]", page)


def test_help_and_services_load_no_qt_and_no_database(motcua: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    heavy = {"PySide6", "sqlalchemy", "requests", "fastapi", "PIL"}
    look = (
        "import sys, kiosk.app.commands.program as p; p.run(['hub', '--help']); "
        f"print(sorted({{m.partition('.')[0] for m in sys.modules}} & {heavy}))"
    )
    assert motcua(code=look).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["kios"], "Không hiểu lệnh này"),
        (["board", "--nope"], "Không có tùy chọn --nope"),
        (["demo", "--kiosks", "99"], "Giá trị của --kiosks không dùng được"),
        (["demo", "--kiosks"], "Tùy chọn --kiosks dùng chưa đúng"),
        (["printer", "--width", "70"], "Không có khổ giấy 70 mm"),
        (["printer", "--tell", "paper_out", "--control", "1"], "Không có máy in ảo ở cổng điều khiển 1"),
        (["hub", "--config", "missing.toml"], "missing.toml: không đọc được tệp"),
        (["kiosk", "--station", "KIOSK 1"], "dòng lệnh, station.name"),
    ],
)
def test_a_wrong_command_is_one_clear_line(capfd: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert program.run(arguments) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_trouble_is_told_with_its_remedy_and_code_two(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(_: object) -> None:
        raise Refused("taken", "Cổng đang bận.", "Chọn cổng khác.")

    monkeypatch.setattr("kiosk.app.hub.run", refuse)
    assert program.run(["hub", "--data-dir", str(tmp_path)]) == 2
    assert capfd.readouterr().err == "Cổng đang bận. Chọn cổng khác.\n"


def test_an_error_of_ours_is_logged_whole_and_names_the_log(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("kiosk.app.hub.run", fail)
    assert program.run(["hub", "--data-dir", str(tmp_path)]) == 1
    log = tmp_path / "hub-1" / "logs" / "motcua.log"
    assert str(log) in capfd.readouterr().err
    assert "ZeroDivisionError: ours" in log.read_text(encoding="utf-8")


def test_a_taken_address_is_trouble(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        assert program.run(["hub", "--data-dir", str(tmp_path), "--listen", listen]) == 2
    assert f"Không mở được địa chỉ {listen}" in capfd.readouterr().err


def test_a_second_program_on_the_same_data_is_refused(
    capfd: pytest.CaptureFixture[str], make_store: Callable[..., Store], tmp_path: Path
) -> None:
    make_store("hub-1", kind="hub")
    assert program.run(["hub", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0"]) == 2
    assert "đang dùng thư mục dữ liệu" in capfd.readouterr().err


def test_the_hub_serves_until_it_is_told_to_end(tmp_path: Path) -> None:
    code = "import kiosk.__main__ as m; m.main()"
    hub = subprocess.Popen(
        [sys.executable, "-c", code, "hub", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert hub.stdout is not None
        ready = hub.stdout.readline()
        assert re.fullmatch(r"READY http://127\.0\.0\.1:\d+\n", ready)
        hub.send_signal(signal.SIGTERM)
        hub.wait(20)
    finally:
        hub.kill()
        hub.communicate()
    assert (tmp_path / "hub-1" / "station.db").exists()
