"""Sizes, names, and nothing of one machine in what is kept."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "widgets"}
LONGEST = {".py": 300, ".qml": 200}
LONGEST_TEST = 500
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|root|home)/")
ADDRESS = re.compile(r"(?:url|registry|resolved|index-url)\"?\s*[=:]\s*\"?https?://|--(?:extra-)?index-url|https?://")


def _kept() -> list[Path]:
    """Every file of the project that git keeps or would keep; without git, every file that is not made."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=HOUSE, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        made = (".venv", "build", "dist", "out", "__pycache__")
        return [f for f in HOUSE.rglob("*") if f.is_file() and not set(f.relative_to(HOUSE).parts) & set(made)]
    return [file for name in listed.split("\0") if name and (file := HOUSE / name).is_file()]


@pytest.fixture(scope="module")
def kept() -> list[Path]:
    files = _kept()
    assert len(files) > 200
    return files


def test_no_file_has_become_a_drawer(kept: list[Path]) -> None:
    assert not [f for f in kept if f.suffix == ".py" and f.stem in DRAWERS]


def test_no_file_is_too_long(kept: list[Path]) -> None:
    long = {}
    for file in kept:
        most = LONGEST_TEST if file.is_relative_to(HOUSE / "tests") else LONGEST.get(file.suffix, 0)
        if file.suffix in LONGEST and (lines := len(file.read_text(encoding="utf-8").splitlines())) > most:
            long[str(file.relative_to(HOUSE))] = lines
    assert not long


def test_no_path_of_a_machine_is_kept(kept: list[Path]) -> None:
    found = []
    for file in kept:
        if file.name == Path(__file__).name or file.suffix in (".lock", ".png", ".ttf", ".ogg", ".wav"):
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(HOUSE)}: {m[0]}" for m in [MACHINE.search(text)] if m]
    assert not found


def test_the_lock_has_versions_and_hashes_and_no_address() -> None:
    text = (HOUSE / "requirements.lock").read_text()
    assert not ADDRESS.findall(text)
    blocks = re.split(r"\n(?=[a-z])", text)
    locked = [block for block in blocks if "==" in block.split("\n", 1)[0]]
    assert len(locked) > 60
    assert all("--hash=sha256:" in block for block in locked)


def test_the_lock_holds_every_dependency() -> None:
    import tomllib

    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[\[<>=;\s]", line, maxsplit=1)[0].lower().replace("_", "-") for line in wanted}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (HOUSE / "requirements.lock").read_text(), re.MULTILINE))
    assert names <= {name.replace("_", "-") for name in locked}
