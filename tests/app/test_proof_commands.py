"""`motcua trace`, `journal export` and `verify` beside running processes, as a person would call them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.clock import SystemClock
from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.domain.office import Office
from kiosk.domain.service_day import service_day
from kiosk.services.issuing import hand_over, issue
from kiosk.store import journal
from kiosk.store.opening import open_station
from sync.client import Line

TODAY = service_day(None, SystemClock().now_ms())


@dataclass
class Office3:
    """A province, a hub and a kiosk's data on one machine; hub and province run."""

    folder: Path
    config: Path
    running: list[Service]

    def motcua(self, *words: str, code: int = 0, config: bool = True) -> str:
        if words[0] in ("trace", "journal") and "--why" not in words:
            words = (*words, "--why", "kiểm thử")
        named = ("--config", str(self.config)) if config else ()
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *words, *named],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office3]:
    from kiosk.services.profile import load_office

    folder, running = tmp_path_factory.mktemp("house"), []
    common = {
        "office": {"id": "commune", "profile": "commune"}, "station": {"data_dir": str(folder / "data")},
    }  # fmt: skip

    def start(kind: str, **sections: Any) -> str:
        config = write_config(folder / f"{kind}.toml", {**common, **sections})
        service = Service(kind, [kind, "--config", str(config)], folder / f"{kind}.log")
        running.append(service)
        return service.ready()[0]

    top = start("province", province={"listen": "127.0.0.1:0"})
    near = start("hub", hub={"listen": "127.0.0.1:0"}, province={"url": top})
    config = write_config(folder / "m.toml", {**common, "hub": {"url": near}, "province": {"url": top}})
    _work(folder / "data" / "kiosk-1", near, load_office("commune"))
    _await_province(top)
    yield Office3(folder, config, running)
    for service in running:
        service.stop()


def _work(folder: Path, hub: str, office: Office) -> None:
    """A kiosk gives two numbers; the first reaches the hub and is called there, of the second nobody has heard."""
    from sync import wire
    from sync.downlink import Downlink

    store = open_station(folder, office="commune", station="kiosk-1", kind="kiosk", clock=SystemClock())
    with closing(store), closing(Line(hub)) as line:
        line.series("kiosk-1", store.me.incarnation)
        Downlink(store, line, "hub").run_once(0)
        field = office.fields[0].code
        issue(store, office, field=field)
        hand_over(store, "hub-1")
        events = store.read(lambda conn: journal.chain(conn, store.me.origin, 0, 99))
        line.upload(events, store.me.incarnation)
        line.claim(wire.Claim(claim_id="c1", station="counter-1", reader="r", counter=4, fields=[field], actor="hanh"))
        issue(store, office, field=field)


def _await_province(top: str) -> None:
    end = time.monotonic() + 30
    with closing(Line(top)) as line:
        while not any(e.type == "ticket.called" for e in line.feed("commune", "nobody", "", 0).events):
            assert time.monotonic() < end
            time.sleep(0.1)


def test_a_ticket_is_traced_while_the_hub_works(house: Office3) -> None:
    said = house.motcua("trace", "A001", "--station", "hub-1")
    assert "Đọc ở máy hub-1 (đang chạy), đơn vị commune." in said
    assert f"Số A001 ngày {TODAY[8:]}/{TODAY[5:7]}/{TODAY[:4]}: đã gọi" in said
    lines = said.splitlines()
    called = next(n for n, line in enumerate(lines) if "Gọi đến quầy 4 (đến sớm nhất)" in line)
    assert "máy hub-1 #" in lines[called + 1]
    assert "hanh · đơn vị: đã nhận · tỉnh: đã nhận · chưa có dấu" in lines[called + 1]
    assert [line for line in lines if "Lấy số A001" in line]


def test_a_kiosk_asks_its_hub_what_it_and_the_province_have(house: Office3) -> None:
    said = house.motcua("trace", "A001", "--station", "kiosk-1", "--day", TODAY)
    assert "Đọc ở máy kiosk-1 (không chạy)" in said
    assert "đơn vị: đã nhận · tỉnh: đã nhận" in said
    unheard = house.motcua("trace", "A002", "--station", "kiosk-1")
    assert "đơn vị: chưa nhận · tỉnh: chưa nhận" in unheard
    offline = house.motcua("trace", "A001", "--station", "kiosk-1", "--offline")
    assert "đơn vị: chưa nhận · tỉnh: chưa rõ" in offline


def test_the_province_is_read_first_and_json_says_the_same(house: Office3) -> None:
    (told,) = json.loads(house.motcua("trace", "A001", "--json"))
    assert (told["role"], told["state"], told["number"]) == ("province", "called", "A001")
    assert {step["at_province"] for step in told["steps"]} == {True}
    assert [step["seq"] for step in told["steps"] if step["station"] == "kiosk-1"] == [1, 2]
    assert told["steps"][-1]["branch"] == "oldest"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("trace", "A999"), "Không thấy A999"),
        (("trace", "A001", "--office", "nowhere", "--station", "province"), "Chọn một đơn vị"),
        (("trace", "A001", "--station", "kiosk-7"), "Không có dữ liệu"),
        (("journal", "export", "-o", "x.gz", "--from", "gestern"), "không phải ngày"),
        (("journal", "export", "-o", "/nowhere/x.gz"), "Không ghi được /nowhere/x.gz"),
    ],
)
def test_what_cannot_be_done_is_said(house: Office3, words: tuple[str, ...], told: str) -> None:
    assert told in house.motcua(*words, code=2)


def test_an_exported_journal_is_verified_elsewhere(house: Office3, tmp_path: Path) -> None:
    file = tmp_path / "j.gz"
    said = house.motcua("journal", "export", "-o", str(file), "--read", "hub-1")
    assert "2 chuỗi" in said
    judged = house.motcua("verify", str(file), config=False)
    assert "Nhật ký của commune" in judged
    assert "không thấy dấu hiệu bị sửa" in judged.splitlines()[-1]
    assert "chưa có con dấu" in judged
    raw = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(raw.replace(b'"number":"A001"', b'"number":"A007"')))
    judged = house.motcua("verify", str(file), code=1, config=False)
    assert "nội dung đã bị sửa" in judged
    assert "KHÔNG" in judged.upper().splitlines()[-1]
    file.write_bytes(b"hello")
    assert "không phải tệp xuất" in house.motcua("verify", str(file), code=2, config=False)


def test_the_doctor_examines_the_running_machine(house: Office3) -> None:
    said = house.motcua("doctor", code=0)
    assert "hub-1: tệp dữ liệu mở được, kiểm tra nhanh đạt; chương trình đang chạy." in said
    assert "hub-1 (đời máy chủ" in said
