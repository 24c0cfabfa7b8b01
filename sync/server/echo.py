"""Every answer names its question: a middle box that mixes up answers must not make one machine believe another's."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.transport import ASKED

LONGEST = 64


class Echo:
    """Middleware: repeats the question's mark in the answer's headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope).get(ASKED, "") if scope["type"] == "http" else ""
        if not asked or len(asked) > LONGEST:
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[ASKED] = asked
            await send(message)

        await self._app(scope, receive, marked)
