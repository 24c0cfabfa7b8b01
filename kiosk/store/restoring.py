"""A damaged or lost file: moved aside, never deleted; the newest good backup takes its place (design §5).

What is restored is a new incarnation (queue-rules R6): it has no number series until it gets a lease, and it hands out
no ticket that an older incarnation owned.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.clock import Clock
from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import CallTechnician
from kiosk.store import witness
from kiosk.store.backup import backups
from kiosk.store.opening import FILE, open_file, take_folder
from kiosk.store.store import Store

log = logging.getLogger(__name__)

ASIDE = "damaged"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was done about a damaged or lost file, for a person to read.

    `aside` is the folder that keeps the damaged files (None when the file was lost), `backup` what was restored (None:
    begun anew, empty), `passed_over` newer backups that could not be read.
    """

    reason: str
    aside: Path | None
    backup: Path | None
    passed_over: tuple[Path, ...] = ()

    @property
    def message(self) -> str:
        """What happened and what to do, in Vietnamese."""
        kept = f"Tệp cũ được giữ tại {self.aside}." if self.aside else "Không thấy tệp cũ."
        done = (
            f"Đã khôi phục từ bản sao lưu {self.backup.name}." if self.backup else "Đã mở kho dữ liệu mới, còn trống."
        )
        return f"{self.reason} {kept} {done} Máy cần được cấp dải số mới; báo cán bộ kỹ thuật kiểm tra ổ đĩa."


def open_or_recover(
    folder: Path, *, office: str, station: str, kind: str, clock: Clock
) -> tuple[Store, Recovery | None]:
    """The store in `folder`, recovered if it must be. Raises CallTechnician for everything that a backup cannot mend
    (another process, another station, a wrong or missing key, a newer program's file)."""
    lock = take_folder(folder)

    def opened(renew: str) -> Store:
        return open_file(folder, lock.release, office=office, station=station, kind=kind, clock=clock, renew=renew)

    try:
        if not (reason := _is_lost(folder)):
            try:
                return opened(renew=""), None
            except CallTechnician as trouble:
                if trouble.code != "file-damaged":
                    raise
                reason = trouble.message
        return _recover(folder, reason, opened, clock.now_ms())
    except BaseException:
        lock.release()
        raise


def _is_lost(folder: Path) -> str:
    path = folder / FILE
    if backups(folder) and (not path.exists() or path.stat().st_size == 0):
        return f"Kho dữ liệu {path} đã mất."
    return ""


def _recover(folder: Path, reason: str, opened: Callable[[str], Store], now: int) -> tuple[Store, Recovery]:
    aside = _move_aside(folder, now)
    passed_over: list[Path] = []
    for backup in backups(folder):
        _copy(backup, folder / FILE)
        try:
            store = opened(witness.RESTORED)
        except CallTechnician as trouble:
            if trouble.code != "file-damaged":
                raise
            passed_over.append(backup)
            _take_away(folder)
        else:
            return store, _told(Recovery(reason, aside, backup, tuple(passed_over)))
    return opened(""), _told(Recovery(reason, aside, None, tuple(passed_over)))


def _told(recovery: Recovery) -> Recovery:
    log.critical("store recovered: %s (backups passed over: %s)", recovery.message, recovery.passed_over)
    return recovery


def _files(folder: Path) -> list[Path]:
    return [path for end in ("", "-wal", "-shm") if (path := folder / f"{FILE}{end}").exists()]


def _move_aside(folder: Path, now: int) -> Path | None:
    files = _files(folder)
    if not files:
        return None
    aside = folder / ASIDE / f"{local_time(now):%Y%m%d-%H%M%S}-{len(list((folder / ASIDE).glob('*'))) + 1}"
    aside.mkdir(parents=True)
    for path in files:
        path.replace(aside / path.name)
    return aside


def _take_away(folder: Path) -> None:
    """Removes our own copy of a bad backup; the backup itself stays."""
    for path in _files(folder):
        path.unlink()


def _copy(backup: Path, target: Path) -> None:
    partial = target.with_suffix(".restoring")
    shutil.copyfile(backup, partial)
    with partial.open("r+b") as file:
        os.fsync(file.fileno())
    partial.replace(target)
