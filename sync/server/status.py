"""The province's status page: plain HTML for a browser or a phone, no scripts; behind a sign-in where requests are
signed, because a browser signs nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Cookie, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kiosk.domain.trouble import Refused
from kiosk.services import monitoring, parking, sessions
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from sync.server.status_page import page, sign_in_page

log = logging.getLogger(__name__)
COOKIE = "motcua_status"
PATH, SIGN_IN = "/status", "/status/sign-in"
LONGEST_FORM = 4096
ROLES = ("lead", "technician")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
Session = Annotated[str, Cookie(max_length=200)]


def install(app: FastAPI, store: Store) -> None:
    """Adds the page and its sign-in; neither is part of the protocol."""

    @app.get(PATH, include_in_schema=False)
    def look(request: Request, motcua_status: Session = "", office: str = "", all: str = "") -> Response:
        """The page, or the way in."""
        if request.app.state.gate is not None and _person(store, motcua_status) is None:
            return _html(sign_in_page(""), 401)
        watched = monitoring.watched(store, office[:64])
        return _html(page(watched, parking.cases(store, office[:64]), store.clock.now_ms(), office[:64], bool(all)))

    @app.post(SIGN_IN, include_in_schema=False)
    async def enter(request: Request) -> Response:
        """Begins a session for this browser."""
        login, password = _fields(await _form(request))
        try:
            begun = await run_in_threadpool(sessions.begin, store, login, password, office=store.me.office, key_id="")
        except Refused as refused:
            return _html(sign_in_page(str(refused)), 401)
        if begun.staff.role not in ROLES:
            await run_in_threadpool(sessions.end, store, begun.token)
            return _html(sign_in_page("Tài khoản này không được xem trang của tỉnh."), 403)
        log.info("the status page was opened by %s from %s", login, request.client.host if request.client else "?")
        answer = RedirectResponse(PATH, 303, _HEADERS)
        answer.set_cookie(
            COOKIE, begun.token, path=PATH, httponly=True, samesite="strict", secure=request.url.scheme == "https"
        )
        return answer


def _person(store: Store, token: str) -> Staff | None:
    try:
        who = sessions.staff_of(store, token, "")
    except sessions.NoSession:
        return None
    return who if who.role in ROLES and who.office == store.me.office else None


async def _form(request: Request) -> bytes:
    """The form's bytes; too many are no form."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_FORM:
            return b""
    return bytes(body)


def _fields(form: bytes) -> Sequence[str]:
    try:
        told = parse_qs(form.decode(), max_num_fields=8)
    except ValueError:
        told = {}
    return told.get("login", [""])[0], told.get("password", [""])[0]


def _html(text: str, code: int = 200) -> HTMLResponse:
    return HTMLResponse(text, code, _HEADERS)
