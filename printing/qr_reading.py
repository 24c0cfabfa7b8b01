"""Reading QR codes back from pictures of paper, with a reader that shares nothing with what drew them."""

from __future__ import annotations

from pathlib import Path


def texts_in(picture: Path) -> tuple[str, ...]:
    """The text of every QR code in a picture file, in no particular order. OSError when it is no picture."""
    import zxingcpp
    from PIL import Image

    with Image.open(picture) as image:
        return tuple(code.text for code in zxingcpp.read_barcodes(image.convert("L")))
