"""An office of real processes: province, hub, and stations without windows, each behind a rough line of its own."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lives import LOOK_S, Server, StationProcess
from membership import Membership
from roughline import RoughLine

from kiosk.app.clock import SystemClock
from kiosk.app.rehearsal.processes import write_config
from kiosk.app.rehearsal.profile import write_profile
from kiosk.services.staff import add_staff
from kiosk.store.opening import open_station
from sync.client import Away, Line
from sync.relay import PROVINCE_PEER

ACTOR = Path(__file__).parent / "actor.py"
OFFICE, HUB, STANDBY, PROVINCE = "commune-chaos", "hub-1", "hub-2", "province"
LEAD, PASSWORD = "lan", "mot cau du dai 2026"
"""Who may act at the hubs."""
NOWHERE = ("127.0.0.1", 9)
ARRIVAL = 12
STUCK_S = 45.0
"""So long may no counter have done anything while somebody waits."""


@dataclass
class Office:
    """The cast. `line` leads from the hub to the province, `lans` from each station to the hub."""

    folder: Path
    seed: int
    kiosks: int = 2
    counters: int = 2
    boards: int = 1
    pace: float = 0.03
    """Seconds between two deeds of a counter; a kiosk gives a number every `ARRIVAL` times that."""
    stations: dict[str, StationProcess] = field(default_factory=dict)
    lans: dict[str, RoughLine] = field(default_factory=dict)
    line: RoughLine = field(init=False)
    servers: dict[str, Server] = field(default_factory=dict)
    """Province, hub and standby, by name."""
    standby: bool = False
    """Whether a second hub follows the first."""
    others: dict[str, RoughLine] = field(default_factory=dict)
    """With a standby: the lines to it, of the stations and of the hub, and its own to the hub."""
    elsewhere: dict[str, Path] = field(default_factory=dict)
    """Folders of stations that do not lie where they should."""
    behind: dict[str, tuple[list[str], str, str]] = field(default_factory=dict)
    """Stations on another machine: the words that start a process there, where the hub is for it, and its address."""
    at: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where each server listens now."""

    def __enter__(self) -> Office:
        (self.folder / "data").mkdir(parents=True)
        self.members = Membership(OFFICE, self.folder_of(PROVINCE))
        self.line = RoughLine(NOWHERE, self.seed)
        self.profile = write_profile(
            self.folder / "profile.toml", "commune", kiosks=self.kiosks, counters=max(1, self.counters)
        )
        counts = (("kiosk", self.kiosks), ("counter", self.counters), ("board", self.boards))
        names = [f"{kind}-{n}" for kind, count in counts for n in range(1, count + 1)]
        try:
            self._open_province()
            for name in (HUB, *names):
                self.admit(name)
                if self.standby:
                    self.others[name] = RoughLine(NOWHERE, self.seed)
            self._appoint(HUB)
            self._serve(HUB, self._other(HUB))
            if self.standby:
                self._open_standby()
            for name in names:
                self.open_station(name)
            for station in self.stations.values():
                station.wait_for("open")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def processes(self) -> list[str]:
        """Every name that can be killed."""
        return [*self.stations, *self.servers]

    @property
    def hubs(self) -> list[str]:
        """Those that hold the office's events beside the stations."""
        return [name for name in self.servers if name != PROVINCE]

    def admit(self, name: str) -> None:
        """Lets a machine of this name in, before its first start."""
        self.members.admit(self._province_url, name, name.partition("-")[0], self.folder / "data" / name)

    def way(self, line: RoughLine) -> str:
        """The address of what lies at a line's other end, as a configuration wants it."""
        return self.members.reached_by(line.url)

    def line_to(self, name: str) -> Line:
        """A straight line of this script's own to a server."""
        return self.members.line(self.at[name], PROVINCE_PEER if name == PROVINCE else "")

    def open_station(self, name: str, env: Mapping[str, str] | None = None) -> StationProcess:
        """Starts a station's process behind a line of its own."""
        kind, _, number = name.partition("-")
        self.lans.setdefault(name, RoughLine(self.at[HUB], self.seed + len(self.lans)))
        station: dict[str, object] = {"name": name}
        if folder := self.elsewhere.get(name):
            station = {"name": folder.name, "data_dir": str(folder.parent)}
        prefix, url, host = self.behind.get(name, ([], self.way(self.lans[name]), "127.0.0.1"))
        sections: dict[str, dict[str, object]] = {"station": station, "hub": {"url": url, **self._other(name)}}
        if kind == "kiosk":
            sections["kiosk"] = {"listen": f"{host}:0"}
        if kind == "counter":
            sections["counter"] = {"number": int(number)}
        self.stations[name] = StationProcess(name, [*prefix, *self.words(name, kind, sections)], self.log(name), env)
        return self.stations[name]

    def _open_province(self) -> None:
        config = self._config(PROVINCE, {})
        self.members.found(config)
        self.servers[PROVINCE] = Server(PROVINCE, ["province", "--config", str(config)], self.log(PROVINCE))
        self._settle(PROVINCE, self.servers[PROVINCE].ready()[0])
        self.members.join_itself(self._province_url, self.folder / "onlooker")

    def _open_standby(self) -> None:
        """A second hub that follows the first."""
        self.admit(STANDBY)
        self._appoint(STANDBY)
        self.others[STANDBY] = RoughLine(self.at[HUB], self.seed)
        self._serve(STANDBY, {"station": STANDBY, "standby": True, **self._other(STANDBY)})

    def _appoint(self, hub: str) -> None:
        """A lead may act at this hub."""
        store = open_station(self.folder_of(hub), office=OFFICE, station=hub, kind="hub", clock=SystemClock())
        add_staff(store, LEAD, "Lan", "lead", PASSWORD, "setup")
        store.close()

    def _serve(self, name: str, hub: dict[str, object]) -> None:
        config = self._config(name, {"province": {"url": self.way(self.line)}, "hub": hub})
        self.servers[name] = Server(name, ["hub", "--config", str(config)], self.log(name))
        self._settle(name, self.servers[name].ready()[0])

    def _settle(self, name: str, url: str) -> None:
        """A server stands at a new address: whoever looks for it finds it there."""
        self.at[name] = address(url)
        if name == PROVINCE:
            self._province_url, self.line.target = url, self.at[name]
            return
        lines = [line for whose, line in self.others.items() if (whose == STANDBY) != (name == STANDBY)]
        for line in (*lines, *(self.lans.values() if name == HUB else ())):
            line.target = self.at[name]

    def _other(self, name: str) -> dict[str, object]:
        """Where the office's other hub is for one process."""
        return {"others": [self.way(self.others[name])]} if name in self.others else {}

    def words(self, name: str, kind: str, sections: dict[str, dict[str, object]]) -> list[str]:
        """The command line of an actor with a configuration of its own."""
        config = self._config(name, sections)
        pace = self.pace * ARRIVAL if kind == "kiosk" else self.pace
        return [sys.executable, str(ACTOR), kind, str(config), f"{self.seed}/{name}", str(pace)]

    def kill(self, name: str) -> None:
        """kill -9."""
        (self.stations.get(name) or self.servers[name]).kill()

    def revive(self, name: str) -> None:
        """Starts a killed process again, without waiting until it is ready (servers: until they serve)."""
        if name in self.stations:
            self.stations[name].start()
        else:
            self._settle(name, self.servers[name].restart()[0])

    def folder_of(self, name: str) -> Path:
        """Where a process of this name keeps its file."""
        return self.elsewhere.get(name, self.folder / "data" / name)

    def log(self, name: str) -> Path:
        """Where a process of this name writes what it says."""
        return self.folder / f"{name}.log"

    def all_say(self, word: str, kind: str = "") -> None:
        """An order to every station, or to those of one kind."""
        for name, station in self.stations.items():
            if name.startswith(kind):
                station.tell(word)

    def equal_after(self, limit_s: float = 60.0) -> float:
        """Seconds until every station, the hub and the province hold the same events while nobody works.
        Raises TimeoutError."""
        self.all_say("rest")
        begun = time.monotonic()
        states: dict[str, object] = {}
        while time.monotonic() - begun < limit_s:
            states = self._states()
            if len(set(states.values())) == 1:
                return time.monotonic() - begun
            time.sleep(0.2)
        raise TimeoutError(f"not equal after {limit_s:g} s: {states}")

    def finish_everybody(self) -> None:
        """Lets the counters work until nobody waits and nobody is held. Raises TimeoutError when they stand still."""
        self.all_say("rest", "kiosk")
        self.all_say("hurry", "counter")
        self.all_say("work", "counter")
        moved = time.monotonic()
        while time.monotonic() - moved < STUCK_S:
            marks = {name: len(s.said) for name, s in self.stations.items() if name.startswith("counter")}
            time.sleep(1.5)
            lately = [self.stations[name].said[at:] for name, at in marks.items()]
            if all(_nothing_left(said) for said in lately):
                return
            if any(one["did"] in ("called", "served", "absent") for said in lately for one in said):
                moved = time.monotonic()
        raise TimeoutError("somebody waits and no counter gets on")

    def close(self) -> None:
        """Ends whatever still runs: stations first, so that they leave nothing unsent on purpose."""
        for name, station in self.stations.items():
            said = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in list(station.said))
            (self.folder / f"{name}.said").write_text(said, encoding="utf-8")
        enders = [threading.Thread(target=station.end) for station in self.stations.values()]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()
        for name in (*self.hubs, PROVINCE):
            if name in self.servers:
                self.servers[name].stop()
        for line in (*self.lans.values(), *self.others.values(), self.line):
            line.close()

    def _states(self) -> dict[str, object]:
        states: dict[str, object] = {name: s.ask("count")["events"] for name, s in self.stations.items()}
        try:
            states |= {name: feed_length(self.line_to(name)) for name in self.servers}
        except Away as away:
            states["away"] = str(away)
        return states

    def _config(self, name: str, more: Mapping[str, Mapping[str, object]]) -> Path:
        sections: dict[str, dict[str, object]] = {
            "office": {"id": OFFICE, "profile": str(self.profile)},
            "station": {"data_dir": str(self.folder / "data")},
            "hub": {"listen": "127.0.0.1:0", "station": HUB},
            "province": {"listen": "127.0.0.1:0", "station": PROVINCE},
        }
        for section, values in more.items():
            sections.setdefault(section, {}).update(values)
        return write_config(self.folder / f"{name}.toml", sections)


def _nothing_left(said: list[dict[str, Any]]) -> bool:
    """Whether a counter that works has found nobody, holds nobody, and did nothing else."""
    deeds = [one for one in said if one["did"] in ("idle", "called", "served", "absent", "trouble")]
    return bool(deeds) and all(one["did"] == "idle" and not one["held"] for one in deeds)


def feed_length(line: Line) -> int:
    """How many events a server's public feed tells of the office; closes the line. Raises Away."""
    cursor, count = "", 0
    try:
        while True:
            page = line.feed(OFFICE, "chaos", cursor, 0)
            count, cursor = count + len(page.events), page.cursor
            if not page.more:
                return count
    finally:
        line.close()


def address(url: str) -> tuple[str, int]:
    """(host, port) of a READY line's address."""
    host, _, port = url.rpartition("//")[2].rpartition(":")
    return host, int(port)


def until(fits: Callable[[], bool], seconds: float, what: str) -> float:
    """Polls until it fits; the seconds that it took. Raises TimeoutError."""
    begun = time.monotonic()
    while not fits():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(what)
        time.sleep(LOOK_S)
    return time.monotonic() - begun
