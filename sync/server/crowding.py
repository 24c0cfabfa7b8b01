"""Who comes in now and who later: a crowd is told when to come back instead of waiting until its patience ends.

A request that works on the store takes one of few turns, once its body is here and until its answer begins, so that a
slow line holds none. Would it wait longer than stations have patience for, it is answered 503 at once with a time that
the server keeps free for it: each refused request is booked behind the one before, so that a crowd does not come back
as a crowd.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.domain.trouble import TryLater
from sync.server import problems
from sync.server.body import MAX_COMPRESSED

TURNS = 4
"""Requests that one process works on at a time: more would only wait for each other."""
PATIENCE_S = 3.0
"""Longest wait for a turn; stations call silence of 6 to 8 s a stall."""
FARTHEST_S = 120.0
"""Longest time that a request is sent away for."""
FREE = ("/v1/hello", "/openapi.json")
LONG = "/feed"
"""Long polls take a turn only while they read."""


class Crowded(TryLater):
    """Too many at once. `retry_after` in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("busy", "Máy chủ đang nhận rất nhiều dữ liệu.", "Dữ liệu giữ trên máy gửi và tự gửi lại.")
        self.retry_after = math.ceil(retry_after)


class Turns:
    """The turns of one process, first come, first served. Use it inside one event loop."""

    def __init__(
        self, turns: int = TURNS, patience_s: float = PATIENCE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._turns = turns
        self._patience_s = patience_s
        self._clock = clock
        self._free = asyncio.Semaphore(turns)
        self._waiting = 0
        self._usual_s = 0.02
        self._booked = 0.0

    def check(self) -> None:
        """Raises Crowded when a newcomer would wait too long."""
        if self._free.locked() and (self._waiting + 1) * self._usual_s / self._turns > self._patience_s:
            raise self._later()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One turn, as soon as it is free. Raises Crowded instead of waiting longer than `patience_s`."""
        began = await self.take()
        try:
            yield
        finally:
            self.give(began)

    async def take(self) -> float:
        """Waits for a turn; returns when it began, for `give`. Raises Crowded."""
        self.check()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError as slow:
            raise self._later() from slow
        finally:
            self._waiting -= 1
        return self._clock()

    def give(self, began: float) -> None:
        """Gives a turn back."""
        self._free.release()
        self._usual_s += 0.05 * (self._clock() - began - self._usual_s)

    def _later(self) -> Crowded:
        """Books the next free moment after those who wait and those who were sent away before."""
        now, each = self._clock(), self._usual_s / self._turns
        self._booked = min(max(self._booked, now + self._patience_s) + each, now + FARTHEST_S)
        return Crowded(self._booked - now)


class Doorkeeper:
    """ASGI: requests take their turns; those that need none pass."""

    def __init__(self, app: ASGIApp, turns: Turns) -> None:
        self._app = app
        self._turns = turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in FREE or scope["path"].endswith(LONG):
            await self._app(scope, receive, send)
            return
        try:
            body = await self._body(receive)
            visit = _Visit(await self._turns.take(), self._turns, body, receive, send)
        except Crowded as crowded:
            await problems.later(crowded)(scope, receive, send)
            return
        try:
            await self._app(scope, visit.receive, visit.send)
        finally:
            visit.leave()

    async def _body(self, receive: Receive) -> list[Message]:
        """The body's pieces, at most a little more than the largest that any route takes. Raises Crowded."""
        try:
            self._turns.check()
        except Crowded:
            await _drain(receive)
            raise
        return await _pieces(receive)


class _Visit:
    """One request's turn: with its body read before, until its answer begins."""

    def __init__(self, began: float, turns: Turns, body: list[Message], receive: Receive, send: Send) -> None:
        self._began: float | None = began
        self._turns, self._body, self._receive, self._send = turns, body, receive, send

    async def receive(self) -> Message:
        return self._body.pop(0) if self._body else await self._receive()

    async def send(self, message: Message) -> None:
        self.leave()
        await self._send(message)

    def leave(self) -> None:
        if self._began is not None:
            self._turns.give(self._began)
            self._began = None


async def _pieces(receive: Receive) -> list[Message]:
    pieces: list[Message] = []
    size = 0
    while size <= MAX_COMPRESSED:
        pieces.append(await receive())
        size += len(pieces[-1].get("body", b""))
        if pieces[-1]["type"] != "http.request" or not pieces[-1].get("more_body"):
            break
    return pieces


async def _drain(receive: Receive) -> None:
    """Takes the body off the line, so that the sender hears the answer instead of a reset."""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass
