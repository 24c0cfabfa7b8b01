"""What the admin is told, as tables: inputs on the left, words on the right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.services.heartbeats import StationSeen
from printing.config import PrinterConfig
from printing.delivery import PrintOutcome
from printing.status import PrinterStatus
from printing.trouble import PrintTrouble
from ui.viewmodels.admin_desk import Papers
from ui.viewmodels.admin_doctor import DoctorInputs, derive_doctor
from ui.viewmodels.admin_facts import TodayInputs
from ui.viewmodels.admin_printer import PrinterInputs, derive_printer, outcome_notice
from ui.viewmodels.admin_rows import GOOD, OFF, TROUBLE, WARNING
from ui.viewmodels.admin_services import derive_services
from ui.viewmodels.admin_stations import StationFacts, derive_printers, derive_stations, machines
from ui.viewmodels.admin_today import derive_today
from ui.viewmodels.admin_wording import printer_text

NOW = 1_795_395_600_000  # 2026-11-23 08:00 in Vietnam
DAY = 86_400_000
TCP = PrinterConfig(kind="tcp", host="10.0.0.5")
FINE = PrinterStatus(answered=True, online=True)


@dataclass(frozen=True)
class Found:
    level: str
    what: str = "việc"
    remedy: str = ""


@pytest.mark.parametrize(
    ("kind", "ago", "report", "side", "sign"),
    [
        ("kiosk", 15_000, {}, "đang chạy", GOOD),
        ("kiosk", 15_001, {}, "im lặng 15 giây, từ 07:59", TROUBLE),
        ("kiosk", 600_000, {}, "im lặng 10 phút, từ 07:50", TROUBLE),
        ("kiosk", DAY, {}, "chưa bật hôm nay, tắt từ 22/11", OFF),
        ("kiosk", -3_000, {}, "đang chạy", GOOD),
        ("kiosk", 0, {"printer": "cover_open"}, "máy in: nắp đang mở", WARNING),
        ("kiosk", 0, {"printer": "unknown"}, "đang chạy", GOOD),
        ("kiosk", 0, {"printer": "none"}, "đang chạy", GOOD),
        ("counter", 0, {"printer": "new_trouble"}, "máy in: chưa rõ", WARNING),
        ("kiosk", 0, {"offset": 300_000}, "đồng hồ nhanh 5 phút; bật đồng bộ giờ", WARNING),
        ("kiosk", 0, {"offset": -119_000}, "đang chạy", GOOD),
        ("hub", 0, {"alarm": "Đối chiếu đêm lệch"}, "cần kỹ thuật xem", WARNING),
    ],
)
def test_how_a_station_stands(kind: str, ago: int, report: dict[str, Any], side: str, sign: str) -> None:
    (row,) = derive_stations(StationFacts((StationSeen("m-1", kind, NOW - ago, report),), NOW), NOW).rows
    assert (row.side, row.sign) == (side, sign)


def test_stations_stand_in_the_order_of_their_weight_and_those_off_last() -> None:
    kinds = (("admin", 0), ("kiosk", DAY), ("board", 0), ("counter", 0), ("kiosk", 0), ("hub", 0))
    seen = [StationSeen(f"{kind}-{n}", kind, NOW - ago) for n, (kind, ago) in enumerate(kinds)]
    names = [m.seen.station for m in machines(seen, NOW)]
    assert names == ["hub-5", "kiosk-4", "counter-3", "board-2", "admin-0", "kiosk-1"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (StationFacts(), "Đang hỏi máy chủ hàng đợi…"),
        (StationFacts(trouble="Không nối được."), "Chưa có dữ liệu của các máy. Không nối được."),
        (StationFacts(at=NOW, trouble="Không nối được."), "Không có dữ liệu của các máy từ 08:00. Không nối được."),
        (StationFacts(asked=False), "Đơn vị không dùng máy chủ hàng đợi nên không thấy được các máy khác."),
        (StationFacts(at=NOW), "Chưa máy nào báo về máy chủ hàng đợi."),
    ],
)
def test_why_no_station_is_shown(facts: StationFacts, words: str) -> None:
    assert derive_stations(facts, NOW).empty == words


def test_printers_of_others_with_what_to_do_there() -> None:
    reports = (("a", 0, "ready"), ("b", 0, "paper_out"), ("c", 60_000, "ready"), ("d", 0, "none"), ("e", DAY, "ready"))
    seen = tuple(StationSeen(name, "kiosk", NOW - ago, {"printer": code}) for name, ago, code in reports)
    rows = derive_printers(StationFacts(seen, NOW), NOW).rows
    assert [(r.title, r.sign) for r in rows] == [("a", GOOD), ("b", TROUBLE), ("c", TROUBLE), ("e", OFF)]
    assert rows[1].detail.startswith("Thay cuộn giấy")
    assert rows[2].side == "máy im lặng từ 07:59; lúc đó sẵn sàng"


@pytest.mark.parametrize("trouble", list(PrintTrouble))
def test_every_trouble_of_a_printer_has_words(trouble: PrintTrouble) -> None:
    assert printer_text(trouble.value) != "chưa rõ"


@pytest.mark.parametrize(
    ("status", "state", "sign"),
    [
        (None, "Chưa biết", OFF),
        (FINE, "Máy in sẵn sàng.", GOOD),
        (PrinterStatus(answered=True, online=True, paper_near_end=True), "Giấy in sắp hết.", WARNING),
        (PrinterStatus(readable=False), "Không đọc được trạng thái máy in qua kết nối này; vẫn in được.", WARNING),
        (PrinterStatus(answered=True, cover_open=True), "Nắp máy in đang mở.", TROUBLE),
        (PrinterStatus(unreachable=PrintTrouble.UNREACHABLE), "Không kết nối được máy in.", TROUBLE),
    ],
)
def test_this_machines_printer(status: PrinterStatus | None, state: str, sign: str) -> None:
    props = derive_printer(PrinterInputs(TCP, status))
    assert (props.state, props.sign) == (state, sign)
    assert props.place == "Mạng · 10.0.0.5:9100 · khổ giấy 80 mm"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (PrintOutcome(True, FINE, confirmed=True), "Phiếu thử đã in xong."),
        (PrintOutcome(True, FINE), "Đã gửi phiếu thử đến máy in."),
        (PrintOutcome(False, FINE, PrintTrouble.PAPER_OUT), "Phiếu thử chưa in được: máy in hết giấy."),
        (PrintOutcome(False, FINE), "Phiếu thử chưa in được: không kết nối được máy in."),
    ],
)
def test_what_became_of_the_test_ticket(outcome: PrintOutcome, words: str) -> None:
    assert outcome_notice(outcome).text == words


def test_a_ticket_in_doubt_is_said_to_be() -> None:
    torn = PrintOutcome(False, FINE, PrintTrouble.DROPPED, bytes_sent=100)
    assert "Có thể một phần phiếu đã ra giấy." in outcome_notice(torn).remedy


@pytest.mark.parametrize(
    ("levels", "verdict", "sign"),
    [
        (None, "Đang khám máy này, mất vài giây…", ""),
        (("ok", "ok"), "Máy này tốt.", GOOD),
        (("ok", "warn"), "Máy này làm việc được, có 1 điều nên xem.", WARNING),
        (("warn", "error", "ok"), "Máy này có 1 lỗi phải sửa.", TROUBLE),
    ],
)
def test_the_doctors_verdict(levels: tuple[str, ...] | None, verdict: str, sign: str) -> None:
    findings = None if levels is None else tuple(Found(level) for level in levels)
    props = derive_doctor(DoctorInputs(findings))
    assert (props.verdict, props.sign) == (verdict, sign)
    assert [r.sign for r in props.to_do.rows] == [s for s in (TROUBLE, WARNING) if s in {
        {"error": TROUBLE, "warn": WARNING}.get(level, "") for level in levels or ()}]  # fmt: skip


def test_before_the_store_answers_nothing_is_called_zero(commune: Any) -> None:
    props = derive_today(TodayInputs(commune, NOW))
    assert {tile.figure for tile in props.tiles} == {"–"}
    assert props.next_up.empty == props.counters.empty == props.fields.empty == "Đang đọc sổ…"
    assert props.day == "Thứ Hai, 23/11/2026"


@pytest.mark.parametrize(
    ("papers", "words"),
    [
        (Papers(Path("o.toml")), "Sửa tệp này, chép cho mọi máy"),
        (Papers(Path("o.toml"), built_in=True), "[office] profile của cấu hình của từng máy"),
        (Papers(Path("o.toml"), built_in=True, config=Path("motcua.toml")), "[office] profile của motcua.toml"),
    ],
)
def test_which_file_to_edit(commune: Any, papers: Papers, words: str) -> None:
    props = derive_services(commune, papers, date(2026, 11, 23))
    assert props.file == "o.toml"
    assert words in props.how


def test_days_off_that_follow_each_other_stand_in_one_line(commune: Any) -> None:
    hours = derive_services(commune, Papers(Path("o.toml")), date(2027, 1, 20)).hours.rows
    tet = next(row for row in hours if row.detail.startswith("nghỉ lễ "))
    assert tet.side == "nghỉ"
    assert " – " in tet.title
