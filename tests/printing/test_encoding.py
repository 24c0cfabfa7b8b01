"""Pictures become ESC/POS bytes, the same as python-escpos would make, and are read back dot for dot."""

from __future__ import annotations

import pytest
from PIL import Image

from printing import escpos_library
from printing.encoding import encode, raster
from printing.raster import draw_slip
from printing.virtual.commands import Cut, Feed, Initialise, Raster
from printing.virtual.parser import Parser


@pytest.mark.parametrize("width", [576, 384])
def test_the_bands_are_those_of_python_escpos(slip, width):
    picture = draw_slip(slip, width)
    dummy = escpos_library.load().Dummy(profile="TM-T20II")
    dummy.image(picture, impl="bitImageRaster", fragment_height=128)
    assert raster(picture) == bytes(dummy.output)


@pytest.mark.parametrize("width", [576, 384])
def test_a_ticket_is_initialised_drawn_fed_and_cut(slip, width):
    picture = draw_slip(slip, width)
    commands = list(Parser().feed(encode(picture)))
    assert isinstance(commands[0], Initialise)
    assert [type(command) for command in commands[-2:]] == [Feed, Cut]
    bands = [command for command in commands if isinstance(command, Raster)]
    assert b"".join(band.dots for band in bands) == bytes(255 - byte for byte in picture.tobytes())
    assert max(len(band.raw) for band in bands) < 10_000


def test_a_printer_without_a_cutter_is_only_fed(slip):
    commands = list(Parser().feed(encode(draw_slip(slip, 384), cut=False)))
    assert isinstance(commands[-1], Feed)
    assert not any(isinstance(command, Cut) for command in commands)


@pytest.mark.parametrize("picture", [Image.new("L", (576, 8)), Image.new("1", (570, 8))])
def test_other_pictures_are_refused(picture):
    with pytest.raises(ValueError, match="1-bit"):
        encode(picture)
