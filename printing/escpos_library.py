"""python-escpos, loaded late and kept to itself.

Its import reads a large printer database and calls `logging.basicConfig()`; its drivers log to the root logger. Here
it is imported on first use, with its database cached in a private folder, and never adds a handler of its own.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import platformdirs

_DAMAGED = (pickle.UnpicklingError, EOFError, OSError, ValueError, AttributeError, TypeError)
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
    """The module `escpos.printer`. A damaged cache (power cut, two processes at once) is made again or done without."""
    if "escpos.printer" not in sys.modules:
        folder = _cache_folder()
        try:
            return _import()
        except _DAMAGED:
            _forget(folder)
        try:
            return _import()
        except _DAMAGED:
            _do_without_cache()
    return _import()


def _import() -> Any:
    with quiet_root():
        import escpos.printer
    return escpos.printer


def _forget(folder: Path | None) -> None:
    """Remove a damaged cache, so that the next import makes a new one."""
    for damaged in folder.glob("*.capabilities.pickle") if folder else ():
        with suppress(OSError):
            damaged.unlink()
    _unload()


def _do_without_cache() -> None:
    os.environ.pop(_CACHE, None)
    _unload()


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


def _unload() -> None:
    for name in [name for name in sys.modules if name == "escpos" or name.startswith("escpos.")]:
        del sys.modules[name]
