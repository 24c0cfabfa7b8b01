"""The floors of the house hold, and a breach of any of them would be seen."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

HOUSE = Path(__file__).parents[2]
PACKAGES = ("kiosk", "ui", "sync", "printing", "resources")
BREACHES = {
    "floors": ("kiosk/services/settings.py", "import ui.jobs"),
    "floors-peers": ("printing/job.py", "import sync.wire"),
    "qt": ("kiosk/services/settings.py", "import PySide6.QtCore"),
    "sqlalchemy": ("kiosk/services/settings.py", "import sqlalchemy"),
    "network": ("ui/jobs.py", "import requests"),
    "paper": ("ui/jobs.py", "import PIL.Image"),
    "domain": ("kiosk/domain/number.py", "import resources"),
}
IO_MODULES = {
    "asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source files alone, in a folder where they can be broken."""
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(HOUSE / package, folder / package, ignore=_only_python)
    shutil.copy(HOUSE / "pyproject.toml", folder)
    return folder


def _only_python(folder: str, names: list[str]) -> list[str]:
    return [n for n in names if n == "__pycache__" or not (n.endswith(".py") or (Path(folder) / n).is_dir())]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-P", "-c", code, "--cache-dir", str(folder / "cache"), "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_the_floors_hold(copy: Path) -> None:
    result = _lint(copy)
    assert result.returncode == 0, result.stdout
    kept = len(tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"])
    assert f"{kept} kept, 0 broken" in result.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_is_caught(copy: Path, contract: str) -> None:
    name, line = BREACHES[contract]
    file = copy / name
    sound = file.read_text()
    file.write_text(f"{sound}\n{line}\n")
    try:
        result = _lint(copy)
    finally:
        file.write_text(sound)
    assert result.returncode != 0
    assert name.removesuffix(".py").replace("/", ".") in result.stdout.partition("Broken contracts")[2]


def test_enough_was_seen() -> None:
    graph = grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)
    assert len(graph.modules) > 150
    assert graph.count_imports() > 600
    for above, below in (("ui", "kiosk.services"), ("kiosk.app", "sync"), ("kiosk.store", "kiosk.domain")):
        assert any(
            graph.find_modules_directly_imported_by(module) & (graph.find_descendants(below) | {below})
            for module in graph.find_descendants(above)
        ), f"{above} seems to import nothing of {below}"


def test_the_trade_has_no_hands() -> None:
    """kiosk.domain: standard library only, and none of it that reads, writes, waits or asks the time."""
    files = list((HOUSE / "kiosk" / "domain").rglob("*.py"))
    assert len(files) > 15
    imported = {(file.name, name) for file in files for name in _imports(file)}
    outside = {(f, n) for f, n in imported if n not in sys.stdlib_module_names and n != "kiosk"}
    assert not outside
    assert not {(f, n) for f, n in imported if n in IO_MODULES}


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "kiosk").partition(".")[0])
    return found
