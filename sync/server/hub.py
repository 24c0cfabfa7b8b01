"""The hub's own routes: claims and number series. Every answer is one transaction of the one writer."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

from kiosk.domain.office import Office
from kiosk.services.calling import ClaimRequest, accept_handovers, claim
from kiosk.services.issuing import lease_series
from kiosk.services.receiving import StaleCursor, feed_page
from kiosk.store.store import Store
from sync import wire
from sync.link import LinkState
from sync.server.admission import check_speaks_for
from sync.server.app import create_app


def create_hub_app(
    store: Store, office: Office, above: Callable[[], LinkState | None], *, trusted: bool = False
) -> FastAPI:
    """The office's server: journal protocol plus the queue's authority."""
    app = create_app(store, "hub", accept_handovers, above, trusted=trusted)

    @app.post("/v1/claims", response_model=wire.ClaimAnswer)
    def claims(wish: wire.Claim, asked: Request) -> Response:
        """Calls the next ticket (R7) or a particular one; the same `claim_id` always gets the same ticket."""
        check_speaks_for(asked, store.me.office, wish.station)
        request = ClaimRequest(wish.claim_id, wish.station, wish.counter, tuple(wish.fields), wish.actor,
                               wish.number, wish.reason)  # fmt: skip
        won = claim(store, office, request)
        branch = next((c.branch for c in won.calls if c.claim_id == wish.claim_id), "") if won else ""
        body = {"ticket_id": won.id if won else "", "number": won.number if won else "", "branch": branch,
                "feed": _feed(store, wish)}  # fmt: skip
        return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")

    @app.post("/v1/series")
    def series(wish: wire.SeriesRequest, asked: Request) -> wire.SeriesAnswer:
        """The number series of an incarnation, leased once and for ever (R1, R6)."""
        check_speaks_for(asked, store.me.office, wish.station)
        leased = lease_series(store, wish.station, wish.incarnation, plain_first=office.kiosks == 1)
        return wire.SeriesAnswer(series=leased)

    return app


def _feed(store: Store, wish: wire.Claim) -> dict[str, object] | None:
    try:
        page = feed_page(store, store.me.office, wish.cursor, not_via=wish.reader)
    except StaleCursor:
        return None
    return {"events": wire.to_plain_list(page.events), "cursor": page.cursor, "more": page.more}
