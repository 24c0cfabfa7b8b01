"""python-escpos, loaded late and kept to itself.

Its import reads a large printer database and calls `logging.basicConfig()`; its drivers log to the root logger. Here
it is imported on first use, with its database cached in a private folder, and never adds a handler of its own.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs

_CACHE = "ESCPOS_CAPABILITIES_PICKLE_DIR"


@contextmanager
def quiet_root() -> Iterator[None]:
    """While inside, `logging.basicConfig()` finds a handler and leaves the root logger alone."""
    stopper = logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(stopper)
    try:
        yield
    finally:
        root.removeHandler(stopper)


def load() -> Any:
    """The module `escpos.printer`. A damaged cache (power cut while writing) is thrown away and made again."""
    if "escpos.printer" not in sys.modules:
        with quiet_root():
            folder = _cache_folder()
            try:
                import escpos.printer
            except Exception:
                if folder is None:
                    raise
                _forget(folder)
                import escpos.printer  # noqa: F401
    return sys.modules["escpos.printer"]


def _cache_folder() -> Path | None:
    if _CACHE in os.environ:
        return Path(os.environ[_CACHE])
    folder = Path(platformdirs.user_cache_dir("motcua", appauthor=False)) / "escpos"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    if not os.access(folder, os.W_OK):
        return None
    os.environ[_CACHE] = str(folder)
    return folder


def _forget(folder: Path) -> None:
    for pickle in folder.glob("*.capabilities.pickle"):
        pickle.unlink(missing_ok=True)
    for name in [name for name in sys.modules if name == "escpos" or name.startswith("escpos.")]:
        del sys.modules[name]
