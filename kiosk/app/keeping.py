"""What a machine does by itself while it runs: backups, the witness beside its file, the end of the service day."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path

from kiosk.domain.changes import Changes
from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.services.closing import expire_left
from kiosk.store.backup import back_up_if_due
from kiosk.store.store import Store
from sync.loop import Loop

log = logging.getLogger(__name__)
MINUTE_S, HOUR_S = 60.0, 3600.0


def keep(store: Store, folder: Path, clock: Clock, office: Office) -> Loop:
    """A worker that notes each minute how far the file has come, closes what a day has left, and writes one backup for
    each day, soon after the start and then when the day has changed."""
    next_backup = 0.0
    if store.me.kind == "kiosk":
        store.subscribe(partial(_witness_each, store))

    def step() -> float:
        nonlocal next_backup
        if expired := expire_left(store, office):
            log.info("%d tickets were left at the end of the day and are closed", expired)
        store.bear_witness()
        if time.monotonic() >= next_backup:
            back_up_if_due(store, folder, clock.now_ms())
            next_backup = time.monotonic() + HOUR_S
        return MINUTE_S

    loop = Loop("keeper", step, failed=lambda trouble: log.error("not kept: %s", trouble), cap_s=HOUR_S)
    loop.start()
    return loop


def _witness_each(store: Store, changes: Changes) -> None:
    """Whoever gives numbers notes each of its commits: a file that has lost its last ones must not give them again."""
    own = [e.seq for e in changes.events if (e.station, e.incarnation) == store.me.origin[1:]]
    if own:
        store.bear_witness(max(own))
