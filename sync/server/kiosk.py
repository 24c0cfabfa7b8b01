"""What a kiosk answers while a counter cannot reach the hub: claims for the tickets that it still owns (R2)."""

from __future__ import annotations

from fastapi import FastAPI

from kiosk.domain.office import Office
from kiosk.store.store import Store
from sync.server import fence
from sync.server.app import create_bare_app
from sync.server.claims import add_claims


def create_kiosk_app(store: Store, office: Office, *, trusted: bool = False) -> FastAPI:
    """Who it is, and its claims; nothing else of a hub."""
    app = create_bare_app(store, "kiosk", trusted=trusted)
    add_claims(app, store, office)
    fence.install(app, store)
    return app
