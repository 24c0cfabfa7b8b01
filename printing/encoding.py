"""A picture becomes ESC/POS bytes: initialise, raster bands (`GS v 0`), feed, partial cut.

The bands are packed here and not by `Escpos.image()`, which turns the picture into RGBA and back for 10 ms a ticket;
a test holds both to the same bytes.
"""

from __future__ import annotations

from PIL import Image, ImageChops

from printing import escpos_library

_BAND_ROWS = 128
_LINES_TO_CUTTER = 6

CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn 8: throw away what was received and not printed, at once, so that a refill does not print a backlog."""
ASK_WHEN_PRINTED = b"\x1dr\x01"
"""GS r 1: paper sensor status, answered only after everything sent before it has been worked off."""
NO_UNASKED_STATUS = b"\x1da\x00"
"""GS a 0: no automatic status, whose bytes could be taken for an answer."""
PARTIAL_CUT = b"\x1dV\x01"


def encode(picture: Image.Image, cut: bool = True) -> bytes:
    """The bytes that print a mode "1" picture and cut the paper (or only feed it past the tear bar).

    Bands of 128 rows keep what a printer must buffer before it can start, and what an interrupted line leaves
    pending, under 10 KB. Raises ValueError for another mode or a width that is not a multiple of 8.
    """
    dummy = escpos_library.load().Dummy()
    dummy.hw("INIT")
    dummy._raw(NO_UNASKED_STATUS)
    dummy._raw(raster(picture))
    dummy.print_and_feed(_LINES_TO_CUTTER)
    if cut:
        dummy._raw(PARTIAL_CUT)
    return bytes(dummy.output)


def raster(picture: Image.Image) -> bytes:
    """`GS v 0` commands of at most 128 rows; a black dot is a 1 bit, the leftmost dot the highest bit."""
    if picture.mode != "1" or picture.width % 8:
        raise ValueError(f"a 1-bit picture in whole bytes is needed, not {picture.mode} {picture.width} wide")
    ink = ImageChops.invert(picture).tobytes()
    row = picture.width // 8
    bands = (ink[start : start + row * _BAND_ROWS] for start in range(0, len(ink), row * _BAND_ROWS))
    return b"".join(
        b"\x1dv0\x00" + row.to_bytes(2, "little") + (len(band) // row).to_bytes(2, "little") + band for band in bands
    )
