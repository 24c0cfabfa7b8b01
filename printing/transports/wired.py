"""Printers at the end of a wire that python-escpos drives: TCP, serial, USB."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

from printing import escpos_library
from printing.config import PrinterConfig
from printing.transports.connection import CHUNK, guarded
from printing.trouble import PrinterGone, PrintTrouble


class TcpConnection:
    """Raw TCP, usually port 9100, by escpos `Network` over a socket opened here (its own `open` knows no IPv6 and
    leaves a socket behind when it fails). Give an address: the time to look up a name is not bounded."""

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        self.answers = config.ask_status
        self._stall = config.write_timeout
        with guarded(PrintTrouble.UNREACHABLE):
            self._printer = escpos_library.load().Network(config.host, config.port)
            self._socket = socket.create_connection((config.host, config.port), timeout=config.connect_timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._printer.device = self._socket

    def write(self, data: bytes) -> None:
        with guarded(PrintTrouble.DROPPED):
            self._socket.settimeout(self._stall)
            self._printer._raw(data)

    def read(self, timeout: float, /) -> bytes:
        with guarded(PrintTrouble.DROPPED):
            self._socket.settimeout(max(timeout, 0.001))
            try:
                data = self._socket.recv(64)
            except TimeoutError:
                return b""
            if not data:
                raise PrinterGone(PrintTrouble.DROPPED, "the printer closed the connection")
            return data

    def close(self) -> None:
        with escpos_library.quiet_root(), suppress(OSError):
            self._printer.close()

    abort = close


class SerialConnection:
    """RS-232 or a virtual COM port, by escpos `Serial`; `flow` as the printer's DIP switches say."""

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        self.answers = config.ask_status
        with guarded(PrintTrouble.UNREACHABLE):
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

        with guarded(PrintTrouble.DROPPED):
            try:
                self._printer._raw(data)
            except serial.SerialTimeoutException as error:
                raise PrinterGone(PrintTrouble.STALLED, str(error)) from error

    def read(self, timeout: float, /) -> bytes:
        with guarded(PrintTrouble.DROPPED):
            self._port.timeout = max(timeout, 0.001)
            first: bytes = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""

    def close(self) -> None:
        with suppress(PrinterGone), guarded(PrintTrouble.DROPPED):
            deadline = time.monotonic() + self._drain_limit
            while self._port.out_waiting and time.monotonic() < deadline:
                time.sleep(0.01)
        self.abort()

    def abort(self) -> None:
        with suppress(PrinterGone), guarded(PrintTrouble.DROPPED):
            self._port.reset_output_buffer()
        with suppress(PrinterGone), guarded(PrintTrouble.DROPPED):
            self._printer.close()


class UsbConnection:
    """A USB printer spoken to directly, by escpos `Usb` (pyusb; on Windows it needs the libusb driver)."""

    keeps = True

    def __init__(self, config: PrinterConfig) -> None:
        self.answers = config.ask_status
        self._stall_ms = int(config.write_timeout * 1000)
        with guarded(PrintTrouble.UNREACHABLE):
            self._printer = escpos_library.load().Usb(
                config.usb_vendor,
                config.usb_product,
                timeout=self._stall_ms,
                in_ep=config.usb_in,
                out_ep=config.usb_out,
            )
            self._printer.open()
        self._in_ep = config.usb_in

    def write(self, data: bytes) -> None:
        import usb.core

        with guarded(PrintTrouble.DROPPED):
            try:
                self._printer._raw(data)
            except usb.core.USBTimeoutError as error:
                raise PrinterGone(PrintTrouble.STALLED, str(error)) from error

    def read(self, timeout: float, /) -> bytes:
        import usb.core

        with guarded(PrintTrouble.DROPPED):
            try:
                return bytes(self._printer.device.read(self._in_ep, 64, max(1, int(timeout * 1000))))
            except usb.core.USBTimeoutError:
                return b""

    def close(self) -> None:
        with suppress(PrinterGone), guarded(PrintTrouble.DROPPED):
            self._printer.close()

    abort = close
