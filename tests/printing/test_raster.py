"""Lines become dots: readable by a machine, nothing clipped, nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

import resources
from printing.raster import draw, draw_slip, wrap
from printing.ticket import Gap, QrCode, Rule, Text

TALL = "Ẵ Ễ Ộ Ự Ỹ Ằ g ỵ Q"


def ink(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]


@pytest.mark.parametrize("width", [576, 384])
def test_a_ticket_is_one_bit_as_wide_as_the_paper_and_its_qr_reads(slip, width, read_qr):
    picture = draw_slip(slip, width)
    assert (picture.mode, picture.width) == ("1", width)
    assert 600 < picture.height < 1000
    assert read_qr(picture) == slip.qr_text


def test_blank_rows_are_trimmed(slip):
    picture = draw([Gap(200), Text("A", 30), Gap(300)], 384)
    assert picture.height < 40
    assert draw([Gap(50)], 384).size == (384, 1)


@pytest.mark.parametrize("size", [23, 34, 60, 213])
@pytest.mark.parametrize("fit", [True, False])
def test_marks_are_never_clipped(size, fit):
    letter = "Ẵ" if size > 100 else TALL
    font = ImageFont.truetype(
        str(resources.path("fonts/BeVietnamPro-Bold.ttf")), size, layout_engine=ImageFont.Layout.BASIC
    )
    free = Image.new("L", (1200, 4 * size), 255)
    ImageDraw.Draw(free).text((100, 2 * size), letter, font=font, fill=0, anchor="ls")
    expected = sum(free.histogram()[:150])
    assert ink(draw([Text(letter, size, "bold", fit=fit)], 576)) == expected


def test_composed_and_decomposed_letters_print_the_same():
    composed, decomposed = "Hộ tịch", "Ho\u0323\u0302 ti\u0323ch"
    assert draw([Text(composed, 40)], 576).tobytes() == draw([Text(decomposed, 40)], 576).tobytes()


def test_long_names_wrap_at_words_and_share_the_rows():
    font = ImageFont.truetype(str(resources.path("fonts/BeVietnamPro-SemiBold.ttf")), 30)
    name = "Trung tâm Phục vụ hành chính công tỉnh Gia Lai, cơ sở hai tại phường Quy Nhơn Đông"
    rows = wrap(name, font, 576)
    assert " ".join(rows) == name
    assert len(rows) == 3
    widths = [font.getlength(row) for row in rows]
    assert max(widths) <= 576
    assert min(widths) > max(widths) / 2


def test_a_word_wider_than_the_paper_is_broken_not_lost():
    font = ImageFont.truetype(str(resources.path("fonts/BeVietnamPro-Regular.ttf")), 30)
    word = "W" * 60
    rows = wrap(f"xin {word} chào", font, 384)
    assert "".join(rows).replace(" ", "") == f"xin{word}chào"
    assert all(font.getlength(row) <= 384 for row in rows)


def test_a_no_break_space_holds_a_term_together():
    font = ImageFont.truetype(str(resources.path("fonts/BeVietnamPro-Regular.ttf")), 40)
    rows = wrap("Phục vụ hành\N{NO-BREAK SPACE}chính\N{NO-BREAK SPACE}công Quy Nhơn", font, 330)
    assert any("hành\N{NO-BREAK SPACE}chính\N{NO-BREAK SPACE}công" in row for row in rows)
    assert len(rows) == 3


def test_a_number_too_wide_for_58_mm_shrinks_to_one_line(slip):
    wide = draw([Text("WW9999", 213, "extrabold", fit=True)], 384)
    left, _, right, _ = wide.convert("L").point(lambda level: 255 - level).getbbox()
    assert 340 < right - left <= 384
    assert wide.height < 110


def test_a_boxed_line_is_white_on_black():
    picture = draw([Text("Ưu tiên", 28, boxed=True)], 384)
    assert ink(picture) > 0.8 * picture.width * picture.height


def test_qr_modules_are_whole_dots(read_qr):
    picture = draw([QrCode("MC1|a|20261123|A012|id", 260)], 384)
    rows = picture.convert("L").tobytes()
    first = rows[: picture.width]
    start = first.index(0)
    finder = first.index(255, start) - start
    assert finder % 7 == 0
    assert read_qr(draw([Rule(2), Gap(20), QrCode("MC1|a|20261123|A012|id", 260)], 384)).startswith("MC1|a")


def test_a_crowded_ticket_stays_on_the_paper(slip, read_qr):
    crowded = replace(
        slip,
        office_name="Trung tâm Phục vụ hành chính công " + "rất dài " * 20,
        field_name="Lao động, Người có công và Bảo trợ xã hội",
        number="KB2147",
        priority_name="Người khuyết tật nặng, đặc biệt nặng",
        procedure_name="Đăng ký biến động quyền sử dụng đất " * 5,
        area="Khu C, tầng 2, quầy 21–25, cạnh cầu thang phía đông",
        offline=True,
        reprint=True,
    )
    for width in (576, 384):
        picture = draw_slip(crowded, width)
        assert picture.width == width
        assert read_qr(picture) == slip.qr_text
