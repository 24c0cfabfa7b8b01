"""Opening the surfaces: each builds its objects here and hands them over."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import kiosk
from kiosk.app.config import Config
from kiosk.app.memory import give_back_memory
from kiosk.app.office import office_of
from kiosk.domain.trouble import CallTechnician, Trouble

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from kiosk.app.station import Station
    from printing.worker import TicketPrinter
    from ui.jobs import Jobs
    from ui.pulse import Pulse

log = logging.getLogger(__name__)
TRY_AGAIN_MS = 20_000
KIOSK_WINDOW = (1080, 1920)
DESK_WINDOW = (540, 960)
BOARD_WINDOW = (1920, 1080)
"""Pixels of a surface in a window: its real size without a screen, smaller beside others on one."""


def run_kiosk(config: Config, *, hand: bool, windowed: bool) -> int:
    """The touch surface until it is closed. The picture stands before the store is open; a store that cannot be opened
    is said there and tried again."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication

    from ui.jobs import Jobs
    from ui.kiosk_window import KioskParts, open_kiosk

    app = QGuiApplication(sys.argv[:1])
    office, jobs = office_of(config), Jobs()
    window = open_kiosk(office, jobs, language=config.kiosk.language)
    size = KIOSK_WINDOW if app.platformName() == "offscreen" else DESK_WINDOW
    window.show(windowed=size if windowed else None)
    running = _Running(app, jobs, hand=hand)
    printers: list[TicketPrinter] = []

    def begin() -> Station:
        if config.printer.kind != "none" and not printers:
            from printing.worker import TicketPrinter

            printers.append(TicketPrinter(config.printer))
        from kiosk.app.station import open_up

        return open_up(config, "kiosk", office, lambda: _printer_report(printers))

    def attach(station: Station) -> None:
        window.attach(
            KioskParts(
                store=station.store,
                pulse=running.attach(station),
                clock=station.clock,
                printer=printers[0] if printers else None,
                link=station.hub_link,
                on_exit=app.quit,
                technician_pin=config.kiosk.technician_pin,
                station=config.station.name,
                version=kiosk.__version__,
            )
        )

    def refuse(trouble: Trouble) -> None:
        log.error("the station does not open: %s", trouble)
        window.flow.refuse(trouble)
        QTimer.singleShot(TRY_AGAIN_MS, jobs, lambda: jobs.run(begin, attach, refuse))

    jobs.run(begin, attach, refuse)
    code = running.run()
    window.close()
    return code


def run_counter(config: Config, *, hand: bool, windowed: bool) -> int:  # noqa: ARG001
    """The clerk's window until it is closed. Raises Trouble when the station cannot open."""
    from PySide6.QtWidgets import QApplication

    from kiosk.app.staffing import people_of
    from kiosk.app.station import open_up
    from ui.counter_window import CounterParts, open_counter
    from ui.jobs import Jobs

    app, jobs = QApplication(sys.argv[:1]), Jobs()
    running = _Running(app, jobs, hand=hand)
    station = open_up(config, "counter", office_of(config))
    if station.sync is None:
        raise _no_hub()
    window = open_counter(
        CounterParts(
            office=station.office,
            store=station.store,
            jobs=jobs,
            pulse=running.attach(station),
            claims=station.sync.claims,
            hub_link=station.hub_link,
            province_link=station.province_link,
            clock=station.clock,
            counter=config.counter.number or None,
            people=people_of(config, station.store),
            lock_minutes=config.desk.lock_minutes,
        )
    )
    code = running.run()
    del window
    return code


