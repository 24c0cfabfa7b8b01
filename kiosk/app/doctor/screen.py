"""Windows and sound: does Qt find its libraries, is there a screen, is there a loudspeaker."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.app.commands.demo import has_display
from kiosk.app.doctor.finding import Finding

_log = logging.getLogger(__name__)
_log = logging.getLogger(__name__)
_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libpulse.so.0": "libpulse0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Shared library -> its Debian package."""


def windows() -> Iterator[Finding]:
    """Qt itself, then the plug-in that shows windows on this screen."""
    try:
        from PySide6 import QtQuick
        from PySide6.QtCore import QLibraryInfo
    except ImportError as error:
        yield _missing("Qt", str(error))
        return
    del QtQuick
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    if not has_display():
        yield Finding(
            "warn",
            "Không có màn hình: chỉ chạy được hub, province, doctor, self-test và demo --headless.",
            "Đăng nhập phiên có màn hình trước khi mở kiosk, counter, board hoặc admin.",
        )
        yield from _loadable(plugins / "libqoffscreen.so")
    else:
        yield from _loadable(plugins / "libqxcb.so")


def sound() -> Iterator[Finding]:
    """A loudspeaker for the board."""
    try:
        names = _loudspeakers()
    except ImportError as error:
        yield _missing("âm thanh của Qt", str(error), "warn")
        return
    if names:
        yield Finding("ok", f"Loa: {', '.join(names)}.")
    else:
        yield Finding("warn", "Không có loa: bảng gọi số sẽ không đọc số.", "Cắm loa và chọn loa trong hệ thống.")


def _loudspeakers() -> list[str]:
    from PySide6.QtCore import QCoreApplication, qInstallMessageHandler

    before = qInstallMessageHandler(lambda _kind, _where, said: _log.info("Qt: %s", said))
    try:
        from PySide6.QtMultimedia import QMediaDevices

        app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
        names = [device.description() for device in QMediaDevices.audioOutputs()]
        del app
    finally:
        qInstallMessageHandler(before)
    return names


def _loadable(plugin: Path) -> Iterator[Finding]:
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        yield _missing(f"phần hiển thị {plugin.stem}", str(error))
    else:
        yield Finding("ok", f"Qt hiển thị được ({plugin.stem}).")


def _missing(what: str, said: str, level: str = "error") -> Finding:
    """A missing shared library, with the package that brings it where it is known."""
    library = said.partition(":")[0]
    package = _PACKAGES.get(library)
    remedy = f"Chạy: apt-get install {package}" if package else "Cài thư viện còn thiếu hoặc cài lại chương trình."
    return Finding("warn" if level == "warn" else "error", f"Không nạp được {what}: {said}.", remedy)
