"""Issues until the disk takes no more, makes room, and goes on; prints what happened as JSON.

Run by path: folder, "quota" (a limit on the size of files) or "disk" (the folder stands on a small disk of its own).
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from kiosk.domain.trouble import Trouble
from kiosk.services.issuing import issue, lease_own_series
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station
from kiosk.store.store import Store

folder, way = Path(sys.argv[1]), sys.argv[2]


class Standing:
    def now_ms(self) -> int:
        return 1_795_000_000_000


def take_the_room(store: Store) -> None:
    if way == "quota":
        size = (folder / "station.db-wal").stat().st_size + 16_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        return
    with (folder / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(b"\0" * 4096):
                pass
        except OSError:
            ballast.truncate(max(0, ballast.tell() - 65_536))


def give_room() -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    (folder / "ballast").unlink(missing_ok=True)


def opened() -> Store:
    return open_station(folder, office="commune", station="kiosk-1", kind="kiosk", clock=Standing())


office = load_office("commune")
store = opened()
lease_own_series(store)
numbers = [issue(store, office, field="land").number for _ in range(5)]
take_the_room(store)
refused: list[tuple[str, str]] = []
for _ in range(2000):
    try:
        numbers.append(issue(store, office, field="land").number)
    except Trouble as trouble:
        refused.append((trouble.code, str(trouble)))
        if len(refused) == 3:
            break
held = len(numbers)
give_room()
numbers += [issue(store, office, field="land").number for _ in range(3)]
store.close()
store = opened()
numbers.append(issue(store, office, field="land").number)
kept = store.read(lambda c: [r[0] for r in c.exec_driver_sql("SELECT number FROM ticket ORDER BY ordinal")])
store.close()
sys.stdout.write(json.dumps({"numbers": numbers, "kept": kept, "refused": refused, "held": held}))
