"""How far every chain stands: what a trace shows as both acknowledgements."""

from __future__ import annotations

from fastapi import FastAPI

from kiosk.store import cursors, proof
from kiosk.store.store import Snapshot, Store
from sync import wire
from sync.meeting import PROVINCE


def install(app: FastAPI, store: Store) -> None:
    """Adds the route."""

    @app.get("/v1/offices/{office}/chains")
    def chains(office: wire.Name) -> wire.ChainRoll:
        """Every chain of the office: its last event here, and the last that the server above has acknowledged."""

        def work(conn: Snapshot) -> wire.ChainRoll:
            above = cursors.all_acked(conn, PROVINCE)
            rows = [wire.ChainStanding(station=of[1], incarnation=of[2], through=last, above=above.get(of, 0))
                    for of, last in proof.chains(conn, office)]  # fmt: skip
            return wire.ChainRoll(chains=rows)

        return store.read(work)
