"""Who works at a machine that asks: staff sessions over HTTP, and the check that privileged routes stand behind.

A route says `staff: Annotated[Staff, Depends(require("lead", "technician"))]`; the token comes in the header
`Motcua-Session` and is good only from the machine (key) that signed in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Header, Request, Response

from kiosk.services import sessions
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from sync import staff_forms as forms
from sync import wire
from sync.server.admission import NotLetIn, caller_of

log = logging.getLogger(__name__)
HEADER = wire.SESSION_HEADER


def install(app: FastAPI, store: Store) -> None:
    """Adds the routes; `staff_of` and `require` work in this application from now on."""
    app.state.staff_store = store

    @app.post("/v1/staff/sessions")
    def sign_in(wish: forms.SignIn, request: Request) -> forms.StaffSession:
        """Proves a password and begins a session for the asking machine, 12 h at most."""
        begun = sessions.begin(
            store, wish.login, wish.password, office=office_of(request, store, wish.office), key_id=key_of(request)
        )
        log.info("session begun: %s@%s from %s", begun.staff.login, begun.staff.office, _asker(request))
        who = begun.staff
        return forms.StaffSession(token=begun.token, login=who.login, name=who.name, role=who.role,
                                 office=who.office, expires_at=begun.expires_at)  # fmt: skip

    @app.delete("/v1/staff/sessions", status_code=204)
    def sign_out(motcua_session: Annotated[str, Header(max_length=200)] = "") -> Response:
        """Ends the session of the token that is sent."""
        sessions.end(store, motcua_session)
        return Response(status_code=204)


def staff_of(request: Request) -> Staff:
    """Who works at the asking machine. Raises NotLetIn (401 `no-session`, `session-over`)."""
    token = request.headers.get(HEADER, "")
    try:
        return sessions.staff_of(request.app.state.staff_store, token, key_of(request))
    except sessions.NoSession as none:
        log.warning("session refused: %s; asked by %s for %s", none.detail, _asker(request), request.url.path)
        raise NotLetIn(401, none.code, none.message, none.remedy) from none


def require(*roles: str) -> Callable[[Request], Staff]:
    """A dependency that lets only these roles through and hands the person to the route; 403 `role` for others."""

    def check(request: Request) -> Staff:
        staff = staff_of(request)
        if staff.role not in roles:
            log.warning("role refused: %s (%s) asked for %s", staff.login, staff.role, request.url.path)
            words = "Vai trò của bạn không được làm việc này."
            raise NotLetIn(403, "role", words, "Nhờ lãnh đạo bộ phận hoặc kỹ thuật.")
        return staff

    return check


def key_of(request: Request) -> str:
    """The key under which the request was signed; "" in open mode."""
    caller = caller_of(request)
    return caller.key_id if caller else ""


def source_of(request: Request) -> str:
    """The machine that asks, as tries are counted."""
    return key_of(request) or sessions.OPEN


def office_of(request: Request, store: Store, wished: str) -> str:
    """Whose accounts are meant: the asking machine's office or this server's own; in open mode as wished."""
    caller = caller_of(request)
    if caller is None or caller.office == store.me.office or wished == store.me.office:
        return wished or store.me.office
    return caller.office


def _asker(request: Request) -> str:
    caller = caller_of(request)
    if caller:
        return f"{caller.station}@{caller.office} key {caller.key_id}"
    return request.client.host if request.client else "unknown"
