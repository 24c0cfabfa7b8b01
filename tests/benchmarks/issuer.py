"""One issuing station of the benchmark: `issuer.py FOLDER N BEGIN SECONDS` prints every number it gave."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kiosk.app.clock import SystemClock
from kiosk.domain.facts import SeriesLeased
from kiosk.domain.number import SERIES_LETTERS
from kiosk.services import issuing
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station


def main(folder: str, number: str, begin: str, seconds: str) -> None:
    """Issues for `seconds` from the moment `begin` (seconds since 1970) on."""
    office = load_office("province")
    name = f"kiosk-{number}"
    store = open_station(Path(folder), office=office.id, station=name, kind="kiosk", clock=SystemClock())
    lease = SeriesLeased(name, store.me.incarnation, SERIES_LETTERS[int(number)])
    store.write(lambda tx: tx.append("series:office", lease, "benchmark"))
    fields = [f.code for f in office.fields]
    given = []
    time.sleep(max(0.0, float(begin) - time.time()))
    end = time.time() + float(seconds)
    while time.time() < end:
        given.append(issuing.issue(store, office, field=fields[len(given) % len(fields)], hub="hub-1", printing=True))
    store.close()
    sys.stdout.write(" ".join(t.number for t in given))


if __name__ == "__main__":
    main(*sys.argv[1:])
