"""The self-test says what it did, and a part that does not work is never called good."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.app import selftest
from kiosk.app.commands import program


def _only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(selftest, "STEPS", tuple(step for step in selftest.STEPS if step[0] in names))


def test_file_ticket_page_and_voice_really_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _only(monkeypatch, "kho dữ liệu mã hóa", "in một phiếu", "trang A4 PDF", "loa gọi số")
    assert program.run(["self-test", "--out", str(tmp_path)]) == 0
    said = capfd.readouterr().out.splitlines()
    assert len(said) == 4
    assert all(line.startswith("ĐƯỢC  ") for line in said)
    assert list((tmp_path / "tickets").glob("*.png"))
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


def test_one_broken_part_fails_the_whole_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Path) -> str:
        raise OSError("no dictionary")

    monkeypatch.setattr(selftest, "STEPS", (("hỏng", fail), ("tốt", lambda _: "yên")))
    assert program.run(["self-test", "--out", str(tmp_path)]) == 1
    said = capfd.readouterr().out.splitlines()
    assert said[0] == "HỎNG  hỏng: no dictionary"
    assert said[1].startswith("ĐƯỢC  tốt: yên")


def test_too_few_pages_are_no_success(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(selftest, "command", lambda *_: ["true"])
    with pytest.raises(ValueError, match="chỉ có 0 trang"):
        selftest._every_page(tmp_path)
    monkeypatch.setattr(selftest, "command", lambda *_: ["false"])
    with pytest.raises(ValueError, match="mã 1"):
        selftest._every_page(tmp_path)
