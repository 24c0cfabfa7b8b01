"""One open connection to a printer, whatever the cable: write with a stall limit, read with a time limit, close.

python-escpos opens the devices; what it leaves unbounded (a connected socket's 60 s, a serial port without a write limit,
`lp` waited for without end, a device file that blocks) is bounded here. Everything that goes wrong is `PrinterGone`.
"""

from __future__ import annotations

import os
import select
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from printing import escpos_library
from printing.config import PrinterConfig
from printing.trouble import PrinterGone, PrintTrouble

CHUNK = 4096


class Connection(Protocol):
    """Bytes to and from one printer. `keeps`: may stay open between tickets (a spooler's document may not)."""

    keeps: bool

    def write(self, data: bytes) -> None:
        """Hand over at most `CHUNK` bytes; PrinterGone(STALLED) after `write_timeout` without progress."""

    def read(self, timeout: float) -> bytes:
        """What has arrived, b"" when nothing does within `timeout` seconds; PrinterGone when the line is closed."""

    def close(self, aborted: bool = False) -> None:
        """Let go; after `aborted` what has not left this machine is thrown away. Spoolers take the document here,
        and PrinterGone says when they did not."""


def connect(config: PrinterConfig) -> Connection:
    """Open the configured printer within its `connect_timeout`. Raises PrinterGone."""
    openers: dict[str, Callable[[PrinterConfig], Connection]] = {
        "tcp": TcpConnection, "serial": SerialConnection, "usb": UsbConnection,
        "cups": CupsDocument, "windows": WindowsDocument, "file": FileConnection,
    }  # fmt: skip
    if config.kind not in openers:
        raise PrinterGone(PrintTrouble.NO_PRINTER, "no printer is configured")
    return openers[config.kind](config)


@contextmanager
def _guarded(trouble: PrintTrouble) -> Iterator[None]:
    """Drivers raise OSError and its children; an escpos driver also its own Error, AssertionError, RuntimeError."""
    try:
        with escpos_library.quiet_root():
            yield
    except PrinterGone:
        raise
    except TimeoutError as error:
        late = PrintTrouble.UNREACHABLE if trouble is PrintTrouble.UNREACHABLE else PrintTrouble.STALLED
        raise PrinterGone(late, str(error) or "timed out") from error
    except Exception as error:
        raise PrinterGone(trouble, f"{type(error).__name__}: {error}") from error


class TcpConnection:
    """Raw TCP, usually port 9100, by escpos `Network`. Give an address: a name that DNS must find is not bounded."""

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        import socket

        with _guarded(PrintTrouble.UNREACHABLE):
            self._printer = escpos_library.load().Network(config.host, config.port, timeout=config.connect_timeout)
            self._printer.open()
            self._socket: socket.socket = self._printer.device
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stall = config.write_timeout

    def write(self, data: bytes) -> None:
        with _guarded(PrintTrouble.DROPPED):
            self._socket.settimeout(self._stall)
            self._printer._raw(data)

    def read(self, timeout: float) -> bytes:
        with _guarded(PrintTrouble.DROPPED):
            self._socket.settimeout(max(timeout, 0.001))
            try:
                data = self._socket.recv(64)
            except TimeoutError:
                return b""
            if not data:
                raise PrinterGone(PrintTrouble.DROPPED, "the printer closed the connection")
            return data

    def close(self, aborted: bool = False) -> None:
        with escpos_library.quiet_root(), suppress(OSError):
            self._printer.close()


class SerialConnection:
    """RS-232 or a virtual COM port, by escpos `Serial`; `flow` as the printer's DIP switches say."""

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        with _guarded(PrintTrouble.UNREACHABLE):
            self._printer = escpos_library.load().Serial(
                config.device, baudrate=config.baud, timeout=config.status_timeout,
                dsrdtr=config.flow == "dtr", xonxoff=config.flow == "xonxoff",
            )  # fmt: skip
            self._printer.open()
            self._port = self._printer.device
            self._port.rtscts = config.flow == "rts"
            self._port.write_timeout = config.write_timeout + CHUNK * 10 / config.baud
        self._drain_limit = config.write_timeout

    def write(self, data: bytes) -> None:
        import serial

        with _guarded(PrintTrouble.DROPPED):
            try:
                self._printer._raw(data)
            except serial.SerialTimeoutException as error:
                raise PrinterGone(PrintTrouble.STALLED, str(error)) from error

    def read(self, timeout: float) -> bytes:
        with _guarded(PrintTrouble.DROPPED):
            self._port.timeout = max(timeout, 0.001)
            first: bytes = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""

    def close(self, aborted: bool = False) -> None:
        with suppress(PrinterGone), _guarded(PrintTrouble.DROPPED):
            deadline = time.monotonic() + (0 if aborted else self._drain_limit)
            while self._port.out_waiting and time.monotonic() < deadline:
                time.sleep(0.01)
            self._port.reset_output_buffer()
        with suppress(PrinterGone), _guarded(PrintTrouble.DROPPED):
            self._printer.close()


