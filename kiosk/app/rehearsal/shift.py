"""The working day of a rehearsal: when it is over, and what goes wrong on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kiosk.app.rehearsal.stage import Say, Stage
from printing.virtual.control import send

QUIET_S = 4.0
"""So long must every clerk have nobody to call before the day is over."""


class Shift:
    """Knows who still works. Clerks say when they are busy or idle; visitors' ends are told by `visitors_left`."""

    def __init__(self, clerks: int, visitors_left: Callable[[], bool]) -> None:
        self._clerks = clerks
        self._visitors_left = visitors_left
        self._idle: dict[str, float] = {}
        self._lock = threading.Lock()
        self.trouble = threading.Event()
        """Set while something of the script is still broken on purpose."""

    def busy(self, clerk: str) -> None:
        """A clerk has somebody in front."""
        with self._lock:
            self._idle.pop(clerk, None)

    def idle(self, clerk: str) -> None:
        """A clerk found nobody to call."""
        with self._lock:
            self._idle.setdefault(clerk, time.monotonic())

    def over(self) -> bool:
        """True when all visitors have a number, all is mended, and no clerk has found anybody for a while."""
        if self._visitors_left() or self.trouble.is_set():
            with self._lock:
                self._idle.clear()
            return False
        with self._lock:
            quiet = [time.monotonic() - since for since in self._idle.values()]
        return len(quiet) == self._clerks and min(quiet) > QUIET_S


class Mishaps(threading.Thread):
    """Cuts the line to the province, then a kiosk's LAN, takes paper away, kills the hub: each mended again."""

    def __init__(self, stage: Stage, shift: Shift, progress: Callable[[], float], say: Say) -> None:
        super().__init__(name="mishaps", daemon=True)
        self._stage, self._shift, self._progress, self._say = stage, shift, progress, say
        shift.trouble.set()

    def run(self) -> None:
        try:
            self._cut_province()
            self._cut_lan()
            if self._stage.options.kill_hub:
                self._kill_hub()
            self._take_paper()
            self._province_back.join()
        finally:
            self._shift.trouble.clear()

    def _cut_province(self) -> None:
        self._reach(0.15)
        line, outage = self._stage.line, self._stage.options.outage
        assert line is not None

        def cut() -> None:
            line.cut()
            time.sleep(outage)
            line.restore()
            self._say("đường lên tỉnh đã nối lại")

        self._say(f"cắt đường lên tỉnh {outage:g} giây")
        self._province_back = threading.Thread(target=cut, name="outage", daemon=True)
        self._province_back.start()

    def _cut_lan(self) -> None:
        self._reach(0.35)
        name = f"kiosk-{self._stage.options.kiosks}"
        seconds = min(8.0, self._stage.options.outage / 2)
        self._say(f"cắt mạng nội bộ của {name} {seconds:g} giây")
        self._stage.lans[name].cut()
        time.sleep(seconds)
        self._stage.lans[name].restore()
        self._say(f"mạng nội bộ của {name} đã nối lại")

    def _kill_hub(self) -> None:
        self._reach(0.5)
        assert self._stage.hub is not None
        self._say("giết máy chủ đơn vị (kill -9)")
        self._stage.hub.kill()
        time.sleep(2)
        self._stage.restart_hub()
        self._say("máy chủ đơn vị đã chạy lại")

    def _take_paper(self) -> None:
        self._reach(0.65)
        printer = self._stage.printers[0]
        self._say("máy in 1 hết giấy")
        send("127.0.0.1", printer.control, "paper_out")
        before = self._progress()
        limit = time.monotonic() + 8
        while self._progress() < min(1.0, before + 0.06) and time.monotonic() < limit:
            time.sleep(0.1)
        send("127.0.0.1", printer.control, "paper_in")
        self._say("máy in 1 đã có giấy")

    def _reach(self, share: float) -> None:
        while self._progress() < share:
            time.sleep(0.1)
