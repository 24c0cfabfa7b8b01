"""The printer of one station: one job at a time, from any thread, over a connection that is kept and mended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from printing.config import PrinterConfig
from printing.delivery import Delivery, PrintOutcome
from printing.encoding import encode
from printing.raster import draw_slip
from printing.status import PrinterStatus, StatusReader
from printing.ticket import TicketSlip
from printing.transports import Connection, connect
from printing.trouble import PrinterGone, PrintTrouble


class TicketPrinter:
    """Prints tickets and tells the printer's state. Has no thread of its own: call it from a worker, never from a face.

    Blocks at most `connect_timeout + 2 * status_timeout` for a status and `job_timeout + write_timeout` more for a
    ticket (`PrinterConfig`); a second caller waits for the first.
    """

    def __init__(self, config: PrinterConfig) -> None:
        self.config = config
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._last: PrinterStatus | None = None

    def status(self) -> PrinterStatus:
        """The state now; while a ticket is being printed, the last known one, at once."""
        known = self._last
        if not self._lock.acquire(blocking=known is None):
            assert known is not None
            return known
        try:
            status = self._last = self._live_status()
            self._let_go_between_jobs()
            return status
        finally:
            self._lock.release()

    @property
    def last_status(self) -> PrinterStatus | None:
        """The last known state, without asking; None before the first question."""
        return self._last

    def print(self, slip: TicketSlip) -> PrintOutcome:
        """Draw and print one ticket. Never raises for what a printer can do; see `PrintOutcome`."""
        return self._timed(lambda: draw_slip(slip, self.config.width_dots))

    def print_picture(self, picture: Image.Image) -> PrintOutcome:
        """Print a mode "1" picture as wide as the paper."""
        return self._timed(lambda: picture)

    def close(self) -> None:
        """Let go of the device; the next call opens it again."""
        with self._lock:
            self._drop()

    def _timed(self, draw: Callable[[], Image.Image]) -> PrintOutcome:
        started = time.monotonic()
        with self._lock:
            data = encode(draw(), self.config.cut)
            before_sending = (time.monotonic() - started) * 1000
            outcome = self._deliver(data)
            self._last = outcome.status
        return replace(outcome, sent_ms=before_sending + outcome.sent_ms, done_ms=(time.monotonic() - started) * 1000)

    def _deliver(self, data: bytes) -> PrintOutcome:
        asked = time.monotonic()
        status = self._live_status()
        asking_ms = (time.monotonic() - asked) * 1000
        if status.trouble or self._connection is None:
            self._let_go_between_jobs()
            return PrintOutcome(printed=False, status=status, cause=status.trouble or PrintTrouble.UNREACHABLE)
        outcome = Delivery(self._connection, self.config, data, status).run()
        if not outcome.printed or not self._connection.keeps:
            self._connection = None
        self._let_go_between_jobs()
        return replace(outcome, sent_ms=outcome.sent_ms + asking_ms)

    def _live_status(self) -> PrinterStatus:
        """Ask over the kept connection; when it is dead or silent, once more over a new one. No ticket byte has left
        yet, so nothing can be printed twice."""
        if self._connection is not None:
            status = self._ask(self._connection)
            if status.answered or not status.readable:
                return status
            self._drop()
        try:
            self._connection = connect(self.config)
        except PrinterGone as gone:
            return PrinterStatus(unreachable=gone.trouble)
        return self._ask(self._connection)

    def _ask(self, connection: Connection) -> PrinterStatus:
        try:
            return StatusReader(connection, self.config.status_timeout).ask()
        except PrinterGone:
            self._drop()
            return PrinterStatus(unreachable=PrintTrouble.UNREACHABLE)

    def _let_go_between_jobs(self) -> None:
        if self._connection is not None and not (self.config.keep_open and self._connection.keeps):
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            if self.config.ask_status:
                connection.abort()
            else:
                connection.close()
