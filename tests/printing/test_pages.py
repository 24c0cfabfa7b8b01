"""The A4 page carries its fonts, and they have every Vietnamese letter."""

from __future__ import annotations

import re
import unicodedata

import pytest

from printing.pages import test_page as write_page

LETTERS = {
    unicodedata.normalize("NFC", base + mark)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
} | set("đĐ")


def test_the_page_is_one_a4_with_embedded_fonts(tmp_path):
    path = write_page(tmp_path / "thử.pdf", "Trung tâm Phục vụ hành chính công phường Quy Nhơn")
    content = path.read_bytes()
    assert content.startswith(b"%PDF-1.")
    assert re.search(rb"/Count 1\b", content)
    assert b"595.2756 841.8898" in content
    assert content.count(b"/FontFile2") == 2
    assert [file.name for file in tmp_path.iterdir()] == ["thử.pdf"]


def test_every_vietnamese_letter_is_in_the_form_fonts(tmp_path):
    from reportlab.pdfbase import pdfmetrics

    write_page(tmp_path / "a.pdf", "x")
    assert len(LETTERS) == 146
    for name in ("Form", "Form-Bold", "Form-Italic"):
        known = pdfmetrics.getFont(name).face.charToGlyph
        assert [letter for letter in LETTERS if ord(letter) not in known] == []


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path):
    with pytest.raises(OSError):
        write_page(tmp_path / "none" / "a.pdf", "x")
