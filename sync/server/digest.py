"""The server's half of the nightly comparison."""

from __future__ import annotations

from fastapi import FastAPI

from kiosk.services import digests
from kiosk.store.store import Store
from sync import wire
from sync.digest_forms import DigestAnswer, DigestForm, day_forms, days_of, difference_forms, is_from, rows_of


def add_digests(app: FastAPI, store: Store) -> None:
    """`POST …/digests`."""

    @app.post("/v1/offices/{office}/stations/{station}/digests")
    def compare(office: wire.Name, station: wire.Name, told: DigestForm) -> DigestAnswer:
        """Counts the same stretches here; differences are kept at both ends, and each end hears of the other's."""
        theirs = days_of(told.days)
        here = digests.count_here(store, office, theirs)
        digests.keep(store, office, station, here, theirs, all_of_them=False)
        known = [r for r in digests.differences(store, office) if not is_from(r.place, station)]
        digests.keep_told(store, office, station, rows_of(told.differences, office))
        return DigestAnswer(days=day_forms(here), differences=difference_forms(known))
