"""What the kiosk knows of the world around it: a frozen value that the pages are derived from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Procedure, ProcedureSummary
    from kiosk.services.overview import FieldQueue

NO_PRINTER = "no_printer"


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """The printer's last word. `code` is "" while it can print; `message` is for the citizen, `detail` for the
    technician."""

    can_print: bool = True
    code: str = ""
    message: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """`ready` is False until the store is open; `sessions` are today's office hours; `queues` is None until it
    has been read once."""

    now: datetime
    ready: bool = False
    open: bool = True
    opens: datetime | None = None
    sessions: tuple[tuple[time, time], ...] = ()
    printer: PrinterNow = PrinterNow()
    online: bool = True
    queues: tuple[FieldQueue, ...] | None = None
    counters_open: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search gave for what was typed; None: the catalogue cannot be searched yet."""

    text: str = ""
    rows: tuple[ProcedureSummary, ...] | None = ()
    chosen: Procedure | None = None
