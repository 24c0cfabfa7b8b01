"""What a process writes down: standard logging to a rotating file in the station's folder and to stderr.

No personal data: nothing in the program logs any, and numbers that look like an identity or a telephone number are
masked here all the same.
"""

from __future__ import annotations

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST = 2 * 1024 * 1024
"""Bytes of one log file."""
KEEP = 5
"""Older log files kept beside it."""

_LINE = "%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"
_PERSONAL = re.compile(r"(?<![\w.-])(\d{12}|0\d{9})(?!\w)")


class MaskedFormatter(logging.Formatter):
    """Keeps the last three digits of anything that looks like a CCCD (12 digits) or a telephone number (0 + 9)."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record, masked."""
        return _PERSONAL.sub(lambda found: "…" + found[1][-3:], super().format(record))


def start_logging(folder: Path, level: str = "INFO", verbose: bool = False) -> Path | None:
    """Log to `folder`/logs/motcua.log from now on, and to stderr warnings only (everything when `verbose`).

    Returns the file, or None when it cannot be written: then stderr alone has everything of `level`. Calling it again
    replaces what it set up before.
    """
    _stop_own_handlers()
    root = logging.getLogger()
    root.setLevel("DEBUG" if verbose else level)
    file = _file_handler(folder / "logs" / "motcua.log")
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.DEBUG if verbose or file is None else logging.WARNING)
    for handler in (file, terminal):
        if handler is not None:
            handler.setFormatter(MaskedFormatter(_LINE))
            handler.set_name("motcua")
            root.addHandler(handler)
    if file is None:
        logging.getLogger(__name__).warning("no log file in %s: logging to stderr only", folder)
        return None
    return Path(file.baseFilename)


def log_file() -> Path | None:
    """Where this process logs, or None."""
    files = (h for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler))
    return next((Path(h.baseFilename) for h in files), None)


def _file_handler(path: Path) -> RotatingFileHandler | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEEP, encoding="utf-8")
    except OSError:
        return None


def _stop_own_handlers() -> None:
    root = logging.getLogger()
    for handler in [h for h in root.handlers if h.get_name() == "motcua"]:
        root.removeHandler(handler)
        handler.close()
