"""Lines become dots: a 1-bit picture, black on white, as wide as the paper.

Text is drawn with antialiasing and cut at a threshold: on a 203 dpi head that keeps the thin marks of
Vietnamese whole where a font's own 1-bit hinting breaks them. Line heights come from what is really drawn,
so that a mark on a mark (Ẫ, Ộ) is never clipped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFont

import resources
from printing.ticket import Align, Columns, Gap, Line, QrCode, Rule, Text, TicketSlip, Weight, lay_out

_FACES: dict[Weight, str] = {
    "regular": "fonts/BeVietnamPro-Regular.ttf",
    "medium": "fonts/BeVietnamPro-Medium.ttf",
    "semibold": "fonts/BeVietnamPro-SemiBold.ttf",
    "bold": "fonts/BeVietnamPro-Bold.ttf",
    "extrabold": "fonts/BeVietnamPro-ExtraBold.ttf",
}
_WHITE, _BLACK = 255, 0
_THRESHOLD = 150
_LEADING = 1.22
_QUIET_MODULES = 4
_BOX_PADDING = 10


def draw_slip(slip: TicketSlip, width_dots: int) -> Image.Image:
    """The whole ticket as a mode "1" picture, `width_dots` wide, without blank rows at top and bottom."""
    return draw(lay_out(slip, width_dots), width_dots)


def draw(lines: Iterable[Line], width_dots: int) -> Image.Image:
    """The lines as a mode "1" picture (0 = black dot), `width_dots` wide, at least one row high."""
    page = _stack([_draw_line(line, width_dots) for line in lines], width_dots)
    inked = ImageChops.invert(page).getbbox()
    page = page.crop((0, inked[1], width_dots, inked[3])) if inked else page.crop((0, 0, width_dots, 1))
    return page.point(_threshold_table(), "1")


@lru_cache(maxsize=1)
def _threshold_table() -> list[int]:
    return [_WHITE if level >= _THRESHOLD else _BLACK for level in range(256)]


def _blank(width: int, height: int) -> Image.Image:
    return Image.new("L", (width, max(0, height)), _WHITE)


def _stack(pictures: Sequence[Image.Image], width: int) -> Image.Image:
    page = _blank(width, max(1, sum(picture.height for picture in pictures)))
    y = 0
    for picture in pictures:
        page.paste(picture, (0, y))
        y += picture.height
    return page


def _draw_line(line: Line, width: int) -> Image.Image:
    match line:
        case Text():
            return _draw_text(line, width)
        case Rule():
            return _draw_rule(line, width)
        case QrCode():
            return _draw_qr(line, width)
        case Columns():
            return _draw_columns(line, width)
        case Gap():
            return _blank(width, line.height)


def _draw_rule(rule: Rule, width: int) -> Image.Image:
    picture = _blank(width, rule.thickness)
    pen = ImageDraw.Draw(picture)
    step = 2 * rule.dash or width
    for x in range(0, width, step):
        pen.rectangle((x, 0, x + (rule.dash or width) - 1, rule.thickness - 1), fill=_BLACK)
    return picture


def _draw_columns(columns: Columns, width: int) -> Image.Image:
    left = _stack([_draw_line(line, columns.left_width) for line in columns.left], columns.left_width)
    rest = width - columns.left_width
    right = _stack([_draw_line(line, rest) for line in columns.right], rest)
    page = _blank(width, max(left.height, right.height))
    page.paste(left, (0, (page.height - left.height) // 2))
    page.paste(right, (columns.left_width, (page.height - right.height) // 2))
    return page


def _draw_qr(qr: QrCode, width: int) -> Image.Image:
    matrix = segno.make(qr.text, error="m", micro=False, boost_error=False).matrix
    side = len(matrix)
    dots = max(2, min(qr.max_width, width) // (side + 2 * _QUIET_MODULES))
    code = Image.frombytes("L", (side, side), bytes(_BLACK if bit else _WHITE for row in matrix for bit in row))
    code = code.resize((side * dots, side * dots), Image.Resampling.NEAREST)
    quiet = _QUIET_MODULES * dots
    framed = _blank(code.width + 2 * quiet, code.height + 2 * quiet)
    framed.paste(code, (quiet, quiet))
    picture = _blank(width, framed.height)
    picture.paste(framed, (_offset(framed.width, width, qr.align), 0))
    return picture


def _offset(inner: int, outer: int, align: Align) -> int:
    return {"left": 0, "center": (outer - inner) // 2, "right": outer - inner}[align]


@lru_cache(maxsize=64)
def _font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    face = str(resources.path(_FACES[weight]))
    return ImageFont.truetype(face, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=256)
def _draw_text(text: Text, width: int) -> Image.Image:
    """Cached, since most of a ticket says the same as the one before: the picture must not be changed."""
    words = re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text.text)).strip()
    room = width - 2 * _BOX_PADDING if text.boxed else width
    if text.fit:
        font, rows = _fitted(words, text, room), [words]
    else:
        font = _font(text.weight, text.size)
        rows = wrap(words, font, room)
    rows_drawn = [_draw_row(row, font, text, room) for row in rows]
    block = _stack(rows_drawn, room)
    return _box(block, width) if text.boxed else block


def _box(block: Image.Image, width: int) -> Image.Image:
    boxed = Image.new("L", (width, block.height + 2 * _BOX_PADDING), _WHITE)
    boxed.paste(block, (_BOX_PADDING, _BOX_PADDING))
    return ImageChops.invert(boxed)


def _draw_row(row: str, font: ImageFont.FreeTypeFont, text: Text, width: int) -> Image.Image:
    left, top, right, bottom = (round(edge) for edge in font.getbbox(row, anchor="ls"))
    if text.fit:
        above, below = -top, max(0, bottom)
    else:
        above = max(-top, round(text.size * (_LEADING - 0.25)))
        below = max(bottom, round(text.size * 0.25))
    picture = _blank(width, above + below)
    x = _offset(right - left, width, text.align) - left
    ImageDraw.Draw(picture).text((x, above), row, font=font, fill=_BLACK, anchor="ls")
    return picture


def _fitted(words: str, text: Text, width: int) -> ImageFont.FreeTypeFont:
    font = _font(text.weight, text.size)
    left, _, right, _ = font.getbbox(words, anchor="ls")
    if right - left <= width:
        return font
    return _font(text.weight, max(8, int(text.size * width / (right - left)) - 1))


def wrap(words: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Rows of at most `width` dots, broken at spaces and shared evenly; a word that is wider alone is broken inside.
    A no-break space keeps its neighbours together."""
    rows = _fill(words, font, width)
    if len(rows) < 2:
        return rows
    longest = max(font.getlength(word) for word in words.split(" "))
    narrow, wide = max(font.getlength(words) / len(rows), min(longest, width)), float(width)
    while wide - narrow > 8:
        middle = (narrow + wide) / 2
        if len(_fill(words, font, middle)) > len(rows):
            narrow = middle
        else:
            wide = middle
    return _fill(words, font, wide)


def _fill(words: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    rows = [""]
    for word in words.split(" "):
        joined = f"{rows[-1]} {word}".strip()
        if font.getlength(joined) <= width:
            rows[-1] = joined
        elif font.getlength(word) <= width:
            rows.append(word)
        else:
            rows = [row for row in (*rows, *_broken(word, font, width)) if row]
    return rows


def _broken(word: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and font.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
