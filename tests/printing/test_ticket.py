"""What the paper says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from printing.ticket import Columns, Text, lay_out, trial_slip, wait_text


def texts(lines):
    for line in lines:
        if isinstance(line, Text):
            yield line.text.replace("\N{NO-BREAK SPACE}", " ")
        elif isinstance(line, Columns):
            yield from texts((*line.left, *line.right))


@pytest.mark.parametrize("width", [576, 384])
def test_a_ticket_says_what_a_citizen_needs(slip, width):
    said = list(texts(lay_out(slip, width)))
    for fact in ("A012", "Hộ tịch", "4 người", "5–9 phút", "Khu A, quầy 1–4", slip.office_name, slip.place):
        assert fact in said
    assert "Thứ Hai, 23/11/2026 · 09:12" in said


def test_the_number_is_the_largest_line(slip):
    lines = [line for line in lay_out(slip, 576) if isinstance(line, Text)]
    largest = max(lines, key=lambda line: line.size)
    assert largest.text == "A012"
    assert largest.size > 4 * sorted(line.size for line in lines)[-2]


def test_what_is_unknown_is_said_and_never_zero(slip):
    said = list(texts(lay_out(replace(slip, ahead=None, wait_low=None, wait_high=None), 576)))
    assert said.count("chưa rõ") == 2
    assert "0 người" not in said


def test_special_tickets_say_so(slip):
    special = replace(slip, priority_name="Người cao tuổi", offline=True, reprint=True, procedure_name="Khai sinh")
    said = " ".join(texts(lay_out(special, 384)))
    for fact in ("Ưu tiên: Người cao tuổi", "mất kết nối", "IN LẠI", "Khai sinh"):
        assert fact in said
        assert fact not in " ".join(texts(lay_out(slip, 384)))


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (5, 9, "5–9 phút"),
        (9, 5, "5–9 phút"),
        (7, 7, "khoảng 7 phút"),
        (None, 7, "khoảng 7 phút"),
        (0, 0, "đến lượt ngay"),
        (0, 3, "0–3 phút"),
        (None, None, "chưa rõ"),
    ],
)
def test_waiting_time_as_people_read_it(low, high, text):
    assert wait_text(low, high) == text


def test_a_trial_ticket_names_no_waiting():
    said = " ".join(texts(lay_out(trial_slip("Trung tâm", "Quy Nhơn", datetime(2026, 11, 22, 7, 5)), 576)))
    assert "Phiếu in thử" in said
    assert "Chủ nhật, 22/11/2026 · 07:05" in said
    assert "Trước ông/bà" not in said


def test_paper_too_narrow_is_refused(slip):
    with pytest.raises(ValueError, match="300 dots"):
        lay_out(slip, 200)
