"""A hub passes up what is meant for the authority above it: a LAN that reaches nothing but its hub joins all the same.

The hub reads nothing of it and decides nothing: a joining is proved by its code from end to end (ADR 0019), every other
request is signed for the bearer of the authority's name, and nothing but the paths below goes through (ADR 0034).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.domain.trouble import Trouble, TryLater
from sync.server import problems
from sync.server.body import whole
from sync.transport import ASKED, Broken, Reply, Transport
from sync.trust.folder import Trust
from sync.trust.forms import Greeting
from sync.trust.signing import TO
from sync.wire import PROBLEM_HEADER

log = logging.getLogger(__name__)
JOIN = "/v1/join"
PASSED = frozenset({
    ("GET", "/v1/hello"),
    ("POST", "/v1/staff/sessions"),
    ("DELETE", "/v1/staff/sessions"),
    ("GET", "/v1/receipt"),
    ("GET", "/v1/trust/machines"),
    ("POST", "/v1/trust/codes"),
    ("POST", "/v1/trust/codes/withdrawals"),
    ("POST", "/v1/trust/revocations"),
    ("POST", "/v1/trust/certificates"),
})  # fmt: skip
"""What a machine may ask the authority through its hub, when it names the authority in `Motcua-To`."""
LARGEST, AT_ONCE = 64 * 1024, 4
CONNECT_S, STALL_S = 5.0, 12.0
"""Bytes of a request, requests at a time, and seconds that the line up may stand still."""
_UP = ("content-type", "content-digest", "signature", "signature-input")
_DOWN = ("content-type", "retry-after", PROBLEM_HEADER.lower(), ASKED.lower())


def install(app: FastAPI, url: str, trust: Trust) -> None:
    """Passes on from `app` to the authority at `url`, in whose name this machine joined."""
    app.add_middleware(_PassUp, above=_Above(url.rstrip("/"), trust))


class _Above:
    """The way up. A connection for each request: they are rare, and nothing of one is left for the next."""

    def __init__(self, url: str, trust: Trust) -> None:
        self.name, self.office = trust.place.authority_name, trust.place.office
        self._url, self._trust = url, trust
        self._room = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The authority's answer as it came. Raises TryLater when there is none."""
        if not self._room.acquire(blocking=False):
            raise TryLater("busy", "Máy chủ đơn vị đang chuyển nhiều yêu cầu lên tỉnh.", "Chờ một phút rồi thử lại.")
        transport = Transport(CONNECT_S, STALL_S, self._trust.expects(self.name))
        try:
            return transport.exchange(method, self._url + target, headers=dict(headers), data=body or None)
        except Broken as gone:
            log.warning("%s %s is not passed up: %s", method, target.partition("?")[0], gone)
            raise _away() from gone
        finally:
            transport.close()
            self._room.release()


class _PassUp:
    """ASGI: takes the authority's requests out before this server's own gate sees them."""

    def __init__(self, app: ASGIApp, above: _Above) -> None:
        self._app = app
        self._above = above

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._goes_up(scope):
            await self._app(scope, receive, send)
            return
        try:
            answer = await self._pass(scope, receive)
        except (Trouble, HTTPException) as refused:
            answer = problems.answer_to(refused)
        if answer is not None:
            await answer(scope, receive, send)

    def _goes_up(self, scope: Scope) -> bool:
        if scope["path"] == JOIN:
            return scope["method"] in ("GET", "POST")
        wanted = Headers(scope=scope).get(TO, "")
        return wanted == self._above.name and (scope["method"], scope["path"]) in PASSED

    async def _pass(self, scope: Scope, receive: Receive) -> Response | None:
        body = await whole(receive, LARGEST)
        if body is None:
            return None
        came = Headers(scope=scope)
        headers = {name: came[name] for name in came if name in _UP or name.startswith("motcua-")}
        query = scope["query_string"].decode("latin-1")
        target = scope["path"] + (f"?{query}" if query else "")
        reply = await run_in_threadpool(self._above.ask, scope["method"], target, headers, body)
        content = reply.content
        if (scope["method"], scope["path"]) == ("GET", JOIN) and reply.status == 200:
            content = _greeting_by(self._above.office, content)
        told = {name: reply.headers[name] for name in _DOWN if name in reply.headers}
        log.info("%s %s passed up: %d", scope["method"], scope["path"], reply.status)
        return Response(content, reply.status, told)


def _greeting_by(office: str, content: bytes) -> bytes:
    """The authority's greeting, with whose hub passes it on. Raises TryLater for something else's answer."""
    try:
        greeting = Greeting.model_validate_json(content)
    except ValidationError as foreign:
        log.warning("what answers above is no authority: %s", foreign)
        raise _away() from foreign
    return greeting.model_copy(update={"by": office}).model_dump_json().encode()


def _away() -> TryLater:
    return TryLater(
        "authority-away",
        "Máy chủ đơn vị đang mất đường truyền lên tỉnh nên chưa hỏi được máy cấp phép.",
        "Mã chưa bị dùng. Chờ máy chủ đơn vị nối lại được với tỉnh rồi làm lại; nếu mã hết hạn, xin mã mới.",
    )
