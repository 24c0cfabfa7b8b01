"""Giving memory back to the system after work that is done once."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back_memory() -> None:
    """Frees what Python holds for nothing, and on Linux what the C library holds. Harmless anywhere."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
