"""What the province sees of every station: as JSON, as a page for people, and only for those who may look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests

from kiosk import __version__
from kiosk.domain.health import BAD, WARN, Known, ago, findings
from kiosk.services.staff import add_staff
from kiosk.store.store import Store
from sync.server import province as routes
from sync.server.app import create_app

NOW = 1_790_000_000_000
WELL = Known("xa-an", "kiosk-1", "kiosk", NOW - 5_000, {"version": __version__, "disk-mb": 90_000, "printer": "ready"})
PASSWORD = "Mot-cua 2026 Quy Nhon"


def judged(**report: str | int | bool) -> list[tuple[str, str]]:
    known = replace(WELL, report={**WELL.report, **report})
    return [(f.level, f.code) for f in findings(known, NOW, __version__)]


def test_a_station_that_is_well_has_no_finding() -> None:
    assert judged(unsent=0, offset=900, alarm="", watchdog=0) == []


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ({"unsent": 3, "oldest": NOW - 11 * 60_000}, (WARN, "unsent")),
        ({"unsent": 3, "oldest": NOW - 61 * 60_000}, (BAD, "unsent")),
        ({"files": 3, "files-oldest": NOW - 121 * 60_000}, (WARN, "files")),
        ({"files": 3, "files-oldest": NOW - 25 * 3_600_000}, (BAD, "files")),
        ({"offset": -31_000}, (WARN, "clock")),
        ({"offset": 121_000}, (BAD, "clock")),
        ({"disk-mb": 1_500}, (WARN, "disk")),
        ({"disk-mb": 400}, (BAD, "disk")),
        ({"printer": "paper_out"}, (WARN, "printer")),
        ({"alarm": "Nhật ký rẽ nhánh"}, (BAD, "alarm")),
        ({"watchdog": 2}, (WARN, "watchdog")),
        ({"version": "0.0.1"}, (WARN, "version")),
        ({"offset": "x", "unsent": True, "disk-mb": "none"}, (BAD, "disk")),
    ],
)
def test_every_kind_of_trouble_is_found(report: dict[str, Any], found: tuple[str, str]) -> None:
    assert judged(**report) == [found]


def test_silence_is_counted_and_a_revoked_station_is_out() -> None:
    silent = [findings(replace(WELL, last_seen=NOW - ms), NOW, __version__) for ms in (179_000, 181_000, 90_000_000)]
    assert [[f.level for f in found] for found in silent] == [[], [WARN], [BAD]]
    assert [f.code for f in findings(replace(WELL, last_seen=0), NOW, __version__)] == ["never-seen"]
    assert [f.code for f in findings(replace(WELL, parked=2, differing=1), NOW, __version__)] == ["digest", "parked"]
    assert findings(replace(WELL, last_seen=1, revoked_at=5), NOW, __version__) == ()
    assert [ago(ms) for ms in (-5, 59_000, 61_000, 7_300_000, 300_000_000)] == [
        "0 giây", "59 giây", "1 phút", "2 giờ", "3 ngày"]  # fmt: skip


@pytest.fixture
def watched(make_store: Callable[..., Store], serve: Any) -> Any:
    store = make_store("province", kind="province", office="province")
    app = create_app(store, "province")
    routes.install(app, store)
    return serve(app, store)


@pytest.fixture
def guarded(make_store: Callable[..., Store], serve: Any) -> Any:
    store = make_store("province", kind="province", office="province")
    app = create_app(store, "province", trusted=True)
    routes.install(app, store)
    return serve(app, store)


def beat(served: Any, office: str, station: str, kind: str, **report: Any) -> None:
    path = f"/v1/offices/{office}/stations/{station}/heartbeat"
    assert served.post(path, json={"kind": kind, "report": report}).status_code == 200


def test_the_worst_come_first_with_all_that_is_known(watched: Any, chain: Any, clock: Any) -> None:
    beat(watched, "xa-an", "kiosk-1", "kiosk", version=__version__, printer="ready")
    beat(watched, "xa-binh", "hub-1", "hub", version=__version__, alarm="Nhật ký của kiosk-3 đã rẽ nhánh.")
    beat(watched, "xa-an", "counter-1", "counter", version=__version__, offset=40_000)
    watched.upload(chain("kiosk-1", "xa-an").tickets(4), via="hub")
    stations = watched.get("/v1/monitoring").json()["stations"]
    assert [(s["station"], [f["code"] for f in s["findings"]]) for s in stations] == [
        ("hub-1", ["alarm"]), ("counter-1", ["clock"]), ("kiosk-1", [])]  # fmt: skip
    assert (stations[2]["events"], stations[2]["lives"], stations[2]["last_seen"]) == (4, 1, clock.now_ms())
    only = watched.get("/v1/monitoring", params={"office": "xa-binh"}).json()["stations"]
    assert [s["station"] for s in only] == ["hub-1"]


def test_what_a_hub_tells_of_its_stations_is_watched_like_their_own_word(watched: Any, clock: Any) -> None:
    told = [{"station": "kiosk-1", "kind": "kiosk", "silent": 25_000, "report": {"disk-mb": 300}}]
    assert watched.post("/v1/offices/xa-an/stations", json={"stations": told}).status_code == 200
    (seen,) = watched.get("/v1/monitoring").json()["stations"]
    assert seen["last_seen"] == clock.now_ms() - 25_000
    assert [f["code"] for f in seen["findings"]] == ["disk"]


def test_two_hubs_that_both_serve_are_called_out(watched: Any, clock: Any) -> None:
    beat(watched, "xa-an", "hub-1", "hub", duty="serving", epoch=1)
    beat(watched, "xa-an", "hub-2", "hub", duty="standby", epoch=1)
    assert "two-hubs" not in watched.get("/v1/monitoring").text
    beat(watched, "xa-an", "hub-2", "hub", duty="serving", epoch=2)
    stations = watched.get("/v1/monitoring").json()["stations"]
    assert [[f["code"] for f in s["findings"]] for s in stations] == [["two-hubs"], ["two-hubs"]]
    clock.forward(minutes=2)
    beat(watched, "xa-an", "hub-2", "hub", duty="serving", epoch=2)
    clock.forward(minutes=2)
    assert "two-hubs" not in watched.get("/v1/monitoring").text, "an old word is no rival"


def test_the_page_says_trouble_in_words_and_hides_nothing_behind_scripts(watched: Any) -> None:
    beat(watched, "xa-an", "kiosk-1", "kiosk", version=__version__)
    beat(watched, "xa-binh", "hub-1", "hub", alarm="<script>alert(1)</script>")
    page = watched.get("/status")
    assert page.status_code == 200
    assert "Toàn tỉnh: 1 máy cần xử lý ngay" in page.text
    assert "Xử lý ngay:" in page.text
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "kiosk-1" not in page.text, "what is well is not in the way"
    assert "kiosk-1" in watched.get("/status", params={"all": "1"}).text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_one_office_of_many_is_found_without_a_script_and_its_name_leads(watched: Any) -> None:
    beat(watched, "xa-an", "kiosk-1", "kiosk", alarm="hỏng", **{"disk-mb": 52_000, "unsent": 1_234, "offset": 240_000})
    beat(watched, "xa-binh", "kiosk-1", "kiosk", alarm="hỏng")
    page = watched.get("/status").text
    assert '<form class="find" method="get" action="/status">' in page
    assert '<span class="bad"><b>2</b>Cần xử lý ngay</span>' in page
    assert "<span><b>0</b>Bản ghi chờ</span>" in page, "nothing that is well is coloured"
    assert page.index(">xa-an</a>") < page.index("<b>kiosk-1</b>")
    assert "1.234 chưa gửi" in page
    assert "đĩa trống 50 GB" in page
    assert "lệch giờ 4 phút" in page
    asked = watched.get("/status", params={"all": "1", "office": '"><b>xa-binh'}).text
    assert 'value="&quot;&gt;&lt;b&gt;xa-binh"' in asked
    one = watched.get("/status", params={"all": "1", "office": "xa-binh"}).text
    assert (">xa-binh</a>" in one, ">xa-an</a>" in one) == (True, False)


def test_behind_the_gate_only_a_lead_or_technician_sees_the_page(guarded: Any) -> None:
    add_staff(guarded.store, "ky-thuat", "Lê B", "technician", PASSWORD, "test")
    add_staff(guarded.store, "can-bo", "Trần C", "clerk", PASSWORD, "test")
    assert guarded.get("/status").status_code == 401
    assert "Đăng nhập" in guarded.get("/status").text
    assert guarded.get("/v1/monitoring").json()["code"] == "unsigned"
    assert guarded.get("/v1/parked").json()["code"] == "unsigned"
    forged = guarded.get("/status", cookies={"motcua_status": "forged"})
    assert (forged.status_code, "máy cần" in forged.text) == (401, False)
    with requests.Session() as browser:
        enter = guarded.url + "/status/sign-in"
        wrong = browser.post(enter, data={"login": "ky-thuat", "password": "sai"}, timeout=10)
        assert (wrong.status_code, 'role="alert"' in wrong.text) == (401, True)
        clerk = browser.post(enter, data={"login": "can-bo", "password": PASSWORD}, timeout=10)
        assert (clerk.status_code, browser.cookies.get_dict()) == (403, {})
        flood = browser.post(enter, data=b"x" * 100_000, timeout=10)
        assert flood.status_code == 401
        seen = browser.post(enter, data={"login": "ky-thuat", "password": PASSWORD}, timeout=10)
        assert (seen.status_code, "Toàn tỉnh" in seen.text) == (200, True)
        (cookie,) = browser.cookies
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite", "").lower() == "strict"
