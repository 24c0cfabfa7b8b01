"""Fonts hold every Vietnamese letter, icons are well-formed and free of surprises."""

import itertools
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from PIL import ImageFont
from reportlab.pdfbase.ttfonts import TTFontFile

import resources

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = {unicodedata.normalize("NFC", v + t) for v, t in itertools.product(VOWELS, TONES)} | {"đ"}
FONTS = sorted(resources.path("fonts").glob("*.ttf"))
ICONS = sorted(resources.path("icons").glob("*.svg"))


def test_the_fonts_that_the_surfaces_name_are_all_here() -> None:
    names = {font.stem for font in FONTS}
    assert {f"BeVietnamPro-{w}" for w in ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")} <= names
    assert {f"LiberationSerif-{w}" for w in ("Regular", "Bold", "Italic", "BoldItalic")} <= names


@pytest.mark.parametrize("font", FONTS, ids=lambda f: f.stem)
def test_every_vietnamese_letter_has_a_glyph(font) -> None:
    assert len(LETTERS) == 12 * 6 + 1
    glyphs = TTFontFile(str(font)).charToGlyph
    wanted = LETTERS | {letter.upper() for letter in LETTERS} | set("₫–…0123456789")
    assert not [letter for letter in sorted(wanted) if not glyphs.get(ord(letter))]


def test_pillow_can_draw_with_the_ticket_font() -> None:
    font = ImageFont.truetype(str(resources.path("fonts/BeVietnamPro-ExtraBold.ttf")), 120)
    assert font.getmask("A001").getbbox()


@pytest.mark.parametrize("icon", ICONS, ids=lambda f: f.stem)
def test_an_icon_is_one_grid_one_stroke_and_no_script(icon) -> None:
    root = ET.parse(icon).getroot()
    assert root.attrib["viewBox"] == "0 0 24 24"
    assert root.attrib["stroke"] == "currentColor"
    shapes = {element.tag.partition("}")[2] for element in root.iter()} - {"svg"}
    assert shapes
    assert shapes <= {"path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}


def test_licences_lie_beside_what_they_cover() -> None:
    for name in ("fonts/BeVietnamPro-OFL.txt", "fonts/LiberationSerif-OFL.txt"):
        assert "SIL OPEN FONT LICENSE" in resources.path(name).read_text(encoding="utf-8").upper()
    assert "ISC License" in resources.path("icons/LICENSE.txt").read_text(encoding="utf-8")
