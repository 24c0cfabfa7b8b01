"""Issues numbers without end and says each one after it is acknowledged. Run by path: folder, milliseconds now."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.services.issuing import issue, lease_own_series
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station


class Standing:
    def now_ms(self) -> int:
        return int(sys.argv[2])


office = load_office("commune")
store = open_station(Path(sys.argv[1]), office="commune", station="kiosk-1", kind="kiosk", clock=Standing())
lease_own_series(store)
while True:
    sys.stdout.write(issue(store, office, field="land", printing=True).number + "\n")
    sys.stdout.flush()
