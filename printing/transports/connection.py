"""What every connection to a printer promises, and how its failures become `PrinterGone`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from printing import escpos_library
from printing.trouble import PrinterGone, PrintTrouble

CHUNK = 4096


class Connection(Protocol):
    """Bytes to and from one printer. `keeps`: may stay open between tickets (a spooler's document may not);
    `answers`: status can be asked over it."""

    keeps: bool
    answers: bool

    def write(self, data: bytes) -> None:
        """Hand over at most `CHUNK` bytes; PrinterGone(STALLED) after `write_timeout` without progress."""

    def read(self, timeout: float, /) -> bytes:
        """What has arrived, b"" when nothing does within `timeout` seconds; PrinterGone when the line is closed."""

    def close(self) -> None:
        """Let what was written leave this machine, within `write_timeout`, and let go. Spoolers take the document
        here, and PrinterGone says when they did not."""

    def abort(self) -> None:
        """Let go and throw away what has not left this machine; never raises."""


@contextmanager
def guarded(trouble: PrintTrouble) -> Iterator[None]:
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
