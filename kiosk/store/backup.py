"""Backups: a consistent encrypted copy beside the file while the office works."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from kiosk.domain.service_day import VIETNAM

KEEP = 14
"""Copies kept; older ones make room, newest first."""


def back_up(engine: Engine, folder: Path, label: str = "") -> Path:
    """Writes `backups/station-<time>[-label].db` under the same key by VACUUM INTO and returns its path."""
    target = folder / "backups"
    target.mkdir(exist_ok=True)
    stamp = datetime.now(VIETNAM).strftime("%Y%m%d-%H%M%S-%f")
    path = target / f"station-{stamp}{'-' + label if label else ''}.db"
    partial = path.with_suffix(".part")
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(partial),))
    finally:
        raw.close()
    partial.replace(path)
    for old in sorted(target.glob("station-*.db"))[:-KEEP]:
        old.unlink()
    return path
