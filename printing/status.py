"""A printer's own word on its state: real-time status `DLE EOT n` (ESC/POS), read bit by bit.

An answer byte is believed only with its fixed bits right (bit 0 = 0, 1 = 1, 4 = 1, 7 = 0); no answer is never taken for
"paper there". Answers to `GS r` (bits 4 and 7 = 0) may come between and are kept apart.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from printing.transports.connection import Connection
from printing.trouble import PrintTrouble


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What is known of a printer now. `readable`: this connection can tell at all; `answered`: it did;
    `unreachable` holds the trouble when not even a connection was possible."""

    answered: bool = False
    readable: bool = True
    online: bool = False
    cover_open: bool = False
    paper_out: bool = False
    paper_near_end: bool = False
    cutter_error: bool = False
    fault: bool = False
    unreachable: PrintTrouble | None = None

    @property
    def trouble(self) -> PrintTrouble | None:
        """What keeps it from printing, the cause before its consequence; None when it may print."""
        if self.unreachable:
            return self.unreachable
        if not self.readable:
            return None
        if not self.answered:
            return PrintTrouble.MUTE
        found = {
            PrintTrouble.COVER_OPEN: self.cover_open,
            PrintTrouble.PAPER_OUT: self.paper_out,
            PrintTrouble.CUTTER: self.cutter_error,
            PrintTrouble.FAULT: self.fault,
            PrintTrouble.OFFLINE: not self.online,
        }
        return next((trouble for trouble, is_so in found.items() if is_so), None)

    @property
    def can_print(self) -> bool:
        """Whether a ticket may be sent: nothing is wrong, or nothing can be known."""
        return self.trouble is None


def decode(replies: tuple[int, int, int, int]) -> PrinterStatus:
    """The status in the answers to `DLE EOT` 1 (printer), 2 (cause of offline), 3 (error) and 4 (paper)."""
    printer, offline, error, paper = replies
    return PrinterStatus(
        answered=True,
        online=not printer & 0x08,
        cover_open=bool(offline & 0x04),
        paper_out=bool(paper & 0x60 or offline & 0x20),
        paper_near_end=bool(paper & 0x0C),
        cutter_error=bool(error & 0x08),
        fault=bool(error & 0x64),
    )


def is_status_byte(byte: int) -> bool:
    """Whether the fixed bits are those of an answer to `DLE EOT`."""
    return byte & 0x93 == 0x12


def is_printed_byte(byte: int) -> bool:
    """Whether the fixed bits are those of an answer to `GS r`."""
    return byte & 0x90 == 0x00


class StatusReader:
    """Questions and answers over one connection. `printed` turns True when a `GS r` answer came in."""

    def __init__(self, connection: Connection, timeout: float) -> None:
        self._connection = connection
        self._timeout = timeout
        self.printed = False

    def ask(self) -> PrinterStatus:
        """All four answers within the time-out, one question at a time (some printers lose the second of two);
        `answered` is False when one is missing or malformed. Raises PrinterGone."""
        if not self._connection.answers:
            return PrinterStatus(readable=False)
        self.drain()
        deadline = time.monotonic() + self._timeout
        replies = []
        for n in (1, 2, 3, 4):
            self._connection.write(bytes((0x10, 0x04, n)))
            reply = self._next_reply(deadline)
            if reply is None:
                return PrinterStatus(answered=False)
            replies.append(reply)
        return decode((replies[0], replies[1], replies[2], replies[3]))

    def listen(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the `GS r` answer; whether it has come. Raises PrinterGone."""
        deadline = time.monotonic() + timeout
        while not self.printed and (left := deadline - time.monotonic()) > 0:
            self._sort(self._connection.read(left))
        return self.printed

    def drain(self) -> None:
        """Take in what lies unread, late answers of an earlier question."""
        while data := self._connection.read(0):
            self._sort(data)

    def _next_reply(self, deadline: float) -> int | None:
        while (left := deadline - time.monotonic()) > 0:
            replies = self._sort(self._connection.read(left))
            if replies:
                return replies[-1]
        return None

    def _sort(self, data: bytes) -> list[int]:
        if any(is_printed_byte(byte) for byte in data):
            self.printed = True
        return [byte for byte in data if is_status_byte(byte)]
