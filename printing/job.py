"""One ticket on one printer, in one call."""

from __future__ import annotations

from printing.config import PrinterConfig
from printing.delivery import PrintOutcome
from printing.ticket import TicketSlip
from printing.worker import TicketPrinter

__all__ = ["PrintOutcome", "print_slip"]


def print_slip(config: PrinterConfig, slip: TicketSlip) -> PrintOutcome:
    """Ask the printer, print, wait for the proof, let go. A station that prints often keeps a `TicketPrinter`."""
    printer = TicketPrinter(config)
    try:
        return printer.print(slip)
    finally:
        printer.close()
