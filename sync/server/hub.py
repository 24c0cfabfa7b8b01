"""The hub's own routes: claims and number series."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request

from kiosk.domain.office import Office
from kiosk.services.calling import accept_handovers
from kiosk.services.issuing import lease_series
from kiosk.store.store import Store
from sync import wire
from sync.link import LinkState
from sync.server import fence, rollcall
from sync.server.admission import check_speaks_for
from sync.server.app import create_app
from sync.server.claims import add_claims


def create_hub_app(
    store: Store, office: Office, above: Callable[[], LinkState | None], *, trusted: bool = False
) -> FastAPI:
    """The office's server: journal protocol plus the queue's authority."""
    app = create_app(store, "hub", accept_handovers, above, trusted=trusted)

    add_claims(app, store, office)

    @app.post("/v1/series")
    def series(wish: wire.SeriesRequest, asked: Request) -> wire.SeriesAnswer:
        """The number series of an incarnation, leased once and for ever (R1, R6)."""
        check_speaks_for(asked, store.me.office, wish.station)
        plain = office.kiosks == 1
        leased = lease_series(store, wish.station, wish.incarnation, plain_first=plain, taken=wish.taken)
        return wire.SeriesAnswer(series=leased)

    rollcall.install(app, store)
    fence.install(app, store)
    return app