def run_admin(config: Config, *, hand: bool, windowed: bool) -> int:  # noqa: ARG001
    """The lead's and the technician's window until it is closed. Raises Trouble when the station cannot open."""
    from PySide6.QtWidgets import QApplication

    from kiosk.app.admin import ask_stations, examine, papers_of
    from kiosk.app.admitting import authority_of
    from kiosk.app.hubs import hubs_of
    from kiosk.app.staffing import people_of
    from kiosk.app.station import open_up
    from printing.worker import TicketPrinter
    from ui.admin_window import AdminParts, open_admin
    from ui.jobs import Jobs

    app, jobs = QApplication(sys.argv[:1]), Jobs()
    running = _Running(app, jobs, hand=hand)
    printers = [TicketPrinter(config.printer)] if config.printer.kind != "none" else []
    station = open_up(config, "admin", office_of(config), lambda: _printer_report(printers))
    window = open_admin(
        AdminParts(
            office=station.office,
            store=station.store,
            jobs=jobs,
            pulse=running.attach(station),
            clock=station.clock,
            hub_link=station.hub_link,
            province_link=station.province_link,
            stations=(lambda: ask_stations(config, station.clock)) if config.hub.url else None,
            printer=printers[0] if printers else None,
            doctor=lambda: examine(config, printers),
            papers=papers_of(config),
            authority=authority_of(config),
            hubs=hubs_of(config, station.store),
            people=people_of(config, station.store),
            lock_minutes=config.desk.lock_minutes,
        )
    )
    code = running.run()
    for printer in printers:
        printer.close()
    del window
    return code


def run_board(config: Config, *, hand: bool, windowed: bool) -> int:
    """The waiting room's board and voice until it is closed."""
    from PySide6.QtGui import QGuiApplication

    from kiosk.app.station import open_up
    from ui.board_window import BoardParts, open_board
    from ui.jobs import Jobs

    app, jobs = QGuiApplication(sys.argv[:1]), Jobs()
    running = _Running(app, jobs, hand=hand)
    station = open_up(config, "board", office_of(config))
    window = open_board(
        BoardParts(
            office=station.office,
            store=station.store,
            jobs=jobs,
            pulse=running.attach(station),
            link=station.hub_link,
            clock=station.clock,
            voice=config.board.voice_dir,
            muted=config.board.muted,
            volume=config.board.volume,
            screen_inches=config.board.screen_inches,
            windowed=windowed,
        )
    )
    if windowed and app.platformName() == "offscreen":
        window.resize(*BOARD_WINDOW)
    code = running.run()
    del window
    return code


class _Running:
    """A surface's event loop, and the order in which everything ends so that nothing is lost."""

    def __init__(self, app: QGuiApplication, jobs: Jobs, *, hand: bool) -> None:
        self._app, self._jobs, self._hand = app, jobs, hand
        self._station: Station | None = None
        self._pulse: Pulse | None = None

    def attach(self, station: Station) -> Pulse:
        """The station is open: its changes reach the faces, its catalogue is brought up to date behind them."""
        from PySide6.QtCore import QTimer

        from ui.pulse import Pulse

        self._station, self._pulse = station, Pulse(station.store)
        self._jobs.run(lambda: _bring_catalogue(station), lambda _: None)
        if recovery := station.recovery:
            QTimer.singleShot(0, self._jobs, lambda: self._jobs.failed.emit(recovery.message))
        return self._pulse

    def run(self) -> int:
        """The loop; returns the exit code."""
        if self._hand:
            from ui.hand import server

            server.attach()
        try:
            return self._app.exec()
        finally:
            if self._pulse:
                self._pulse.close()
            self._jobs.shutdown()
            if self._station:
                self._station.close()


def _bring_catalogue(station: Station) -> None:
    """Brings the catalogue up to date and gives the memory of a new snapshot back: a kiosk runs for months."""
    from kiosk.services.catalogue import ensure_catalogue

    if ensure_catalogue(station.store):
        give_back_memory()


def _no_hub() -> Trouble:
    return CallTechnician("no-hub", "Quầy cần có máy chủ hàng đợi.", "Ghi địa chỉ vào mục [hub] url của tệp cấu hình.")


def _printer_report(printers: list[TicketPrinter]) -> dict[str, str | int | bool]:
    if not printers:
        return {"printer": "none"}
    status = printers[0].last_status
    return {"printer": "unknown" if status is None else status.trouble.value if status.trouble else "ready"}
