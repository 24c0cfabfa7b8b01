"""One open connection to a printer, whatever the cable: write with a stall limit, read with a time limit, close.

python-escpos opens the devices; what it leaves unbounded (a socket's 60 s, a serial port without a write limit, `lp`
waited for without end, a device file that blocks) is bounded here. Everything that goes wrong is `PrinterGone`.
"""

from __future__ import annotations

from collections.abc import Callable

from printing.config import PrinterConfig
from printing.transports.connection import CHUNK, Connection
from printing.transports.device_file import FileConnection
from printing.transports.spooled import CupsDocument, WindowsDocument
from printing.transports.wired import SerialConnection, TcpConnection, UsbConnection
from printing.trouble import PrinterGone, PrintTrouble

__all__ = ["CHUNK", "Connection", "connect"]


def connect(config: PrinterConfig) -> Connection:
    """Open the configured printer within its `connect_timeout`. Raises PrinterGone."""
    openers: dict[str, Callable[[PrinterConfig], Connection]] = {
        "tcp": TcpConnection, "serial": SerialConnection, "usb": UsbConnection,
        "cups": CupsDocument, "windows": WindowsDocument, "file": FileConnection,
    }  # fmt: skip
    if config.kind not in openers:
        raise PrinterGone(PrintTrouble.NO_PRINTER, "no printer is configured")
    return openers[config.kind](config)
