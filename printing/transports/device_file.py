"""A printer as a file: `/dev/usb/lp0`, or a plain file that collects tickets."""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path

from printing.config import PrinterConfig
from printing.transports.connection import guarded
from printing.trouble import PrinterGone, PrintTrouble


class FileConnection:
    """A device file (`/dev/usb/lp0`), which may answer, or a plain file, which tickets are appended to.

    Opened without blocking: escpos `File` would hang in `write` on a printer that is out of paper.
    """

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        with guarded(PrintTrouble.UNREACHABLE):
            is_device = Path(config.path).is_char_device()
            access = os.O_RDWR if is_device and config.ask_status else os.O_WRONLY | os.O_APPEND
            extra = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
            self._fd = os.open(config.path, access | extra | (0 if is_device else os.O_CREAT), 0o640)
        self._waits = is_device
        self.answers = is_device and config.ask_status
        self._stall = config.write_timeout

    def write(self, data: bytes) -> None:
        with guarded(PrintTrouble.DROPPED):
            rest = memoryview(data)
            while rest:
                if self._waits and not select.select([], [self._fd], [], self._stall)[1]:
                    raise PrinterGone(PrintTrouble.STALLED, "the device takes no bytes")
                rest = rest[os.write(self._fd, rest) :]

    def read(self, timeout: float, /) -> bytes:
        with guarded(PrintTrouble.DROPPED):
            if not self._waits or not select.select([self._fd], [], [], timeout)[0]:
                return b""
            return os.read(self._fd, 64)

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._fd)

    abort = close
