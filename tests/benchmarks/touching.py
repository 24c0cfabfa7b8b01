"""From the touch to the last byte at the printer's socket: ask the printer, commit, render, encode, send."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.table import Row, at, spread
from benchmarks.yardstick import RawCommit
from kiosk.app.clock import SystemClock
from kiosk.app.rehearsal.processes import Service
from kiosk.services import issuing
from kiosk.services.profile import load_office
from kiosk.store.opening import open_station
from printing.config import PrinterConfig
from printing.worker import TicketPrinter
from ui.viewmodels.kiosk_desk import KioskDesk

SLACK_MS = 40.0


def measure(folder: Path, quick: bool) -> list[Row]:
    """The real desk of a kiosk against a real virtual printer in a process of its own."""
    count = 60 if quick else 300
    printer = Service("printer", ["printer", "--port", "0", "--out", str(folder / "tickets")], folder / "printer.log")
    office = load_office("commune")
    store = open_station(folder / "kiosk", office=office.id, station="kiosk-1", kind="kiosk", clock=SystemClock())
    try:
        issuing.lease_own_series(store)
        cable = TicketPrinter(PrinterConfig(kind="tcp", host="127.0.0.1", port=int(printer.ready()[0])))
        desk = KioskDesk(office, store, SystemClock(), cable, lambda: None)
        yardstick = RawCommit(folder)
        touch, proof, raw = _touches(desk, cable, yardstick, office.fields[0].code, count)
        yardstick.close()
        cable.close()
    finally:
        store.close()
        printer.stop()
    limit = at(raw, 0.95) + SLACK_MS
    slack = at(touch, 0.5) - at(raw, 0.5)
    return [
        Row("touch → last byte sent", spread(touch), f"one raw commit {spread(raw)}", f"p50 +{slack:.1f} ms",
            f"p95 ≤ {limit:.1f} ms", at(touch, 0.95) <= limit),
        Row("touch → printer's proof of paper", spread(proof)),
    ]  # fmt: skip


def _touches(
    desk: KioskDesk, cable: TicketPrinter, yardstick: RawCommit, field: str, count: int
) -> tuple[list[float], list[float], list[float]]:
    touch, proof, raw = [], [], []
    for n in range(count + 5):
        bare = yardstick.once()
        started = time.perf_counter()
        given = desk.take(field, "", "", False)
        taken = (time.perf_counter() - started) * 1000
        outcome = cable.print(desk.slip(given.ticket, given.ahead))
        done = (time.perf_counter() - started) * 1000
        if n >= 5:
            touch.append(taken + outcome.sent_ms)
            proof.append(done)
            raw.append(bare)
    return touch, proof, raw
