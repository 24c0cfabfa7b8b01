"""The gate of hub and province: each request is signed by a station that the allow list knows now, once, for us.

Without trust set up the gate stands open (loopback only: demo, tests, one PC). Refusals are logged with station and
key.
"""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.domain.clock import Clock
from kiosk.domain.trouble import Trouble
from kiosk.store.store import Store
from kiosk.store.trust import KnownKey, known_key
from sync import wire
from sync.server import problems
from sync.server.admission import Caller, NotLetIn, not_for_this_kind, not_yours
from sync.server.body import whole
from sync.server.replays import seen_by
from sync.server.rules import OPEN, Match, rule_for
from sync.trust.names import role_name, station_name
from sync.trust.verifying import BadSignature, Signed, Stranger, Unsigned, is_body, verify

log = logging.getLogger(__name__)
EARLY_S = 30
"""Seconds that a signature may come from the future: the drift of a line that learned the time long ago."""
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes; a signed body is held until it is known to be the signed one."""


def install(app: FastAPI, store: Store, *, trusted: bool) -> None:
    """Puts the gate before every route of `app`."""
    app.state.gate = gate = Gate(store) if trusted else None
    if gate:
        app.add_middleware(_AtTheGate, gate=gate)


def told(app: FastAPI) -> wire.Gate | None:
    """What hello says about signing here."""
    gate: Gate | None = app.state.gate
    return gate.told() if gate else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came, without its body. `target` is path and query."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    match: Match | None


class SteadyTime:
    """The machine's time at the start, and then as a stopwatch goes: setting the clock opens no used signature again,
    and clients learn this time, whatever it is."""

    def __init__(self, clock: Clock) -> None:
        self._start, self._watch = clock.now_ms(), time.monotonic()

    def now_ms(self) -> int:
        """Milliseconds since 1970, as far as the start was right."""
        return self._start + int((time.monotonic() - self._watch) * 1000)


class Gate:
    """Decides on one request at a time; any number of threads may ask."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._time = SteadyTime(store.clock)
        self._seen = seen_by(store)
        self._life = store.me.incarnation if store.database.shared else secrets.token_hex(8)

    def told(self) -> wire.Gate:
        """What a client must know to sign: our life, and our time."""
        return wire.Gate(life=self._life, at=self._time.now_ms())

    def admit(self, request: Asked) -> tuple[Caller, Signed]:
        """Who asks, and what was signed of the body. Raises NotLetIn with a code of its own for every way of not being
        let in, and 404 for a route that no rule knows."""
        known: list[KnownKey] = []
        try:
            signed = verify(request.method, request.target, request.headers, lambda key_id: self._public(key_id, known))
            caller = Caller(known[0].office, known[0].station, known[0].kind, known[0].key_id)
            self._check(known[0], signed)
            _check_rule(caller, request.match)
        except Unsigned:
            raise _noted(request, "", NotLetIn(401, "unsigned", "Yêu cầu không có chữ ký.", _JOIN)) from None
        except Stranger as who:
            words = "Máy chủ không biết khóa của máy này."
            raise _noted(request, f"key {str(who)[:64]}", NotLetIn(401, "stranger", words, _JOIN)) from None
        except BadSignature as bad:
            said = f"{_name(known)}: {bad}"
            raise _noted(request, said, NotLetIn(401, "bad-signature", "Chữ ký không đúng.", _HELP)) from bad
        except NotLetIn as refused:
            raise _noted(request, _name(known), refused) from None
        return caller, signed

    def check_body(self, request: Asked, caller: Caller, signed: Signed, body: bytes) -> None:
        """Raises NotLetIn for a body that is not the one that was signed."""
        if not is_body(signed.digest, body):
            wrong = NotLetIn(401, "wrong-digest", "Nội dung không khớp chữ ký.", _HELP)
            raise _noted(request, f"{caller.station}/{caller.office} key {caller.key_id}", wrong)

    def _public(self, key_id: str, known: list[KnownKey]) -> bytes | None:
        key = self._store.read(lambda conn: known_key(conn, key_id))
        if key is None:
            return None
        known.append(key)
        return key.public

    def _check(self, key: KnownKey, signed: Signed) -> None:
        if key.revoked_at:
            raise NotLetIn(403, "revoked", "Máy này đã bị thu hồi quyền.", _REVOKED)
        me, now = self._store.me, self._time.now_ms()
        if signed.to not in (station_name(me.station, me.office), role_name(me.kind, me.office)):
            raise BadSignature(f"it is meant for {signed.to}")
        timely = now <= signed.expires * 1000 and signed.created * 1000 <= now + EARLY_S * 1000
        if signed.life != self._life or not timely:
            raise NotLetIn(401, "stale", "Chữ ký đã cũ hoặc lệch giờ.", "Chương trình sẽ tự hỏi giờ và ký lại.")
        if not self._seen.is_first(signed.key_id, signed.nonce, signed.expires * 1000, now):
            raise NotLetIn(401, "replayed", "Yêu cầu này đã được gửi một lần.", "Chương trình sẽ tự ký lại.")


