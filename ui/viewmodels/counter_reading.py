"""One reading of the store for the counter's window; runs in a job, returns plain values."""

from __future__ import annotations

from kiosk.domain.catalogue import Paper, Procedure
from kiosk.domain.catalogue_text import fee_text, time_text
from kiosk.domain.office import Office
from kiosk.domain.qr import qr_text
from kiosk.domain.ticket import Ticket
from kiosk.services import catalogue, counters, overview, serving
from kiosk.store.store import Store
from ui.viewmodels.counter_facts import CounterFacts
from ui.viewmodels.counter_history import history_lines
from ui.viewmodels.counter_ticket import PaperLine, ProcedureFacts, TicketView


def read_counter(store: Store, office: Office, number: int, fields: tuple[str, ...], viewed: str) -> CounterFacts:
    """What the window shows of counter `number`; `viewed` is the id of a ticket opened beside it, "" for none."""
    current = serving.current_ticket(store)
    opened = overview.find_ticket(store, viewed) if viewed else None
    return CounterFacts(
        current=read_ticket(store, office, current) if current else None,
        held=tuple(serving.held_tickets(store)),
        waiting=tuple(overview.waiting_line(store, office, fields, number)),
        state=counters.counter_state(store, number),
        viewed=read_ticket(store, office, opened) if opened else None,
    )


def read_ticket(store: Store, office: Office, ticket: Ticket) -> TicketView:
    """A ticket with its history and the procedure that was chosen for it."""
    with_calls = overview.find_ticket(store, paper_text(ticket)) or ticket
    found = catalogue.procedure(store, ticket.procedure) if ticket.procedure else None
    return TicketView(
        ticket=with_calls,
        history=history_lines(office, overview.ticket_history(store, ticket.id)),
        procedure=procedure_facts(found) if found else None,
    )


def paper_text(ticket: Ticket) -> str:
    """What the ticket's QR says: the one text by which a ticket is found whatever its number."""
    return qr_text(ticket.office, ticket.service_day, ticket.number, ticket.id)


def procedure_facts(procedure: Procedure) -> ProcedureFacts:
    """A procedure of the catalogue in the words that people read."""
    return ProcedureFacts(
        code=procedure.code,
        name=procedure.name,
        time=time_text(procedure),
        fee=fee_text(procedure),
        papers=tuple(_paper(paper) for paper in procedure.papers or ()),
        papers_known=procedure.papers is not None,
    )


def _paper(paper: Paper) -> PaperLine:
    counts = [f"{n} {kind}" for n, kind in ((paper.originals, "bản chính"), (paper.copies, "bản sao")) if n]
    return PaperLine(paper.name, ", ".join(counts), "nếu có" if paper.conditional else "", paper.group or "")
