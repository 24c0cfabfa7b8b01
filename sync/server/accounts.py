"""Accounts over HTTP: they follow down to the machines that let staff in, and are changed at the master copy only."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response

from kiosk.domain.roles import Right, who_may
from kiosk.domain.trouble import Refused
from kiosk.services import accounts
from kiosk.services.accounts_following import followed
from kiosk.services.staff import Staff
from kiosk.store.accounts import Account, any_account
from kiosk.store.store import Store
from sync import staff_forms as forms
from sync import wire
from sync.server.admission import PROVINCE, caller_of, not_yours
from sync.server.privilege import ADMINISTRATOR, is_own
from sync.server.rules import ADMIN
from sync.server.sessions import HEADER, key_of, office_of, require, source_of

log = logging.getLogger(__name__)
_keeper = require(*who_may(Right.ACCOUNTS))


def install(app: FastAPI, store: Store, is_master: Callable[[], bool]) -> None:
    """Adds the routes. Any server hands accounts down; only a master copy changes them."""

    def here(office: str) -> None:
        if not is_master():
            raise Refused("not-master", "Tài khoản của đơn vị do máy chủ khác giữ.",
                          "Làm ở máy chủ đang giữ hàng đợi, hoặc ghi địa chỉ tỉnh vào mục [province] url.")  # fmt: skip
        if store.me.kind != PROVINCE and office != store.me.office:
            raise not_yours()

    @app.get("/v1/offices/{office}/accounts")
    def handed_down(office: wire.Name, known: Annotated[str, Query(max_length=64)] = "") -> forms.AccountList:
        """The office's accounts with the hashes of their passwords, for machines that let staff in and for hubs;
        `accounts` is null when `known` is still the version."""
        now = followed(store, office, is_master=is_master())
        rows = None if now.version == known else [_form(a) for a in now.accounts]
        return forms.AccountList(version=now.version, accounts=rows)

    @app.post("/v1/staff/accounts")
    def make(wish: forms.NewAccount, request: Request) -> forms.AccountState:
        """Makes an account from a hash. Needs a lead's session; the very first of an office needs none, but must be a
        lead's and come from a machine of kind admin."""
        office = office_of(request, store, wish.office)
        here(office)
        actor = _first_maker(request, store, office, wish) or _keeper_of(request, office)
        return _state(accounts.make(store, office, wish.login, wish.name, wish.role, wish.secret, actor))

    @app.post("/v1/staff/accounts/changes")
    def change(wish: forms.AccountChange, request: Request) -> forms.AccountState:
        """Changes name and role, switches off or on, or gives a one-time password. Needs a lead's session."""
        office = office_of(request, store, wish.office)
        here(office)
        actor = _keeper_of(request, office)
        match wish.what:
            case "change":
                return _state(accounts.change(store, office, wish.login, wish.name, wish.role, actor))
            case "disable":
                return _state(accounts.disable(store, office, wish.login, wish.reason, actor))
            case "enable":
                return _state(accounts.enable(store, office, wish.login, actor))
            case "reset":
                given = accounts.reset(store, office, wish.login, actor)
                return _state(given.staff, given.password)

    @app.post("/v1/staff/password", status_code=204)
    def new_password(wish: forms.PasswordChange, request: Request) -> Response:
        """A person proves the old password and chooses a new one; every session of the person ends."""
        office = office_of(request, store, wish.office)
        here(office)
        accounts.change_password(store, office, wish.login, wish.old, wish.new, source_of(request))
        return Response(status_code=204)


def _keeper_of(request: Request, office: str) -> str:
    """Who keeps the accounts: a lead of this office or of the server's own (the province), or the administrator at the
    server itself. Raises NotLetIn."""
    caller = caller_of(request)
    if caller and is_own(request, caller):
        return ADMINISTRATOR
    keeper = _keeper(request)
    if keeper.office not in (office, request.app.state.staff_store.me.office):
        raise not_yours()
    return keeper.login


def _first_maker(request: Request, store: Store, office: str, wish: forms.NewAccount) -> str:
    """The login under which an office's first account makes itself; "" where a session is needed."""
    caller = caller_of(request)
    if HEADER.lower() in request.headers or wish.role != "lead" or (caller and caller.kind != ADMIN):
        return ""
    if store.read(lambda conn: any_account(conn, office)):
        return ""
    log.warning("the first account of %s: %s, from key %s", office, wish.login, key_of(request) or "none")
    return wish.login


def _form(account: Account) -> forms.AccountForm:
    return forms.AccountForm(**{name: getattr(account, name) for name in forms.AccountForm.model_fields})


def _state(staff: Staff, one_time: str = "") -> forms.AccountState:
    return forms.AccountState(login=staff.login, name=staff.name, role=staff.role, one_time=one_time)
