"""The stage: every machine of the office as a process of its own, and the lines between them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.app.rehearsal.letting_in import OBSERVER, found_province, let_in
from kiosk.app.rehearsal.line import CutLine
from kiosk.app.rehearsal.options import DemoOptions
from kiosk.app.rehearsal.processes import Service, open_face, write_config
from kiosk.app.rehearsal.profile import write_profile
from sync.trust.folder import Trust
from ui.hand.client import Hand

HUB, PROVINCE, BOARD = "hub-1", "province", "board-1"
Say = Callable[[str], None]


@dataclass(slots=True)
class PrinterProcess:
    """A virtual printer: its process, its ports and where its tickets fall."""

    service: Service
    port: int
    control: int
    tickets: Path


@dataclass(slots=True)
class Stage:
    """Opens and closes the cast. `line` leads from the hub to the province, `lans` from each station to the hub."""

    options: DemoOptions
    say: Say
    office: str = ""
    work: Path = Path()
    profile: Path = Path()
    province_url: str = ""
    hub_at: tuple[str, int] = ("", 0)
    province: Service | None = None
    hub: Service | None = None
    line: CutLine | None = None
    lans: dict[str, CutLine] = field(default_factory=dict)
    printers: list[PrinterProcess] = field(default_factory=list)
    faces: dict[str, Hand] = field(default_factory=dict)
    observer: Trust | None = None

    def open(self) -> None:
        """Starts everybody. Raises Trouble or HandError when somebody does not come up."""
        out = self.options.out
        for old in ("work", "tickets", "pictures"):
            shutil.rmtree(out / old, ignore_errors=True)
        self.work = (out / "work").absolute()
        (out / "pictures").mkdir(parents=True)
        self.work.mkdir()
        self.office = f"demo-{self.options.seed}-{int(time.time())}"
        self.profile = write_profile(
            self.work / "profile.toml",
            self.options.profile,
            kiosks=self.options.kiosks,
            counters=self.options.counters,
        )
        self._open_servers()
        self._open_printers()
        for n in range(1, self.options.kiosks + 1):
            self._open_face(f"kiosk-{n}", "kiosk", self.printers[n - 1])
        self._open_face(BOARD, "board")
        for n in range(1, self.options.counters + 1):
            self._open_face(f"counter-{n}", "counter")

    def restart_hub(self) -> None:
        """Starts the hub again after it was killed; the stations' lines follow it to its new port."""
        assert self.hub is not None
        target = _address(self.hub.restart()[0])
        for lan in self.lans.values():
            lan.target = target

    def close_faces(self) -> None:
        """Ends every window in good order."""
        for name, hand in self.faces.items():
            self.say(f"đóng {name}")
            hand.quit()
        self.faces.clear()

    def close(self) -> None:
        """Ends whatever still runs."""
        for hand in self.faces.values():
            hand.process.kill()
        for service in (self.hub, self.province, *(p.service for p in self.printers)):
            if service:
                service.stop()
        for line in (self.line, *self.lans.values()):
            if line:
                line.close()

    def hub_url(self, name: str) -> str:
        """Where the station of this name finds the hub."""
        return self._url(self.lans[name])

    def folder(self, station: str) -> Path:
        """Where a station keeps its own file."""
        return self.work / "data" / station

    def log(self, station: str) -> Path:
        """Where a process of this name writes what it says."""
        return self.work / f"{station}.log"

    def _open_servers(self) -> None:
        self.say("mở máy chủ tỉnh và máy chủ đơn vị")
        if self.options.trust:
            found_province(self._config(PROVINCE, {}))
        self.province = self._service(PROVINCE, "province", {})
        self.province_url = self.province.ready()[0]
        if self.options.trust:
            self._let_everybody_in()
        self.line = CutLine(_address(self.province_url))
        self.hub = self._service(HUB, "hub", {"province": {"url": self._url(self.line)}})
        self.hub_at = _address(self.hub.ready()[0])

    def _let_everybody_in(self) -> None:
        self.say("cấp mã, từng máy gia nhập")
        machines = [(HUB, "hub"), (BOARD, "board"), (OBSERVER, "admin")]
        machines += [(f"kiosk-{n}", "kiosk") for n in range(1, self.options.kiosks + 1)]
        machines += [(f"counter-{n}", "counter") for n in range(1, self.options.counters + 1)]
        for name, kind in machines:
            self.observer = let_in(self.folder(PROVINCE), self.province_url, self.office, name, kind, self.folder(name))

    def _url(self, line: CutLine) -> str:
        """A cut line carries TLS as it carries anything."""
        return line.url.replace("http://", "https://") if self.options.trust else line.url

    def _open_printers(self) -> None:
        for n in range(1, self.options.kiosks + 1):
            tickets = (self.options.out / "tickets" / f"printer-{n}").absolute()
            words = ["printer", "--port", "0", "--out", str(tickets)]
            service = Service(f"printer-{n}", words, self.log(f"printer-{n}"))
            port, control = (int(word) for word in service.ready()[:2])
            self.printers.append(PrinterProcess(service, port, control, tickets))

    def _service(self, name: str, kind: str, sections: dict[str, dict[str, object]]) -> Service:
        return Service(name, [kind, "--config", str(self._config(name, sections))], self.log(name))

    def _open_face(self, name: str, kind: str, printer: PrinterProcess | None = None) -> None:
        self.say(f"mở {name}")
        self.lans[name] = CutLine(self.hub_at)
        sections: dict[str, dict[str, object]] = {"station": {"name": name}, "hub": {"url": self.hub_url(name)}}
        if printer:
            sections["printer"] = {"kind": "tcp", "host": "127.0.0.1", "port": printer.port}
        if kind == "counter":
            sections["counter"] = {"number": int(name.rpartition("-")[2])}
        config = self._config(name, sections)
        words = (
            [kind, "--config", str(config), "--windowed"]
            if kind in ("kiosk", "board")
            else [kind, "--config", str(config)]
        )
        self.faces[name] = open_face(words, self.log(name), headless=self.options.headless)

    def _config(self, name: str, more: dict[str, dict[str, object]]) -> Path:
        sections: dict[str, dict[str, object]] = {
            "office": {"id": self.office, "profile": str(self.profile)},
            "station": {"data_dir": str(self.work / "data")},
            "hub": {"listen": "127.0.0.1:0", "station": HUB},
            "province": {"listen": "127.0.0.1:0", "station": PROVINCE, "database": self.options.province_db},
            "board": {"muted": self.options.headless},
        }
        for section, values in more.items():
            sections.setdefault(section, {}).update(values)
        return write_config(self.work / f"{name}.toml", sections)


def _address(url: str) -> tuple[str, int]:
    host, _, port = url.rpartition("//")[2].rpartition(":")
    return host, int(port)
