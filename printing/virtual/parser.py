"""ESC/POS read byte by byte: what a printer's interface board understands, cut into whole commands.

Incremental: bytes may arrive in any portions. Data of a raster is counted, so that a `10 04` inside a picture is never
taken for a status question. What is not understood is kept as `Unknown` and reading goes on after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from printing.virtual.commands import (
    AskIdentity,
    AskPaper,
    AskStatus,
    AutomaticStatus,
    ClearBuffers,
    Column,
    Command,
    Cut,
    Feed,
    Initialise,
    LineSpacing,
    PrintGraphics,
    Raster,
    Setting,
    StoreGraphics,
    Unknown,
)

DLE, ESC, FS, GS, LF = 0x10, 0x1B, 0x1C, 0x1D, 0x0A
_LARGEST_WIDTH_BYTES, _LARGEST_ROWS = 256, 8192

_ESC_ARGUMENTS = {
    **dict.fromkeys(b"aE!-tRMGV{ $r=TZ", 1), **dict.fromkeys(b"S L".replace(b" ", b""), 0),
    **dict.fromkeys(b"$\\", 2), **dict.fromkeys(b"c", 2), ord("W"): 8, ord("p"): 3,
}  # fmt: skip
_GS_ARGUMENTS = {
    **dict.fromkeys(b"!BbHhwf/", 1), **dict.fromkeys(b"LWP$\\", 2), ord("^"): 3, ord(":"): 0,
}  # fmt: skip
_FS_ARGUMENTS = {**dict.fromkeys(b".&", 0), **dict.fromkeys(b"!CW-", 1), **dict.fromkeys(b"Sp", 2)}


class NeedMore(Exception):
    """The command is not whole yet."""


class Parser:
    """Feed it bytes, take whole commands; what is not whole is kept for the next portion."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Command]:
        """The commands that are whole with these bytes, in order."""
        self._buffer += data
        while self._buffer:
            try:
                command = _read(self._buffer)
            except NeedMore:
                return
            del self._buffer[: len(command.raw)]
            yield command


def _need(buffer: bytearray, length: int) -> bytes:
    if len(buffer) < length:
        raise NeedMore
    return bytes(buffer[:length])


def _read(buffer: bytearray) -> Command:
    lead = buffer[0]
    if lead == LF:
        return Feed(_need(buffer, 1), lines=1)
    if lead == DLE:
        return _read_dle(buffer)
    if lead == ESC:
        return _read_esc(buffer)
    if lead == GS:
        return _read_gs(buffer)
    if lead == FS:
        return _read_plain(buffer, _FS_ARGUMENTS)
    return _read_text(buffer)


def _read_text(buffer: bytearray) -> Command:
    leads = (LF, DLE, ESC, FS, GS)
    length = next((i for i, byte in enumerate(buffer) if byte in leads), len(buffer))
    raw = bytes(buffer[:length])
    is_text = all(byte >= 0x20 or byte in b"\x00\x09\x0c\x0d\x18" for byte in raw)
    return Setting(raw) if is_text else Unknown(raw)


def _read_plain(buffer: bytearray, arguments: dict[int, int]) -> Command:
    letter = _need(buffer, 2)[1]
    if letter == ord("("):
        return Setting(_need(buffer, 5 + int.from_bytes(_need(buffer, 5)[3:5], "little")))
    if letter not in arguments:
        return Unknown(_need(buffer, 2))
    return Setting(_need(buffer, 2 + arguments[letter]))


def _read_dle(buffer: bytearray) -> Command:
    kind = _need(buffer, 2)[1]
    if kind == 0x04:
        n = _need(buffer, 3)[2]
        return AskStatus(_need(buffer, 3), n) if 1 <= n <= 4 else Unknown(_need(buffer, 3))
    if kind == 0x05:
        return Setting(_need(buffer, 3))
    if kind == 0x14:
        function = _need(buffer, 3)[2]
        if function == 8:
            return ClearBuffers(_need(buffer, 10))
        return Setting(_need(buffer, 5))
    return Unknown(_need(buffer, 1))


def _read_esc(buffer: bytearray) -> Command:
    letter = chr(_need(buffer, 2)[1])
    if letter == "@":
        return Initialise(_need(buffer, 2))
    if letter == "2":
        return LineSpacing(_need(buffer, 2), 30)
    if letter in "3dJ":
        raw = _need(buffer, 3)
        if letter == "3":
            return LineSpacing(raw, raw[2])
        return Feed(raw, lines=raw[2]) if letter == "d" else Feed(raw, dots=raw[2])
    if letter == "*":
        mode, low, high = _need(buffer, 5)[2:5]
        height = 24 if mode in (32, 33) else 8
        raw = _need(buffer, 5 + (low + 256 * high) * height // 8)
        return Column(raw, height, raw[5:])
    if letter == "D":
        end = buffer.find(0, 2)
        return Setting(_need(buffer, end + 1 if end >= 0 else len(buffer) + 1))
    return _read_plain(buffer, _ESC_ARGUMENTS)


def _read_gs(buffer: bytearray) -> Command:
    letter = chr(_need(buffer, 2)[1])
    if letter == "v":
        return _read_raster(buffer)
    if letter in "(8" and chr(_need(buffer, 3)[2]) == "L":
        return _read_graphics(buffer, 2 if letter == "(" else 4)
    if letter == "V":
        mode = _need(buffer, 3)[2]
        return Cut(_need(buffer, 4), _need(buffer, 4)[3]) if mode > 49 else Cut(_need(buffer, 3))
    if letter == "r":
        return AskPaper(_need(buffer, 3))
    if letter == "I":
        return AskIdentity(_need(buffer, 3), _need(buffer, 3)[2])
    if letter == "a":
        return AutomaticStatus(_need(buffer, 3), _need(buffer, 3)[2] != 0)
    if letter == "k":
        return _read_barcode(buffer)
    return _read_plain(buffer, _GS_ARGUMENTS)


def _read_raster(buffer: bytearray) -> Command:
    header = _need(buffer, 8)
    width, rows = int.from_bytes(header[4:6], "little"), int.from_bytes(header[6:8], "little")
    if header[2] != 0x30 or not 0 < width <= _LARGEST_WIDTH_BYTES or rows > _LARGEST_ROWS:
        return Unknown(header)
    raw = _need(buffer, 8 + width * rows)
    return Raster(raw, width, raw[8:])


def _read_graphics(buffer: bytearray, size_bytes: int) -> Command:
    start = 3 + size_bytes
    size = int.from_bytes(_need(buffer, start)[3:start], "little")
    if size > _LARGEST_WIDTH_BYTES * _LARGEST_ROWS:
        return Unknown(_need(buffer, start))
    raw = _need(buffer, start + size)
    body = raw[start:]
    if body[1:2] in (b"\x02", b"2"):
        return PrintGraphics(raw)
    if body[1:2] == b"p" and len(body) > 10:
        return StoreGraphics(raw, (int.from_bytes(body[6:8], "little") + 7) // 8, body[10:])
    return Setting(raw)


def _read_barcode(buffer: bytearray) -> Command:
    if _need(buffer, 3)[2] >= 65:
        return Setting(_need(buffer, 4 + _need(buffer, 4)[3]))
    end = buffer.find(0, 3)
    return Setting(_need(buffer, end + 1 if end >= 0 else len(buffer) + 1))
