"""Keeping what a station reports of itself."""

from __future__ import annotations

from kiosk.store import reports
from kiosk.store.store import Store, Transaction


def note(store: Store, office: str, station: str, kind: str, report: str) -> None:
    """Keeps the newest report (JSON) of a station under the present time."""

    def work(tx: Transaction) -> None:
        reports.note_station(tx.conn, office, station, kind, report, tx.now)
        tx.touch("station")

    store.write(work)
