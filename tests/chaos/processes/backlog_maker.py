"""Fills a closed hub's file with the events of past days: each ticket given, called, served.

Run by path: folder, office, how many events.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kiosk.domain import facts
from kiosk.domain.number import format_number
from kiosk.domain.service_day import local_time
from kiosk.domain.ticket import stream_of
from kiosk.store.opening import open_station
from kiosk.store.store import Store, Transaction, new_id

folder, office, wanted = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
DAYS, DAY_MS = 3, 86_400_000


class Past:
    """A clock that stands on one of the past days."""

    def __init__(self) -> None:
        self.at = time.time_ns() // 1_000_000 - DAYS * DAY_MS

    def now_ms(self) -> int:
        return self.at


def visit(tx: Transaction, me: str, day: str, n: int) -> None:
    """One citizen of that day, from the number to the end."""
    number, stream = format_number("A", "Y", n), stream_of(new_id())
    tx.append(stream, facts.TicketIssued(day, number, "A", "Y", n, "land"), "citizen")
    tx.append(stream, facts.TicketPrinted(), "printer")
    tx.append(stream, facts.TicketCalled(new_id(), 1, me, "oldest"), "clerk")
    tx.append(stream, facts.TicketStarted(1), "clerk")
    tx.append(stream, facts.TicketServed(1), "clerk")


def fill(store: Store, clock: Past) -> None:
    """Day after day, a hundred citizens to a transaction."""
    per_day = wanted // 5 // DAYS + 1
    for _ in range(DAYS):
        day = f"{local_time(clock.at):%Y-%m-%d}"
        for start in range(1, per_day + 1, 100):
            last = min(start + 100, per_day + 1)
            store.write(lambda tx, a=start, b=last, d=day: [visit(tx, store.me.station, d, n) for n in range(a, b)])
        clock.at += DAY_MS


clock = Past()
store = open_station(folder, office=office, station=folder.name, kind="hub", clock=clock)
fill(store, clock)
store.close()
