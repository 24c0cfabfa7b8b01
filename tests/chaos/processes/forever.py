"""One store, one writer, no network: issues and prints without end, saying each number after it is acknowledged.

Run by path: folder, FULL or NORMAL. What a number needs to be found again stands in its line.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

from kiosk.app.clock import SystemClock
from kiosk.services.issuing import issue, lease_own_series, printed
from kiosk.services.profile import load_office
from kiosk.store import database
from kiosk.store.opening import open_station

folder, strength = Path(sys.argv[1]), sys.argv[2]
database._PRAGMAS = tuple(f"synchronous={strength}" if p.startswith("synchronous") else p for p in database._PRAGMAS)
office, chance = load_office("commune"), Random(sys.argv[1])
store = open_station(folder, office="commune", station="kiosk-1", kind="kiosk", clock=SystemClock())
lease_own_series(store)
while True:
    given = issue(store, office, field=chance.choice(office.fields).code, printing=True)
    os.write(1, f"issued {given.id} {given.service_day} {given.number}\n".encode())
    if chance.random() < 0.5:
        printed(store, given.id)
        os.write(1, f"printed {given.id} {given.service_day} {given.number}\n".encode())
