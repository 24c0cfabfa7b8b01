"""The rehearsal without hands of people: visitors and clerks act through the real faces, then the office is checked."""

from __future__ import annotations

import sys
import threading
import time
from queue import SimpleQueue
from typing import Any

from kiosk.app.rehearsal import report
from kiosk.app.rehearsal.clerks import Clerk
from kiosk.app.rehearsal.evidence import read_file, read_postgres, read_slips
from kiosk.app.rehearsal.observer import Observer
from kiosk.app.rehearsal.options import DemoOptions
from kiosk.app.rehearsal.shift import Mishaps, Shift
from kiosk.app.rehearsal.stage import BOARD, HUB, PROVINCE, Stage
from kiosk.app.rehearsal.verdict import Evidence, judge
from kiosk.app.rehearsal.visitors import Kiosk, Wish, crowd
from kiosk.services.profile import load_office
from sync.relay import PROVINCE_PEER
from ui.hand.client import HandError

DRAIN_S = 120.0


def run(options: DemoOptions) -> int:
    """Plays the rehearsal; 0 only if nothing was doubled, lost or left unsent."""
    if not options.headless:
        from kiosk.app.rehearsal.strip import run_with_display

        return run_with_display(options, _say)
    started = time.monotonic()
    stage = Stage(options, _say)
    try:
        stage.open()
        played = Play(stage).run()
    finally:
        stage.close()
    found = _gather(stage, played)
    verdict = judge(found)
    verdict.faults += played.faults
    if verdict.issued < options.visitors:
        verdict.faults.append(f"only {verdict.issued} of {options.visitors} visitors got a number")
    result = report.compose(
        verdict,
        issue_ms=[ms for k in played.kiosks for ms in k.issue_ms],
        call_ms=[ms for c in played.clerks for ms in c.call_ms],
        lags_s=list(played.observer.lags.values()),
        about=_about(options, time.monotonic() - started),
    )
    report.write(result, options.out / "report.json")
    _say(f"báo cáo: {options.out / 'report.json'}\n{report.in_words(result)}")
    return 0 if verdict.clean and not verdict.faults else 1


class Play:
    """One rehearsed day on an open stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        options = stage.options
        office = load_office(str(stage.profile))
        wishes: SimpleQueue[Wish] = SimpleQueue()
        for wish in crowd(office, options.visitors, options.seed):
            wishes.put(wish)
        pictures = (options.out / "pictures").absolute()
        self.kiosks = [
            Kiosk(name, hand, wishes, pictures) for name, hand in stage.faces.items() if name.startswith("kiosk")
        ]
        self.shift = Shift(options.counters, lambda: any(k.is_alive() for k in self.kiosks))
        self.clerks = [
            Clerk(name, hand, options, self.shift, pictures)
            for name, hand in stage.faces.items()
            if name.startswith("counter")
        ]
        self.mishaps = Mishaps(stage, self.shift, self._progress, _say)
        self.observer = Observer(stage.province_url, stage.office, stage.observer, PROVINCE_PEER)
        self.hub_observer = Observer(stage.hub_url(BOARD), stage.office, stage.observer)
        self.faults: list[str] = []

    def run(self) -> Play:
        """Plays the day to its end and leaves everything sent."""
        _say("cán bộ đăng nhập")
        self._all([threading.Thread(target=self._sign_in, args=(clerk,)) for clerk in self.clerks])
        _say(f"{self.stage.options.visitors} người dân đến lấy số")
        for actor in (*self.kiosks, *self.clerks, self.mishaps):
            actor.start()
        self._watch()
        self.faults += [text for text in (*(k.fault for k in self.kiosks), *(c.fault for c in self.clerks)) if text]
        self._take_pictures()
        for clerk in self.clerks:
            clerk.sign_out()
        self._drain()
        self.observer.stop()
        self.hub_observer.stop()
        self.stage.close_faces()
        return self

    def _sign_in(self, clerk: Clerk) -> None:
        try:
            clerk.sign_in()
        except HandError as error:
            self.faults.append(str(error))

    def _watch(self) -> None:
        working = [*self.kiosks, *self.clerks]
        shown = 0.0
        while any(actor.is_alive() for actor in working):
            if time.monotonic() - shown > 5:
                shown = time.monotonic()
                called = sum(len(c.call_ms) for c in self.clerks)
                _say(f"{self._seen()}/{self.stage.options.visitors} số đã cấp, {called} lượt gọi")
            time.sleep(0.2)

    def _drain(self) -> None:
        """Until the province shows what the hub shows, by their public feeds."""
        _say("chờ mọi việc về tới tỉnh")
        limit = time.monotonic() + DRAIN_S
        quiet_since = time.monotonic()
        before = -1
        while time.monotonic() < limit and time.monotonic() - quiet_since < 3:
            there, here = len(self.observer.lags), len(self.hub_observer.lags)
            if there != here or here != before:
                quiet_since, before = time.monotonic(), here
            time.sleep(0.2)

    def _take_pictures(self) -> None:
        try:
            self.stage.faces[BOARD].grab(self.stage.options.out / "pictures" / "board.png")
        except HandError as error:
            self.faults.append(str(error))

    def _progress(self) -> float:
        if not any(k.is_alive() for k in self.kiosks):
            return 1.0
        return self._seen() / self.stage.options.visitors

    def _seen(self) -> int:
        return sum(len(k.seen) for k in self.kiosks)

    @staticmethod
    def _all(threads: list[threading.Thread]) -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _gather(stage: Stage, played: Play) -> Evidence:
    stations = {name: read_file(stage.folder(name))[0] for name in (HUB, *stage.lans)}
    if stage.options.province_db:
        province, parked = read_postgres(stage.options.province_db, stage.office)
    else:
        province, parked = read_file(stage.folder(PROVINCE))
    slips = [slip for printer in stage.printers for slip in read_slips(printer.tickets)]
    return Evidence(stations, province, parked, slips, [n for k in played.kiosks for n in k.seen])


def _about(options: DemoOptions, seconds: float) -> dict[str, Any]:
    return {
        "seed": options.seed,
        "kiosks": options.kiosks,
        "counters": options.counters,
        "visitors": options.visitors,
        "outage_s": options.outage,
        "hub_killed": options.kill_hub,
        "trust": options.trust,
        "province": "postgresql" if options.province_db else "sqlite",
        "seconds": round(seconds, 1),
    }


def _say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {text}\n")
    sys.stdout.flush()
