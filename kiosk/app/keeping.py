"""What a machine does by itself while it runs: backups, the witness beside its file, the end of the service day."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path

from kiosk.app.noting import take
from kiosk.domain.changes import Changes
from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.services.closing import expire_left
from kiosk.store.backup import back_up_if_due
from kiosk.store.store import Store
from sync.loop import Loop

log = logging.getLogger(__name__)
NOTES_S, MINUTE_S, HOUR_S = 5.0, 60.0, 3600.0


def keep(store: Store, folder: Path, clock: Clock, office: Office) -> Loop:
    """A worker that takes what commands have noted beside the file, and each minute notes how far the file has come,
    closes what a day has left, and writes one backup for each day, soon after the start and then when the day has
    changed."""
    next_minute = next_backup = 0.0
    if store.me.kind in ("kiosk", "counter"):
        store.subscribe(partial(_witness_each, store))

    def step() -> float:
        nonlocal next_minute, next_backup
        take(store, folder)
        if time.monotonic() < next_minute:
            return NOTES_S
        next_minute = time.monotonic() + MINUTE_S
        if expired := expire_left(store, office):
            log.info("%d tickets were left at the end of the day and are closed", expired)
        store.bear_witness()
        if time.monotonic() >= next_backup:
            back_up_if_due(store, folder, clock.now_ms())
            next_backup = time.monotonic() + HOUR_S
        return NOTES_S

    loop = Loop("keeper", step, failed=lambda trouble: log.error("not kept: %s", trouble), cap_s=HOUR_S)
    loop.start()
    return loop


def take_notes(store: Store, folder: Path) -> Loop:
    """A worker that does nothing but take what commands have noted beside the file."""

    def step() -> float:
        take(store, folder)
        return NOTES_S

    loop = Loop("notes", step, failed=lambda trouble: log.error("not noted: %s", trouble), cap_s=HOUR_S)
    loop.start()
    return loop


def _witness_each(store: Store, changes: Changes) -> None:
    """Whoever gives numbers or has citizens called notes each of its commits: a file that has lost its last ones must
    neither give a number again, nor deny whom it had, nor obey a hub that it had turned away from."""
    if changes.events or "hub" in changes.topics:
        store.bear_witness()
