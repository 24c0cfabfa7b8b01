"""What can go wrong between a number and its paper, by what a person must do."""

from __future__ import annotations

from enum import StrEnum


class PrintTrouble(StrEnum):
    """Why a ticket cannot or did not come out. The values are stable: they go into events and configuration."""

    NO_PRINTER = "no_printer"
    UNREACHABLE = "unreachable"
    MUTE = "mute"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter_error"
    FAULT = "fault"
    OFFLINE = "offline"
    DROPPED = "dropped"
    STALLED = "stalled"


class PrinterGone(Exception):
    """The connection to the printer cannot be made or has broken; `trouble` says which, the text why."""

    def __init__(self, trouble: PrintTrouble, why: str) -> None:
        super().__init__(f"{trouble}: {why}")
        self.trouble = trouble
        self.why = why
