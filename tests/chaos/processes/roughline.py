"""A line between two machines with bad manners: what switches, portals and dying routers do to bytes."""

from __future__ import annotations

import asyncio
import contextlib
import re
from random import Random

from kiosk.app.rehearsal.line import CutLine

STRAIGHT, CUT = "straight", "cut"
SLOW, HOLE, RESET, HALF, DRIP, PORTAL, SWAP, DEAF = (
    "delays", "swallows", "resets", "halves", "one byte a second", "answers HTML", "swaps answers", "loses answers",
)  # fmt: skip
MANNERS = (SLOW, HOLE, RESET, HALF, DRIP, PORTAL, SWAP, DEAF, CUT)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_PAGE = "<html><title>Đăng nhập Wi-Fi</title>Chào mừng quý khách</html>".encode()
PORTALS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(_PAGE), _PAGE),
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 511 Network Authentication Required\r\nContent-Length: %d\r\n\r\n%s" % (len(_PAGE), _PAGE),
)
"""What a captive portal says to whatever it is asked."""


class RoughLine(CutLine):
    """Carries bytes to `target` in its present `manner`; `bits_per_s` shapes both directions together, 0 = free."""

    def __init__(self, target: tuple[str, int], seed: int = 0) -> None:
        self.manner, self.bits_per_s = STRAIGHT, 0
        self.carried = 0
        self._random = Random(seed)
        self._held: bytes = b""
        self._free_at = 0.0
        super().__init__(target)

    def behave(self, manner: str) -> None:
        """Takes a manner; ends connections that stand, so that the next request meets it, unless it only swallows."""
        if (manner == CUT) != self.is_cut:
            self.cut() if manner == CUT else self.restore()
        before, self.manner = self.manner, manner
        if manner not in (SLOW, HOLE, CUT) or before in (HOLE, DRIP):
            self._do(self._hang_up())

    async def _hang_up(self) -> None:
        for pipe in list(self._pipes):
            pipe.transport.abort()

    async def _carry(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        if self.manner != PORTAL:
            await super()._carry(near_in, near_out)
            return
        self._pipes.add(near_out)
        with contextlib.suppress(OSError):
            while self.manner == PORTAL and await near_in.read(65536):
                near_out.write(self._random.choice(PORTALS))
                await near_out.drain()
        self._pipes.discard(near_out)
        near_out.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:  # type: ignore[override]
        answers = sink.get_extra_info("peername")[1] != self.target[1]
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                if self.bits_per_s:
                    await self._shape(data, sink)
                elif not await self._pass(data, source, sink, answers):
                    sink.transport.abort()
                    return
            sink.write_eof()

    async def _shape(self, data: bytes, sink: asyncio.StreamWriter) -> None:
        """A thin line: 1,400 bytes at a time, each waiting for its turn."""
        loop = asyncio.get_running_loop()
        for start in range(0, len(data), 1400):
            part = data[start : start + 1400]
            self._free_at = max(self._free_at, loop.time()) + len(part) * 8 / self.bits_per_s
            await asyncio.sleep(max(0.0, self._free_at - loop.time()))
            self.carried += len(part)
            sink.write(part)
            await sink.drain()

    async def _pass(self, data: bytes, source: asyncio.StreamReader, sink: asyncio.StreamWriter, answers: bool) -> bool:
        """Hands one piece on in the line's manner; False ends the connection."""
        match self.manner:
            case m if m == SLOW:
                await asyncio.sleep(self._random.uniform(0.05, 0.5))
            case m if m == HOLE:
                while self.manner == HOLE:
                    await asyncio.sleep(0.05)
                return False
            case m if m == RESET and self._random.random() < 0.5:
                return False
            case m if m == HALF and self._random.random() < 0.5:
                sink.write(data[: len(data) // 2])
                await sink.drain()
                return False
            case m if m == DRIP and answers:
                return await self._drip(data, sink)
            case m if m == DEAF and answers:
                return False
            case m if m == SWAP and answers:
                data = await self._swapped(data, source)
        self.carried += len(data)
        sink.write(data)
        await sink.drain()
        return True

    async def _drip(self, data: bytes, sink: asyncio.StreamWriter) -> bool:
        for n in range(len(data)):
            if self.manner != DRIP:
                return False
            sink.write(data[n : n + 1])
            await sink.drain()
            await asyncio.sleep(1)
        return True

    async def _swapped(self, data: bytes, source: asyncio.StreamReader) -> bytes:
        """The answer that somebody else was waiting for; on an encrypted line any piece of it."""
        while data.startswith(b"HTTP/") and (gap := _missing(data)) > 0:
            data += await source.readexactly(gap)
        held, self._held = self._held or data, data
        return held


def _missing(answer: bytes) -> int:
    """Bytes that an HTTP answer still lacks."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return 1
    length = _LENGTH.search(head)
    return int(length[1]) - len(body) if length else 0
