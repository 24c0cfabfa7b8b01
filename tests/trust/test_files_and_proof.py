"""A paired office with TLS and signatures: a scan travels, a kiosk reads none, the journal proves itself."""

from __future__ import annotations

import gzip
import io
import random
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.config_text import load_config
from kiosk.app.office import office_of
from kiosk.app.serving import listening
from kiosk.app.station import Station, open_up
from kiosk.services import files
from kiosk.services.tracing import trace
from kiosk.store.shelf import open_shelf
from sync.client import Denied, Line
from sync.files import fetch
from sync.trust.folder import load_trust

CONTENT = random.Random(4).randbytes(3_000_000)


class House:
    """A hub's process that is its own authority; machines that join it."""

    def __init__(self, motcua: Any, serving: Any, folder: Path) -> None:
        self.motcua, self.folder = motcua, folder
        self.at_hub = ("--config", str(folder / "hub.toml"), "--data-dir", str(folder / "hub"))
        with listening("127.0.0.1", 0) as free:
            port = free.getsockname()[1]
        (folder / "hub.toml").write_text(f'[hub]\nlisten = "127.0.0.1:{port}"\n')
        self.says("trust", "init", "--office", *self.at_hub)
        serving("hub", *self.at_hub)
        self.url = f"https://127.0.0.1:{port}"

    def says(self, *words: str, code: int = 0) -> str:
        done = self.motcua(*words)
        assert done.returncode == code, done.stdout + done.stderr
        return str(done.stdout)

    def join(self, name: str, kind: str) -> Station:
        told = self.says("trust", "code", "--station", name, "--kind", kind, *self.at_hub)
        letters = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told)
        assert letters
        file = self.folder / f"{name}.toml"
        home = ("--config", str(file), "--data-dir", str(self.folder / name))
        self.says("join", "--server", self.url, "--code", letters[0], *home)
        config = load_config(file, {"hub.url": self.url}, kind)
        return open_up(config, kind, office_of(config))


@pytest.fixture
def house(motcua: Any, serving: Any, tmp_path: Path) -> House:
    return House(motcua, serving, tmp_path)


@pytest.fixture
def opened() -> Iterator[list[Station]]:
    stations: list[Station] = []
    yield stations
    for station in stations:
        station.close()


def test_a_scan_and_its_proof(house: House, opened: list[Station], until: Any, tmp_path: Path) -> None:
    counter, kiosk = house.join("counter-1", "counter"), house.join("kiosk-1", "kiosk")
    opened += [counter, kiosk]
    kept = files.keep(
        counter.store, counter.shelf, io.BytesIO(CONTENT), name="Giấy khai sinh.pdf", media_type="application/pdf",
        belongs_to="ticket:one", actor="hanh",
    )  # fmt: skip
    until(lambda: files.files_of(counter.store, counter.shelf, "ticket:one")[0].place == "hub")
    until(lambda: files.announced(kiosk.store, kiosk.store.me.office, kept.sha256))

    elsewhere = open_shelf(tmp_path / "elsewhere")
    with closing(_line(house, "counter-1")) as desk:
        fetch(counter.store, elsewhere, [desk], kept.sha256)
    with elsewhere.open(kept.sha256) as reader:
        assert reader.read() == CONTENT
    with closing(_line(house, "kiosk-1")) as face, pytest.raises(Denied):
        fetch(kiosk.store, open_shelf(tmp_path / "nowhere"), [face], kept.sha256)

    steps = trace(counter.store, counter.store.me.office, f"file:{kept.sha256}").steps
    assert [step.type for step in steps] == ["file.kept", "file.arrived"]
    _prove(house, until, tmp_path / "journal.gz")


def _line(house: House, name: str) -> Line:
    return Line(house.url, load_trust(house.folder / name / name))


def _prove(house: House, until: Any, file: Path) -> None:
    until(lambda: "counter-1 đã ký đến sự kiện" in _judged(house, file))
    judged = _judged(house, file)
    printed = re.search(r"Chứng thư của cơ quan cấp phép: ([0-9a-f]{64})", judged)
    assert printed
    assert "đúng chữ ký của cơ quan cấp phép" in judged
    house.says("verify", str(file), "--fingerprint", printed[1].upper())
    assert "không phải dấu đã cho" in house.says("verify", str(file), "--fingerprint", "ab" * 32, code=1)
    raw = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(raw.replace("Giấy khai sinh".encode(), "Giấy khai tử".encode())))
    assert "nội dung đã bị sửa" in house.says("verify", str(file), code=1)


def _judged(house: House, file: Path) -> str:
    house.says("journal", "export", "-o", str(file), "--read", "hub-1", "--why", "kiểm thử", *house.at_hub)
    return house.says("verify", str(file))