def _check_rule(caller: Caller, match: Match | None) -> None:
    if match is None:
        raise NotLetIn(404, "http-404", problems.WORDS[404])
    if caller.kind not in match.rule.kinds:
        raise not_for_this_kind()
    station = "" if caller.kind in match.rule.carries else match.names.get("station", "")
    if not caller.speaks_for(match.names.get("office", caller.office), station):
        raise not_yours()


def _name(known: list[KnownKey]) -> str:
    return f"{known[0].station}/{known[0].office} key {known[0].key_id}" if known else "a key of no name"


def _noted(request: Asked, who: str, refused: NotLetIn) -> NotLetIn:
    """The refusal, written down: never a body, never a query."""
    path = request.target.partition("?")[0]
    log.warning("refused %s %s: %d %s %s", request.method, path, refused.status, refused.code, who)
    return refused


class _AtTheGate:
    """ASGI: judges the headers first, then holds the body until its digest is right."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = _asked(scope)
        if asked.match is not None and asked.match.rule.kinds == OPEN:
            await self._app(scope, receive, send)
            return
        try:
            body = await self._judge(scope, receive, asked)
        except (Trouble, HTTPException) as refused:
            await problems.answer_to(refused)(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _first(body, receive), send)

    async def _judge(self, scope: Scope, receive: Receive, asked: Asked) -> bytes | None:
        """The signed body; None when the sender went away half-way. Raises Trouble and HTTPException."""
        try:
            caller, signed = await run_in_threadpool(self._gate.admit, asked)
        except Trouble:
            await _drain(receive)
            raise
        body = await whole(receive, LARGEST_BODY)
        if body is not None:
            self._gate.check_body(asked, caller, signed, body)
            scope.setdefault("state", {})["caller"] = caller
        return body


def _asked(scope: Scope) -> Asked:
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    query = scope["query_string"].decode("latin-1")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    target = raw.decode("latin-1") + (f"?{query}" if query else "")
    return Asked(scope["method"], target, headers, rule_for(scope["method"], scope["path"]))


async def _drain(receive: Receive) -> None:
    """Lets a sender come to its end, up to a limit, and keeps nothing: who cannot finish sees a reset and no reason."""
    size, more = 0, True
    while more and size <= LARGEST_BODY:
        message = await receive()
        size += len(message.get("body", b""))
        more = bool(message.get("more_body"))


def _first(body: bytes, receive: Receive) -> Receive:
    """What the application receives: the whole body, then what else comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


_JOIN = "Xin mã ở máy quản trị rồi cho máy này gia nhập: motcua join."
_HELP = "Cập nhật chương trình ở máy này; nếu vẫn vậy, báo kỹ thuật của tỉnh."
_REVOKED = "Dữ liệu trên máy vẫn giữ nguyên; báo kỹ thuật của tỉnh."
