from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtGui import QImage

import resources
from ui.qml_pictures import draw_icon, draw_qr


def as_image(picture: QImage) -> Image.Image:
    plain = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (plain.width(), plain.height()), bytes(plain.constBits()))


@pytest.mark.parametrize("side", [120, 320, 480, 1000])
def test_a_scanner_reads_what_was_drawn(qapp, side):
    text = "MC1|quy-nhon|20261123|A012|019ab0c2-7f00-7000-8000-000000000001"
    picture = draw_qr(text, side)
    assert (picture.width(), picture.height()) == (side, side)
    assert [found.text for found in zxingcpp.read_barcodes(as_image(picture).convert("L"))] == [text]


def test_a_code_that_does_not_fit_grows_instead_of_blurring(qapp):
    assert draw_qr("x" * 60, 10).width() > 10


def test_an_icon_has_the_colour_that_was_asked_for(qapp):
    image = as_image(draw_icon("search", "#0B5CAD", 48))
    solid = [colour for _, colour in image.getcolors(48 * 48) if colour[3] == 255]
    assert solid == [(0x0B, 0x5C, 0xAD, 255)]
    assert image.getpixel((0, 0))[3] == 0


def test_an_icon_that_is_not_there_is_an_error(qapp):
    with pytest.raises(resources.ResourceMissing):
        draw_icon("no-such-icon", "#000000", 10)
