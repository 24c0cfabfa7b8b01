"""Faces in tests: offscreen and with the software renderer. A word of warning from Qt or QML fails a test
(`qt_log_level_fail` in pyproject.toml)."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
