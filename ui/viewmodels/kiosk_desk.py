"""What the kiosk does with services and printer: plain calls for worker threads, no Qt.

Services and printing are imported when first used: the first picture is on the screen before that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.domain.qr import qr_text
from kiosk.domain.service_day import local_time
from kiosk.domain.ticket import PRINTING, Ticket
from kiosk.domain.trouble import CallTechnician, Trouble
from ui.viewmodels.kiosk_visit import FAILED, NO_PAPER, ON_ITS_WAY, OUT, Given
from ui.viewmodels.kiosk_world import NO_PRINTER, PrinterNow

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Procedure, ProcedureSummary
    from kiosk.services.overview import Ahead, FieldQueue
    from kiosk.store.store import Store
    from printing.delivery import PrintOutcome
    from printing.status import PrinterStatus
    from printing.ticket import TicketSlip

RESULTS = 20

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Printer(Protocol):
    """The ticket printer of this station (`printing.worker.TicketPrinter`)."""

    def status(self) -> PrinterStatus: ...

    def print(self, slip: TicketSlip, /) -> PrintOutcome: ...


class Link(Protocol):
    """The line to the hub, as far as a kiosk asks (`sync.link.LinkState`)."""

    @property
    def up(self) -> bool: ...

    @property
    def hub(self) -> str: ...

    @property
    def unsent(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Queues:
    """How the office stands, from one reading."""

    fields: tuple[FieldQueue, ...]
    counters_open: int


@dataclass(frozen=True, slots=True)
class PaperRefused:
    """The printer cannot print and the person has not said that a number without paper is welcome."""

    printer: PrinterNow


@dataclass(frozen=True, slots=True)
class KioskDesk:
    """Everything behind the kiosk's pages. `printer` None: a machine without one."""

    office: Office
    store: Store
    clock: Clock
    printer: Printer | None
    link: Callable[[], Link | None]

    def printer_now(self) -> PrinterNow:
        """Ask the printer. Blocks for its time-outs."""
        if self.printer is None:
            return PrinterNow(False, NO_PRINTER)
        from printing.messages import message

        status = self.printer.status()
        told = message(status)
        return PrinterNow(status.can_print, str(status.trouble or ""), told.citizen, told.technician)

    def queues(self) -> Queues:
        """Waiting people and open counters."""
        from kiosk.services import overview

        fields = overview.field_queues(self.store, self.office)
        states = overview.board_facts(self.store, self.office).counters
        return Queues(fields, sum(s.state == "open" for s in states))

    def take(self, field: str, priority: str, procedure: str, paperless: bool) -> Given | PaperRefused:
        """Ask the printer, then commit a number; PaperRefused means that none was taken. Raises Trouble."""
        from kiosk.services import issuing, overview

        printer = self.printer_now()
        if not printer.can_print and not paperless and printer.code != NO_PRINTER:
            return PaperRefused(printer)
        link = self.link()
        ticket = issuing.issue(
            self.store, self.office, field=field, priority=priority, procedure=procedure,
            hub=link.hub if link and link.up else "", printing=printer.can_print,
        )  # fmt: skip
        ahead = overview.ahead_of(self.store, self.office, ticket)
        return Given(ticket, ahead, ON_ITS_WAY if printer.can_print else NO_PAPER)

    def put_on_paper(self, ticket: Ticket, ahead: Ahead | None, *, reprint: bool = False) -> str:
        """Print a committed number and record what became of it; `OUT` or `FAILED`. Raises Trouble."""
        from kiosk.services import issuing, overview

        if self.printer is None:
            return FAILED
        if ticket.paper != PRINTING:
            issuing.printing_started(self.store, ticket.id)
        now = ahead or overview.ahead_of(self.store, self.office, ticket)
        outcome = self.printer.print(self.slip(ticket, now, reprint))
        if outcome.printed:
            issuing.printed(self.store, ticket.id)
            return OUT
        issuing.unprinted(self.store, ticket.id, str(outcome.cause or "unknown"))
        return FAILED

    def slip(self, ticket: Ticket, ahead: Ahead, reprint: bool = False) -> TicketSlip:
        """The facts of the paper."""
        from printing.ticket import TicketSlip

        place, priority = self.office.field(ticket.field), self.office.priority(ticket.priority)
        link = self.link()
        return TicketSlip(
            office_name=self.office.name,
            place=self.office.place,
            number=ticket.number,
            field_name=place.name if place else "",
            issued_at=local_time(ticket.issued_at),
            qr_text=qr_text(ticket.office, ticket.service_day, ticket.number, ticket.id),
            area=place.area if place else "",
            ahead=ahead.people,
            wait_low=ahead.low,
            wait_high=ahead.high,
            priority_name=priority.name if priority else None,
            procedure_name=self._procedure_name(ticket.procedure),
            offline=bool(link and not link.up),
            reprint=reprint,
        )

    def _procedure_name(self, code: str) -> str | None:
        found = self.procedure(code) if code else None
        return found.name if found else None

    def search(self, text: str) -> tuple[ProcedureSummary, ...] | None:
        """Procedures for these words, the most used ones for none; None while there is no catalogue yet."""
        from kiosk.services import catalogue

        found = tuple(catalogue.search(self.store, text, limit=RESULTS))
        return found if found or text.strip() else None

    def procedure(self, code: str) -> Procedure | None:
        """One procedure whole."""
        from kiosk.services import catalogue

        return catalogue.procedure(self.store, code)

    def unprinted(self) -> tuple[Ticket, ...]:
        """Numbers of today whose paper did not come out."""
        from kiosk.services import issuing

        return issuing.unprinted_tickets(self.store)

    def void(self, ticket_id: str, reason: str) -> None:
        """Withdraw a number. Raises Refused."""
        from kiosk.services import issuing

        issuing.void(self.store, ticket_id, reason)

    def try_pin(self, typed: str, pin: str) -> None:
        """Judge a PIN of the technician's corner. Raises Refused."""
        from kiosk.services import corner

        corner.try_pin(self.store, typed, pin)

    def doubtful_day(self) -> str:
        """The machine's date (ISO) while a person must say whether it is right, else ""."""
        from kiosk.services import days

        return days.doubtful_day(self.store, self.office)

    def confirm_day(self) -> str:
        """A technician says that the machine's date is right; returns it (ISO)."""
        from kiosk.services import days

        return days.confirm(self.store, "technician")

    def test_print(self) -> bool:
        """Print a ticket that is no number; whether it came out."""
        from printing.ticket import trial_slip

        if self.printer is None:
            return False
        at = local_time(self.clock.now_ms())
        return self.printer.print(trial_slip(self.office.name, self.office.place, at)).printed


def surely(work: Callable[[], T]) -> T:
    """An error of ours must not leave a person before a page that waits for ever."""
    try:
        return work()
    except Trouble:
        raise
    except Exception as error:
        _log.exception("taking a number failed")
        raise CallTechnician("kiosk-error", "Máy lấy số gặp lỗi.", "Mời ông/bà gặp cán bộ hướng dẫn.") from error
