"""Printers behind the spooler of the system: a document is held back until it is whole; nothing can be asked."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from printing import escpos_library
from printing.config import PrinterConfig
from printing.transports.connection import guarded
from printing.trouble import PrinterGone, PrintTrouble


class CupsDocument:
    """One job for a CUPS queue through `lp -o raw`, held back until closed, so that half a ticket is never spooled.

    Not escpos `LP`: that one waits for `lp` without limit, hides its exit code and appends a line feed.
    """

    keeps = False
    answers = False

    def __init__(self, config: PrinterConfig) -> None:
        found = shutil.which("lp")
        if found is None:
            raise PrinterGone(PrintTrouble.UNREACHABLE, "the command lp is not installed (package cups-client)")
        self._command = [found, "-d", config.queue, "-t", "motcua", "-o", "raw"]
        self._limit = config.write_timeout
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        self._held += data

    def read(self, _timeout: float, /) -> bytes:
        return b""

    def abort(self) -> None:
        self._held.clear()

    def close(self) -> None:
        job, self._held = bytes(self._held), bytearray()
        if not job:
            return
        try:
            run = subprocess.run(self._command, input=job, capture_output=True, timeout=self._limit, check=False)
        except subprocess.TimeoutExpired as error:
            raise PrinterGone(PrintTrouble.STALLED, "the print spooler does not answer") from error
        if run.returncode:
            raise PrinterGone(PrintTrouble.UNREACHABLE, run.stderr.decode("utf-8", "replace").strip() or "lp failed")


class WindowsDocument:
    """One RAW document for a Windows queue, by escpos `Win32Raw`, written whole when closed."""

    keeps = False
    answers = False

    def __init__(self, config: PrinterConfig) -> None:
        self._queue = config.queue
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        self._held += data

    def read(self, _timeout: float, /) -> bytes:
        return b""

    def abort(self) -> None:
        self._held.clear()

    def close(self) -> None:
        job, self._held = bytes(self._held), bytearray()
        if not job:
            return
        with guarded(PrintTrouble.UNREACHABLE):
            printer: Any = escpos_library.load().Win32Raw(self._queue)
            printer.open(job_name="motcua")
            try:
                printer._raw(job)
            finally:
                printer.close()
