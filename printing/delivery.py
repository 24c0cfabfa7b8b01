"""One ticket over one open connection: send, then wait for the proof that it is out. On doubt it is not printed."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

from printing.config import PrinterConfig
from printing.encoding import ASK_WHEN_PRINTED, CLEAR_BUFFERS
from printing.status import PrinterStatus, StatusReader
from printing.transports import CHUNK, Connection
from printing.trouble import PrinterGone, PrintTrouble

_POLL = 0.25
_HALTING = frozenset({PrintTrouble.PAPER_OUT, PrintTrouble.COVER_OPEN, PrintTrouble.CUTTER, PrintTrouble.FAULT})


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of a ticket. `cause` is set when not `printed`; `confirmed`: the printer itself said so (a spooler
    only takes the document); `status` is the last known one; `sent_ms`, `done_ms`: from the call to the last byte
    handed over and to the end; `detail` is for the log, in English."""

    printed: bool
    status: PrinterStatus
    cause: PrintTrouble | None = None
    confirmed: bool = False
    bytes_sent: int = 0
    sent_ms: float = 0.0
    done_ms: float = 0.0
    detail: str = ""

    @property
    def in_doubt(self) -> bool:
        """Paper may have come out although it could not be proved: some bytes had left."""
        return not self.printed and self.bytes_sent > 0


class Delivery:
    """The bytes of one ticket on their way; `run()` once."""

    def __init__(self, connection: Connection, config: PrinterConfig, data: bytes, status: PrinterStatus) -> None:
        self._connection = connection
        self._config = config
        self._data = data
        self._status = status
        self._reader = StatusReader(connection, config.status_timeout)
        self._sent = 0
        self._sent_at = self._started = time.monotonic()
        wire = len(data) * 10 / config.baud if config.kind == "serial" else 0.0
        self._deadline = self._started + config.job_timeout + wire

    def run(self) -> PrintOutcome:
        """Send and confirm; never raises for what a printer can do. After an unprinted ticket the line is closed."""
        detail = ""
        try:
            self._send()
            cause = self._confirm()
        except PrinterGone as gone:
            cause, detail = self._real_cause(gone), gone.why
        if cause:
            self._abandon(cause)
        return PrintOutcome(
            printed=cause is None, status=self._status, cause=cause, detail=detail, bytes_sent=self._sent,
            confirmed=cause is None and self._connection.answers,
            sent_ms=(self._sent_at - self._started) * 1000, done_ms=(time.monotonic() - self._started) * 1000,
        )  # fmt: skip

    def _send(self) -> None:
        for start in range(0, len(self._data), CHUNK):
            if time.monotonic() > self._deadline:
                raise PrinterGone(PrintTrouble.STALLED, f"only {self._sent} bytes taken in time")
            chunk = self._data[start : start + CHUNK]
            self._connection.write(chunk)
            self._sent += len(chunk)
        if not self._connection.keeps:
            self._connection.close()
        self._sent_at = time.monotonic()

    def _confirm(self) -> PrintTrouble | None:
        if not self._connection.answers:
            return None
        if self._config.confirm == "buffer":
            self._reader.drain()
            self._reader.printed = False
            self._connection.write(ASK_WHEN_PRINTED)
            cause = self._await_printed()
        else:
            self._status = self._reader.ask()
            cause = self._status.trouble
        if cause is None:
            self._note_status()
        return cause

    def _await_printed(self) -> PrintTrouble | None:
        last_word = time.monotonic()
        silence = self._config.write_timeout
        while not self._reader.listen(_POLL):
            self._status = self._reader.ask()
            now = time.monotonic()
            if self._status.answered:
                last_word = now
            if self._reader.printed:
                break
            if self._status.trouble in _HALTING:
                return self._status.trouble
            if now - last_word >= silence:
                return PrintTrouble.MUTE
            if now >= self._deadline:
                return self._status.trouble or PrintTrouble.STALLED
        return None

    def _note_status(self) -> None:
        """The state after a printed ticket, for the next one; a line that breaks now no longer matters to this one."""
        try:
            self._status = self._reader.ask()
        except PrinterGone:
            self._status = PrinterStatus(answered=False)

    def _real_cause(self, gone: PrinterGone) -> PrintTrouble:
        """A printer that stopped taking bytes can often still say why."""
        if gone.trouble is PrintTrouble.STALLED and self._connection.answers:
            with suppress(PrinterGone):
                status = self._reader.ask()
                if status.answered:
                    self._status = status
                    return status.trouble or gone.trouble
        return gone.trouble

    def _abandon(self, cause: PrintTrouble) -> None:
        """Nothing of this ticket may come out later, at the next refill."""
        with suppress(PrinterGone):
            if cause in _HALTING:
                self._connection.write(CLEAR_BUFFERS)
            self._connection.abort()
