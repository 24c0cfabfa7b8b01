"""A4 pages: the page of the self-test. The forms of TT 03/2025 will stand on the same fonts, a Times metric."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import resources

_FACES = {
    "Form": "fonts/LiberationSerif-Regular.ttf",
    "Form-Bold": "fonts/LiberationSerif-Bold.ttf",
    "Form-Italic": "fonts/LiberationSerif-Italic.ttf",
}
_ALPHABET = (
    "a à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ b c d đ e è é ẻ ẽ ẹ ê ề ế ể ễ ệ g h i ì í ỉ ĩ ị k l m",
    "n o ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ p q r s t u ù ú ủ ũ ụ ư ừ ứ ử ữ ự v x y ỳ ý ỷ ỹ ỵ",
)


def test_page(path: Path, office: str) -> Path:
    """Write a one-page A4 PDF to `path` that shows `office` and every Vietnamese letter in the fonts of the forms.

    The page appears whole or not at all. Raises OSError when it cannot be written, ResourceMissing without the fonts.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    _register_fonts()
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    page = Canvas(str(unfinished), pagesize=A4, invariant=1)
    page.setTitle("Trang in thử")
    width, height = A4
    _national_heading(page, width * 0.7, height - 25 * mm)
    page.setFont("Form-Bold", 16)
    page.drawCentredString(width / 2, height - 60 * mm, "TRANG IN THỬ")
    page.setFont("Form", 13)
    page.drawCentredString(width / 2, height - 70 * mm, office)
    page.setFont("Form", 12)
    for row, letters in enumerate((*_ALPHABET, *(letters.upper() for letters in _ALPHABET))):
        page.drawCentredString(width / 2, height - (90 + 9 * row) * mm, letters)
    page.save()
    unfinished.replace(path)
    return path


test_page.__test__ = False  # type: ignore[attr-defined]  # the name is not a pytest test


def _national_heading(page: Any, x: float, y: float) -> None:
    page.setFont("Form-Bold", 12)
    page.drawCentredString(x, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    page.setFont("Form-Bold", 13)
    page.drawCentredString(x, y - 16, "Độc lập - Tự do - Hạnh phúc")
    half = page.stringWidth("Độc lập - Tự do - Hạnh phúc", "Form-Bold", 13) / 2
    page.line(x - half, y - 20, x + half, y - 20)


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, face in _FACES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(resources.path(face))))
