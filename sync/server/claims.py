"""Claims over HTTP: at the hub, and at a kiosk for what it still owns (queue-rules R2)."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

from kiosk.domain.office import Office
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.receiving import Page, StaleCursor, feed_page
from kiosk.store.store import Store
from sync import wire
from sync.server.admission import check_speaks_for, deliverer
from sync.server.sealed import seals_for
from sync.trust.keys import StationKey

Check = Callable[[wire.Claim], None]
Tell = Callable[[wire.Claim, str], Page | None]
"""What the asker, who delivers as the second, is to know beside the answer."""


def add_claims(
    app: FastAPI, store: Store, office: Office, *, check: Check = lambda _wish: None, tell: Tell | None = None
) -> None:
    """Adds the route; every answer is one transaction of the one writer. `check` may raise before anything is decided;
    `tell` is what stands here after the asker's cursor, where nothing else is given."""
    told = tell or (lambda wish, reader: _after_cursor(store, wish, reader))

    @app.post("/v1/claims", response_model=wire.ClaimAnswer)
    def claims(wish: wire.Claim, asked: Request) -> Response:
        """Calls the next ticket (R7) or a particular one; the same `claim_id` always gets the same ticket."""
        check_speaks_for(asked, store.me.office, wish.station)
        check(wish)
        request = ClaimRequest(wish.claim_id, wish.station, wish.counter, tuple(wish.fields), wish.actor,
                               wish.number, wish.reason)  # fmt: skip
        won = claim(store, office, request)
        branch = next((c.branch for c in won.calls if c.claim_id == wish.claim_id), "") if won else ""
        body = {"ticket_id": won.id if won else "", "number": won.number if won else "", "branch": branch,
                "feed": _written(store, told(wish, deliverer(asked, wish.reader)), app.state.sealing)}  # fmt: skip
        return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")


def _after_cursor(store: Store, wish: wire.Claim, reader: str) -> Page | None:
    try:
        return feed_page(store, store.me.office, wish.cursor, not_via=reader)
    except StaleCursor:
        return None


def _written(store: Store, page: Page | None, key: StationKey | None) -> dict[str, object] | None:
    if page is None:
        return None
    told: dict[str, object] = {"events": wire.to_plain_list(page.events), "cursor": page.cursor, "more": page.more}
    if key:
        told["seals"] = [wire.seal_to_plain(seal) for seal in seals_for(store, page.events, key)]
    return told
