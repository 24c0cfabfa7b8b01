"""What is written down: rotating, readable without the program, and nothing personal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.app.logging_setup import log_file, start_logging

log = logging.getLogger("kiosk.test")


@pytest.fixture(autouse=True)
def root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in [h for h in root.handlers if h not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_station_logs_to_its_folder_and_warns_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = start_logging(tmp_path)
    log.info("opened")
    log.warning("nearly full")
    assert file == log_file() == tmp_path / "logs" / "motcua.log"
    assert [line.rpartition(": ")[2] for line in file.read_text().splitlines()] == ["opened", "nearly full"]
    assert "nearly full" in (said := capsys.readouterr().err)
    assert "opened" not in said


def test_starting_again_moves_the_log(tmp_path: Path) -> None:
    first = start_logging(tmp_path / "a")
    second = start_logging(tmp_path / "b")
    log.info("once")
    assert first is not None
    assert second is not None
    assert first.read_text() == ""
    assert second.read_text().count("once") == 1


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("card 001090123456 scanned", "card …456 scanned"),
        ("phone 0912345678", "phone …678"),
        ("at 1763881200123 ms, 15 people", "at 1763881200123 ms, 15 people"),
        ("ticket 0193f0aa-001090123456", "ticket 0193f0aa-001090123456"),
    ],
)
def test_numbers_of_people_are_masked(tmp_path: Path, said: str, kept: str) -> None:
    file = start_logging(tmp_path)
    log.error("%s", said)
    assert file is not None
    assert file.read_text().rstrip().endswith(f": {kept}")


def test_a_number_within_a_traceback_is_masked_too(tmp_path: Path) -> None:
    file = start_logging(tmp_path)
    try:
        raise ValueError("001090123456")
    except ValueError:
        log.exception("failed")
    assert file is not None
    text = file.read_text()
    assert "ValueError: …456" in text
    assert "001090123456" not in text


def test_without_a_writable_folder_the_terminal_has_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    assert start_logging(tmp_path) is None
    log.info("opened")
    assert "opened" in capsys.readouterr().err
