"""`motcua staff` as an administrator meets it: on a stopped server, on a running one, and with a piped password."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PASSWORD = "mưa rào Quy Nhơn"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "etc")}
    return {k: v for k, v in os.environ.items() if k != "MOTCUA_CONFIG"} | own


@pytest.fixture
def staff(tmp_path: Path, environment: dict[str, str]) -> Run:
    """Runs `motcua staff …` over the data in `tmp_path`; `typed` are lines of standard input."""

    def run(*arguments: str, typed: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kiosk", "staff", *arguments, "--data-dir", str(tmp_path / "data")]
        return subprocess.run(command, input="".join(f"{line}\n" for line in typed), capture_output=True,
                              encoding="utf-8", env=environment, timeout=60, check=False)  # fmt: skip

    return run


@pytest.fixture
def running(tmp_path: Path, environment: dict[str, str]) -> Iterator[Callable[[], None]]:
    """Starts the hub on the port that its configuration names."""
    from kiosk.app.serving import listening

    sock = listening("127.0.0.1", 0)
    port = sock.getsockname()[1]
    sock.close()
    file = tmp_path / "etc" / "motcua" / "motcua.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[hub]\nlisten = "127.0.0.1:{port}"\nurl = "http://127.0.0.1:{port}"\n')
    started: list[subprocess.Popen[str]] = []

    def start() -> None:
        command = [sys.executable, "-m", "kiosk", "hub", "--data-dir", str(tmp_path / "data")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment)
        started.append(process)
        assert process.stdout
        assert process.stdout.readline().startswith("READY")

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=20)


def test_accounts_of_a_stopped_server(staff: Run) -> None:
    made = staff("add", "hanh", "--name", "Nguyễn Thị Hạnh", "--role", "lead", typed=(PASSWORD, PASSWORD))
    assert made.returncode == 0, made.stderr
    assert made.stdout == "Đã thêm Nguyễn Thị Hạnh (hanh), lãnh đạo bộ phận của commune-demo.\n"
    unlike = staff("add", "an", "--name", "An", typed=(PASSWORD, "khác"))
    assert (unlike.returncode, "không giống nhau" in unlike.stderr) == (2, True)
    given = staff("add", "an", "--name", "Võ Thành An", "--generate")
    assert re.search(r"Mật khẩu một lần: [a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4} ", given.stdout)
    assert staff("role", "an", "technician").stdout == "Võ Thành An nay là kỹ thuật viên.\n"
    last = staff("disable", "hanh")
    assert (last.returncode, "lãnh đạo cuối cùng" in last.stderr) == (2, True)
    assert staff("enable", "an").returncode == 0
    listed = staff("list").stdout
    assert re.search(r"hanh +Nguyễn Thị Hạnh +lãnh đạo bộ phận\n", listed)
    assert re.search(r"an +Võ Thành An +kỹ thuật viên, phải đổi mật khẩu\n", listed)
    assert staff("reset", "nobody").returncode == 2
    assert staff("role", "an", "king").returncode == 2


def test_accounts_of_a_running_server_need_a_leads_password(staff: Run, running: Callable[[], None]) -> None:
    running()
    first = staff("add", "hanh", "--name", "Nguyễn Thị Hạnh", "--role", "lead", typed=(PASSWORD, PASSWORD))
    assert first.returncode == 0, first.stderr
    wrong = staff("add", "an", "--name", "Võ Thành An", typed=(PASSWORD, PASSWORD, "hanh", "sai"))
    assert (wrong.returncode, "không đúng" in wrong.stderr) == (2, True)
    good = staff("add", "an", "--name", "Võ Thành An", typed=(PASSWORD, PASSWORD, "hanh", PASSWORD))
    assert good.returncode == 0, good.stderr
    reset = staff("reset", "an", typed=("hanh", PASSWORD))
    assert "Mật khẩu một lần: " in reset.stdout
    assert "2 tài khoản của commune-demo" in staff("list").stdout


def test_a_hub_below_a_province_sends_its_administrator_there(staff: Run, tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text('[province]\nurl = "http://127.0.0.1:1"\n')
    refused = staff("list", "--at", "hub", "--config", str(file))
    assert (refused.returncode, "máy chủ tỉnh" in refused.stderr) == (2, True)
