"""The province signs how far it holds a station's chain: whoever passes that on can withhold it, not forge it."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException

from kiosk.services.receipts import Receipt
from kiosk.store import journal
from kiosk.store.store import Store
from sync import wire
from sync.server.admission import caller_of
from sync.trust.keys import StationKey


def install(app: FastAPI, store: Store, key: StationKey) -> None:
    """Adds the route to the province's server; `key` is its own, which every station's allow list names."""

    @app.get("/v1/receipt")
    def receipt(incarnation: wire.Name, request: Request) -> wire.ReceiptForm:
        """How far the caller's own chain of this incarnation stands here now, signed (0 = nothing of it is here)."""
        caller = caller_of(request)
        if caller is None:
            raise HTTPException(404)
        of = (caller.office, caller.station, incarnation)
        through, chain_hash = store.read(lambda conn: journal.head(conn, of))
        made = Receipt(*of, through, chain_hash, store.clock.now_ms(), key.key_id)
        return wire.ReceiptForm(**asdict(made.signed(key.sign(made.text()))))
