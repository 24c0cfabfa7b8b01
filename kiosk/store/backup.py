"""Backups: a consistent encrypted copy beside the file while the office works."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine

from kiosk.domain.service_day import VIETNAM, local_time
from kiosk.store.database import raise_trouble
from kiosk.store.store import Store

KEEP = 14
"""Copies kept; older ones make room, newest first."""

FOLDER, PATTERN = "backups", "station-*.db"


def back_up(engine: Engine, folder: Path, label: str = "", at: int | None = None) -> Path:
    """Writes `backups/station-<time>[-label].db` under the same key by VACUUM INTO and returns its path.
    `at` is the time in ms, now if None. Raises CallTechnician when the disk does not take it; no half copy stays and
    takes room away."""
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    for torn in target.glob("*.part"):
        torn.unlink()
    stamp = (datetime.now(VIETNAM) if at is None else local_time(at)).strftime("%Y%m%d-%H%M%S-%f")
    path = target / f"station-{stamp}{'-' + label if label else ''}.db"
    partial = path.with_suffix(".part")
    try:
        _copy(engine, partial)
        partial.replace(path)
    except (sqlcipher.Error, OSError) as error:
        partial.unlink(missing_ok=True)
        raise_trouble(error)
    for old in backups(folder)[KEEP:]:
        old.unlink()
    return path


def _copy(engine: Engine, target: Path) -> None:
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()
    with target.open("r+b") as file:
        os.fsync(file.fileno())


def backups(folder: Path) -> list[Path]:
    """The backups of the store in `folder`, newest first."""
    return sorted((folder / FOLDER).glob(PATTERN), reverse=True)


def fault_of(backup: Path, key: bytes) -> str:
    """Opens a backup on trial, without touching it: "" when it is sound, else what SQLite says."""
    raw = sqlcipher.connect(f"{backup.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        answer = str(raw.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if answer == "ok" else answer
    except sqlcipher.DatabaseError as damaged:
        return str(damaged)
    finally:
        raw.close()


def back_up_if_due(store: Store, folder: Path, now: int) -> Path | None:
    """One backup for each day: writes it unless there is one of the day of `now` (ms); then None."""
    today = f"station-{local_time(now):%Y%m%d}"
    if any(path.name.startswith(today) for path in backups(folder)):
        return None
    return back_up(store.database.engine, folder, at=now)
