"""What the admin's window asks for: the hub's roll of stations, the doctor, and where the office is written down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kiosk.app.config import Config
from kiosk.app.doctor import Finding, findings
from kiosk.app.trusting import face_trust
from kiosk.domain.clock import Clock
from kiosk.services.heartbeats import StationSeen
from kiosk.services.profile import BUILT_IN, profile_file
from printing.worker import TicketPrinter
from sync.client import Line
from ui.viewmodels.admin_desk import Papers


def ask_stations(config: Config, clock: Clock) -> tuple[StationSeen, ...]:
    """Every station that the hub was told of, with times of this machine's clock. Blocks; raises Away.

    A line of its own each time: the question comes from whichever worker is free, every few seconds, on one LAN.
    """
    line = Line(config.hub.url, face_trust(config))
    try:
        roll = line.stations(config.office.id)
    finally:
        line.close()
    apart = clock.now_ms() - roll.at
    return tuple(StationSeen(s.station, s.kind, s.last_seen + apart, s.report) for s in roll.stations)


def examine(config: Config, printers: Sequence[TicketPrinter]) -> list[Finding]:
    """The doctor's findings. The window's own printer is let go first: a network printer talks to one at a time."""
    for printer in printers:
        printer.close()
    return findings(config)


def papers_of(config: Config) -> Papers:
    """The files in which this office is written down."""
    profile = config.office.profile
    built_in = profile in BUILT_IN
    file = profile_file(profile)
    return Papers(file if built_in else Path(file).resolve(), built_in, config.file)
