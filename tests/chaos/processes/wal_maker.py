"""Writes until the log is large while a reader stands, says each number, and kills itself.

Run by path: folder, kind, office, megabytes.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from kiosk.app.clock import SystemClock
from kiosk.services.issuing import issue, lease_own_series, printed
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station

folder, kind, office_id, megabytes = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
office = load_office("commune")
store = open_station(folder, office=office_id, station=folder.name, kind=kind, clock=SystemClock())
lease_own_series(store)
reader = store.database.engine.connect()
standing = reader.begin()
reader.exec_driver_sql("SELECT count(*) FROM event").scalar()
given = 0
while (folder / "station.db-wal").stat().st_size < megabytes * 2**20:
    field = office.fields[given % len(office.fields)].code
    ticket = issue(store, office, field=field, hub=folder.name if kind == "hub" else "", printing=True)
    given += 1
    if given % 200:
        printed(store, ticket.id)
    os.write(1, f"{ticket.id} {ticket.number}\n".encode())
os.kill(os.getpid(), signal.SIGKILL)
