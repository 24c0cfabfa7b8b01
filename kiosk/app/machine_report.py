"""What every machine tells of itself at each sign of life."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk import __version__
from sync.vitals import Report, Reporter


def machine_report(folder: Path, more: Reporter = dict) -> Reporter:
    """Version and free disk (MB) where the file in `folder` lies, and what `more` adds."""

    def report() -> Report:
        free = shutil.disk_usage(folder).free // 1_048_576
        return {"version": __version__, "disk-mb": free, **more()}

    return report
