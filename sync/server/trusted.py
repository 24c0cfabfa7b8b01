"""What a server gains by being let in: the allow list's routes, and at the authority those by which others join."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from kiosk.store.store import Store
from sync.server import allow_list, enrolment, receipts
from sync.server.rules import PROVINCE
from sync.trust.authority import authority_in
from sync.trust.folder import Trust
from sync.trust.forms import Settings


def install(app: FastAPI, store: Store, trust: Trust, addresses: Callable[[], Settings]) -> None:
    """`addresses` says under which `hub` and `province` a station that joins finds its servers.
    Raises CallTechnician for a damaged authority."""
    app.state.own_key = trust.key.key_id
    allow_list.install(app, store, trust)
    if store.me.kind == PROVINCE:
        receipts.install(app, store, trust.key)
    if authority := authority_in(trust.folder):
        enrolment.install(app, store, authority, addresses, trust.tls.certificate)
