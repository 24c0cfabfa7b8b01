from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kiosk.domain.catalogue import Duration, FeeLine, Procedure, ProcessingTime
from kiosk.domain.catalogue_parsing import parse_procedure, parse_procedures
from kiosk.domain.catalogue_query import Candidate, best, queries
from kiosk.domain.catalogue_text import fee_text, time_text
from kiosk.domain.folding import words


def record(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "code": "1.001193",
        "name": "Thủ tục đăng ký khai sinh",
        "ministry": {"code": "G15", "name": "Bộ Tư pháp"},
        "field": {"code": "G15-TP07", "name": "Hộ tịch"},
        "level": ["commune"],
        "executing_agency": "Ủy ban nhân dân cấp xã",
        "channels": ["direct", "online", "direct"],
        "processing_time": {"value": 17.5, "unit": "working_day"},
        "fees": [{"name": "Lệ phí hộ tịch", "amount": 8000, "currency": "VND", "channels": ["direct"]}],
        "papers": [{"group": None, "name": "Tờ khai", "original": 1, "copy": 0}],
        "results": [{"code": "KQ.G15.000031", "name": "Giấy khai sinh"}],
        "legal_basis": ["60/2014/QH13"],
        "online": None,
        "as_of": "2026-06",
        "completeness": "full",
    }
    return {key: value for key, value in (whole | changes).items() if value is not ...}


def name_only(**changes: Any) -> dict[str, Any]:
    unknown = dict.fromkeys(("processing_time", "fees", "papers", "results", "legal_basis"))
    return record(**unknown, completeness="name-only", channels=..., **changes)


def test_a_whole_record_is_read() -> None:
    procedure = parse_procedure(record(priority=True))
    assert (procedure.code, procedure.levels, procedure.most_used) == ("1.001193", ("commune",), True)
    assert procedure.channels == ("direct", "online")
    assert procedure.time == ProcessingTime(Duration(Decimal("17.5"), "working_day"))
    assert procedure.fees == (FeeLine(8000, "Lệ phí hộ tịch", channels=("direct",)),)
    assert procedure.papers is not None
    assert (procedure.papers[0].originals, procedure.papers[0].copies) == (1, 0)


def test_text_comes_out_composed() -> None:
    assert parse_procedure(record(name="Thu\u0309 tu\u0323c")).name == "Thủ tục"


def test_what_the_source_does_not_know_stays_unknown() -> None:
    procedure = parse_procedure(name_only())
    assert (procedure.time, procedure.fees, procedure.papers, procedure.results, procedure.legal_basis) == (None,) * 5
    assert time_text(procedure) == "Chưa rõ, hỏi cán bộ"
    assert fee_text(procedure) == "Chưa rõ, hỏi cán bộ"


@pytest.mark.parametrize(
    "time",
    [
        {"value": None, "unit": None},
        {"value": 1, "unit": "unspecified"},
        {"value": 0, "unit": "hour"},
        {"value": 3},
    ],
)
def test_a_time_without_value_or_unit_is_unknown(time: dict[str, Any]) -> None:
    assert time_text(parse_procedure(record(processing_time=time))) == "Chưa rõ, hỏi cán bộ"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ({"value": 17.5, "unit": "working_day"}, "17,5 ngày làm việc"),
        ({"value": 100, "unit": "calendar_day"}, "100 ngày"),
        ({"value": 8, "unit": "working_hour"}, "8 giờ làm việc"),
        ({"value": 1, "unit": "same_day"}, "Trong ngày làm việc, nhận sau 15 giờ thì ngày làm việc tiếp theo"),
        ({"value": 3, "unit": "working_day", "unit_inferred": True}, "3 ngày làm việc (nên hỏi lại cán bộ)"),
        (
            {
                "value": 9,
                "unit": "working_day",
                "alternatives": [{"case": "xã miền núi", "value": 19, "unit": "working_day"}],
                "by_channel": [{"channel": "direct", "value": 19, "unit": "working_day"}, {"channel": "online"}],
                "clock_excludes": ["trích đo địa chính thửa đất"],
            },
            "9 ngày làm việc; trường hợp khác: 19 ngày làm việc; chưa kể thời gian trích đo địa chính thửa đất",
        ),
    ],
)
def test_a_time_in_words(time: dict[str, Any], said: str) -> None:
    assert time_text(parse_procedure(record(processing_time=time, received_after_15h_next_day=True))) == said


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((FeeLine(0), FeeLine(0, condition="Không")), "Không thu phí, lệ phí"),
        ((FeeLine(70000, "Lệ phí"),), "Lệ phí: 70.000 đ"),
        ((FeeLine(2000, "Phí", per="trang", condition="tối đa 200.000 đồng/bản"),),
         "Phí: 2.000 đ/trang (tối đa 200.000 đồng/bản)"),
        ((FeeLine(10, currency="USD"),), "10 USD"),
        ((FeeLine(None, reason="unclear"),), "Chưa rõ, hỏi cán bộ"),
        ((FeeLine(None, "Lệ phí", reason="suspect"),), "Lệ phí: chưa rõ, hỏi cán bộ"),
        ((FeeLine(None, set_by_province=True, reason="unclear"),), "Do tỉnh quy định, hỏi cán bộ"),
        ((FeeLine(0, channels=("online",)), FeeLine(None, channels=("direct", "post"))),
         "Không thu (trực tuyến); chưa rõ, hỏi cán bộ (nộp trực tiếp, qua bưu chính)"),
        ((FeeLine(50000), FeeLine(50000)), "50.000 đ"),
        ((), "Chưa rõ, hỏi cán bộ"),
    ],
)  # fmt: skip
def test_fees_in_words(lines: tuple[FeeLine, ...], said: str) -> None:
    assert fee_text(Procedure("1.001193", "x", ("commune",), "full", fees=lines)) == said