class UsbConnection:
    """A USB printer spoken to directly, by escpos `Usb` (pyusb; on Windows it needs the libusb driver)."""

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        self._stall_ms = int(config.write_timeout * 1000)
        with _guarded(PrintTrouble.UNREACHABLE):
            self._printer = escpos_library.load().Usb(
                config.usb_vendor, config.usb_product, timeout=self._stall_ms, in_ep=config.usb_in, out_ep=config.usb_out
            )
            self._printer.open()
        self._in_ep = config.usb_in

    def write(self, data: bytes) -> None:
        import usb.core

        with _guarded(PrintTrouble.DROPPED):
            try:
                self._printer._raw(data)
            except usb.core.USBTimeoutError as error:
                raise PrinterGone(PrintTrouble.STALLED, str(error)) from error

    def read(self, timeout: float) -> bytes:
        import usb.core

        with _guarded(PrintTrouble.DROPPED):
            try:
                return bytes(self._printer.device.read(self._in_ep, 64, max(1, int(timeout * 1000))))
            except usb.core.USBTimeoutError:
                return b""

    def close(self, aborted: bool = False) -> None:
        with suppress(PrinterGone), _guarded(PrintTrouble.DROPPED):
            self._printer.close()


class FileConnection:
    """A device file (`/dev/usb/lp0`), which may answer, or a plain file, which tickets are appended to.

    Opened without blocking: escpos `File` would hang in `write` on a printer that is out of paper.
    """

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        with _guarded(PrintTrouble.UNREACHABLE):
            is_device = os.path.exists(config.path) and stat.S_ISCHR(os.stat(config.path).st_mode)
            access = os.O_RDWR if is_device and config.answers else os.O_WRONLY | os.O_APPEND
            extra = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
            self._fd = os.open(config.path, access | extra | (0 if is_device else os.O_CREAT), 0o640)
        self._waits = is_device
        self._stall = config.write_timeout

    def write(self, data: bytes) -> None:
        with _guarded(PrintTrouble.DROPPED):
            rest = memoryview(data)
            while rest:
                if self._waits and not select.select([], [self._fd], [], self._stall)[1]:
                    raise PrinterGone(PrintTrouble.STALLED, "the device takes no bytes")
                rest = rest[os.write(self._fd, rest) :]

    def read(self, timeout: float) -> bytes:
        with _guarded(PrintTrouble.DROPPED):
            if not self._waits or not select.select([self._fd], [], [], timeout)[0]:
                return b""
            return os.read(self._fd, 64)

    def close(self, aborted: bool = False) -> None:
        with suppress(OSError):
            os.close(self._fd)


class CupsDocument:
    """One job for a CUPS queue through `lp -o raw`, held back until closed, so that half a ticket is never spooled.

    Not escpos `LP`: that one waits for `lp` without limit, hides its exit code and appends a line feed.
    """

    keeps = False

    def __init__(self, config: PrinterConfig) -> None:
        found = shutil.which("lp")
        if found is None:
            raise PrinterGone(PrintTrouble.UNREACHABLE, "the command lp is not installed (package cups-client)")
        self._command = [found, "-d", config.queue, "-t", "motcua", "-o", "raw"]
        self._limit = config.write_timeout
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        self._held += data

    def read(self, timeout: float) -> bytes:
        return b""

    def close(self, aborted: bool = False) -> None:
        job, self._held = bytes(self._held), bytearray()
        if aborted or not job:
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

    def __init__(self, config: PrinterConfig) -> None:
        self._queue = config.queue
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        self._held += data

    def read(self, timeout: float) -> bytes:
        return b""

    def close(self, aborted: bool = False) -> None:
        job, self._held = bytes(self._held), bytearray()
        if aborted or not job:
            return
        with _guarded(PrintTrouble.UNREACHABLE):
            printer: Any = escpos_library.load().Win32Raw(self._queue)
            printer.open(job_name="motcua")
            try:
                printer._raw(job)
            finally:
                printer.close()
