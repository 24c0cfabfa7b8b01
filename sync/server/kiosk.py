"""What a kiosk answers while a counter cannot reach the hub: claims for the tickets that it still owns (R2)."""

from __future__ import annotations

from fastapi import FastAPI

from kiosk.domain.office import Office
from kiosk.domain.trouble import TryLater
from kiosk.services.receiving import Page
from kiosk.store import journal
from kiosk.store.store import Snapshot, Store
from sync import wire
from sync.server import fence
from sync.server.app import create_bare_app
from sync.server.claims import add_claims

PAGE = 500
"""Events of its own chain that one answer carries; the same claim asked again brings the next."""


def create_kiosk_app(store: Store, office: Office, *, trusted: bool = False) -> FastAPI:
    """Who it is, and its claims; nothing else of a hub."""
    app = create_bare_app(store, "kiosk", trusted=trusted)
    add_claims(
        app, store, office, check=lambda wish: _check_newest(store, wish), tell=lambda wish, _: own_chain(store, wish)
    )
    fence.install(app, store)
    return app


def own_chain(store: Store, wish: wire.Claim) -> Page:
    """What the asker lacks of this kiosk's own chain: all that happened to a ticket that it still owns."""
    me, after = store.me, _held(store, wish)

    def work(conn: Snapshot) -> Page:
        events = journal.chain(conn, me.origin, after, PAGE)
        return Page(tuple(events), "", len(events) == PAGE)

    return store.read(work)


def _held(store: Store, wish: wire.Claim) -> int:
    return next((held.through for held in wish.holds if held.incarnation == store.me.incarnation), 0)


def _check_newest(store: Store, wish: wire.Claim) -> None:
    """Raises TryLater when the asker has heard more of this chain than stands here: the file is an old copy (R6), and
    what it seems to own is not its own any more."""
    if _held(store, wish) > store.read(lambda conn: journal.head(conn, store.me.origin)[0]):
        raise TryLater("old-copy", "Tệp dữ liệu của máy lấy số này là bản cũ.", "Máy sẽ tự hỏi máy chủ khi có mạng.")