FEE = {"amount": 8000, "currency": "VND", "channels": ["direct"]}
PAPER = {"name": "Tờ khai", "original": 1, "copy": 0}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"code": "1.00119"}, "code"),
        ({"code": "5.003909"}, "code"),
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"level": []}, "level"),
        ({"level": ["ward"]}, "level"),
        ({"channels": ["fax"]}, "channels"),
        ({"completeness": "mostly"}, "completeness"),
        ({"online": "maybe"}, "online"),
        ({"field": "Hộ tịch"}, "field"),
        ({"ministry": {"code": "G15"}}, "ministry.name"),
        ({"as_of": ...}, "as_of"),
        ({"priority": "yes"}, "priority"),
        ({"gia_lai_code": "1.1"}, "gia_lai_code"),
        ({"legal_basis": [7]}, "legal_basis"),
        ({"processing_time": {"value": -1, "unit": "month"}}, "processing_time.value"),
        ({"processing_time": {"value": True, "unit": "month"}}, "processing_time.value"),
        ({"processing_time": {"value": 1, "unit": "moon"}}, "processing_time.unit"),
        ({"processing_time": None}, "processing_time"),
        ({"papers": []}, "papers"),
        ({"papers": [PAPER, PAPER | {"copy": "2"}]}, "papers[2].copy"),
        ({"papers": [PAPER | {"name": "  "}]}, "papers[1].name"),
        ({"papers": ["Tờ khai"]}, "papers[1]"),
        ({"fees": [FEE | {"amount": 125}]}, "fees[1].amount"),
        ({"fees": [FEE | {"amount": 8000.5}]}, "fees[1].amount"),
        ({"fees": [FEE | {"amount_unclear": True}]}, "fees[1].amount"),
        ({"fees": [{"currency": "VND"}]}, "fees[1].amount"),
        ({"fees": [FEE | {"currency": "EUR"}]}, "fees[1].currency"),
        ({"results": [{"code": None, "name": None}]}, "results[1].name"),
    ],
)
def test_each_error_is_named(changes: dict[str, Any], key: str) -> None:
    _, faults = parse_procedures([record(**changes)])
    assert key in {fault.key for fault in faults}, faults
    assert {fault.code for fault in faults} == {changes.get("code", "1.001193")}


def test_errors_of_all_records_come_together() -> None:
    _, faults = parse_procedures([record(), record(), record(code="2.000815", level=[], priority=1), "x"])
    assert [(f.code, f.key) for f in faults] == [
        ("1.001193", "code"), ("2.000815", "level"), ("2.000815", "priority"), ("bản ghi 4", ""),
    ]  # fmt: skip


def test_a_damaged_record_of_the_database_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"1\.001193, level"):
        parse_procedure(record(level=None))


NAMES = {
    "a": ("Thủ tục đăng ký khai sinh", "Hộ tịch", True),
    "b": ("Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh", "Hộ tịch", True),
    "c": ("Thủ tục đăng ký lại khai sinh", "Hộ tịch", False),
    "d": ("Khai thuế đối với vật sinh lời", "Thuế", True),
    "e": ("Cấp lại Giấy chứng nhận do bị mất", "Đất đai", True),
    "f": ("Cấp giấy phép nhập khẩu", "Xuất nhập khẩu", True),
    "g": ("Đăng ký thường trú", "Cư trú", True),
    "h": ("Trợ cấp xã hội cho người khuyết tật", "Bảo trợ xã hội", False),
}
SAYINGS = {"sổ đỏ": "chứng nhận đất", "nhập khẩu": "thường trú"}


@pytest.fixture
def ask() -> Callable[[str], list[str]]:
    pool = [Candidate(c, " ".join(words(n)), " ".join(words(f)), used) for c, (n, f, used) in NAMES.items()]
    return lambda text: best(queries(text, SAYINGS), pool, limit=10)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lam giay khai sinh", ["a", "b", "c", "d"]),  # words side by side first, then the rest that has both
        ("KHAI SINH", ["a", "b", "c", "d"]),
        ("khai s", ["a", "b", "c", "d"]),
        ("ban sao khai sinh", ["b"]),
        ("lam lai khai sinh", ["c"]),
        ("ho tich", ["b", "a", "c"]),  # the field counts, the name counts more
        ("cap lai so do", ["e"]),
        ("nhap khau", ["g", "f"]),  # everyday meaning first, the literal one is not hidden
        ("tro cap khuyet tat", ["h"]),
        ("thu tuc dang ky", ["a", "c"]),  # only weak words: they count
        ("xyz", []),
        ("!?", []),
    ],
)
def test_everyday_words_find_the_procedure(ask: Callable[[str], list[str]], typed: str, found: list[str]) -> None:
    assert ask(typed) == found
