"""An office of real processes: province, hub, and stations without windows, each behind a rough line of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from roughline import RoughLine

from kiosk.app.rehearsal.processes import Service, write_config
from kiosk.app.rehearsal.profile import write_profile

ACTOR = Path(__file__).parent / "actor.py"
OFFICE, HUB, PROVINCE = "commune-chaos", "hub-1", "province"
START_S = 60.0
LOOK_S = 0.05
ARRIVAL = 12
STUCK_S = 45.0
"""So long may no counter have done anything while somebody waits."""


class StationProcess:
    """A station's process and everything that it ever said, over all its lives."""

    def __init__(self, name: str, command: list[str], log: Path, env: Mapping[str, str] | None = None) -> None:
        self.name, self.said = name, list[dict[str, Any]]()
        self.env = dict(env or {})
        self._command, self._log = command, log
        self.start()

    def start(self) -> None:
        """Another life."""
        self.life = len(self.said)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env={**os.environ, **self.env}
            )
        self._reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                if line.endswith(b"\n"):
                    self.said.append(json.loads(line))

    def tell(self, word: str) -> None:
        """Gives an order; a dead process does not hear it."""
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(word.encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            return

    def wait_for(self, did: str, since: int | None = None, seconds: float = START_S) -> dict[str, Any]:
        """The next thing of this kind that it says after `since` (an index into `said`; None: in this life)."""
        at, limit = self.life if since is None else since, time.monotonic() + seconds
        while time.monotonic() < limit:
            for one in self.said[at:]:
                if one["did"] in (did, "closed"):
                    return one
            if self.process.poll() is not None and not self._reader.is_alive():
                break
            time.sleep(LOOK_S)
        raise TimeoutError(f"{self.name} did not say {did!r}; see {self._log}")

    def ask(self, word: str, seconds: float = START_S) -> dict[str, Any]:
        """An order that is answered by a line of the same name."""
        since = len(self.said)
        self.tell(word)
        return self.wait_for(word, since, seconds)

    def kill(self) -> None:
        """SIGKILL; what it had said is still read."""
        self.process.kill()
        self.process.wait()
        self._reader.join(10)

    def end(self) -> None:
        """Ends in good order, or after a while by force."""
        self.tell("end")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reader.join(10)

    def things(self, did: str) -> list[dict[str, Any]]:
        """Everything of one kind that it said."""
        return [one for one in list(self.said) if one["did"] == did]


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
    above: bool = True
    """Whether there is a province."""
    stations: dict[str, StationProcess] = field(default_factory=dict)
    lans: dict[str, RoughLine] = field(default_factory=dict)
    line: RoughLine | None = None
    province: Service | None = None
    hub: Service | None = None
    hub_name: str = HUB
    """Who is the hub now."""
    others: dict[str, RoughLine] = field(default_factory=dict)
    """Lines to a standby: of the stations, and of the hub."""
    elsewhere: dict[str, Path] = field(default_factory=dict)
    """Folders of stations that do not lie where they should."""
    behind: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    """Stations on another machine: the words that start a process there, and where the hub is for it."""

    def __enter__(self) -> Office:
        (self.folder / "data").mkdir(parents=True)
        self.profile = write_profile(
            self.folder / "profile.toml", "commune", kiosks=self.kiosks, counters=max(1, self.counters)
        )
        try:
            if self.above:
                self.province = self._service(PROVINCE, "province", {})
                self.line = RoughLine(address(self.province.ready()[0]), self.seed)
            self.hub = self._service(HUB, "hub", {**self._above(), "hub": self._standby(HUB)})
            self.hub_at = address(self.hub.ready()[0])
            for kind, count in (("kiosk", self.kiosks), ("counter", self.counters), ("board", self.boards)):
                for n in range(1, count + 1):
                    self.open_station(f"{kind}-{n}")
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
        return [*self.stations, HUB, *([PROVINCE] if self.above else [])]

    def open_station(self, name: str, env: Mapping[str, str] | None = None) -> StationProcess:
        """Starts a station's process behind a line of its own."""
        kind, _, number = name.partition("-")
        self.lans.setdefault(name, RoughLine(self.hub_at, self.seed + len(self.lans)))
        station: dict[str, object] = {"name": name}
        if folder := self.elsewhere.get(name):
            station = {"name": folder.name, "data_dir": str(folder.parent)}
        prefix, url = self.behind.get(name, ([], self.lans[name].url))
        sections: dict[str, dict[str, object]] = {"station": station, "hub": {"url": url, **self._standby(name)}}
        if kind == "counter":
            sections["counter"] = {"number": int(number)}
        self.stations[name] = StationProcess(name, [*prefix, *self.words(name, kind, sections)], self.log(name), env)
        return self.stations[name]

    def _above(self) -> dict[str, dict[str, object]]:
        return {"province": {"url": self.line.url if self.line else ""}}

    def _standby(self, name: str) -> dict[str, object]:
        """Where the office's other hub is for one process."""
        return {"others": [self.others[name].url]} if name in self.others else {}

    def words(self, name: str, kind: str, sections: dict[str, dict[str, object]]) -> list[str]:
        """The command line of an actor with a configuration of its own."""
        config = self._config(name, sections)
        pace = self.pace * ARRIVAL if kind == "kiosk" else self.pace
        return [sys.executable, str(ACTOR), kind, str(config), f"{self.seed}/{name}", str(pace)]

    def kill(self, name: str) -> None:
        """kill -9."""
        self._process(name).kill()

    def revive(self, name: str) -> None:
        """Starts a killed process again, without waiting until it is ready (hub and province: until they serve)."""
        if name in self.stations:
            self.stations[name].start()
        elif name == HUB:
            assert self.hub is not None
            self.hub_at = address(self.hub.restart()[0])
            for lan in self.lans.values():
                lan.target = self.hub_at
        else:
            assert self.province is not None
            assert self.line is not None
            self.line.target = address(self.province.restart()[0])

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
        for service in (self.hub, self.province):
            if service:
                service.stop()
        for line in (*self.lans.values(), *self.others.values(), *([self.line] if self.line else [])):
            line.close()

    def _process(self, name: str) -> Any:
        return self.stations.get(name) or (self.hub if name == HUB else self.province)

    def _states(self) -> dict[str, object]:
        from sync.client import Away

        states: dict[str, object] = {name: s.ask("count")["events"] for name, s in self.stations.items()}
        try:
            states[self.hub_name] = feed_length(url_of(self.hub_at))
            if self.line:
                states[PROVINCE] = feed_length(url_of(self.line.target))
        except Away as away:
            states[self.hub_name] = str(away)
        return states

    def _service(self, name: str, kind: str, sections: dict[str, dict[str, object]]) -> Service:
        return Service(name, [kind, "--config", str(self._config(name, sections))], self.log(name))

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


def feed_length(url: str) -> int:
    """How many events a server's public feed tells of the office."""
    from sync.client import Line

    line, cursor, count = Line(url), "", 0
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
    host, _, port = url.removeprefix("http://").rpartition(":")
    return host, int(port)


def url_of(at: tuple[str, int]) -> str:
    """The address as a line wants it."""
    return f"http://{at[0]}:{at[1]}"


def until(fits: Callable[[], bool], seconds: float, what: str) -> float:
    """Polls until it fits; the seconds that it took. Raises TimeoutError."""
    begun = time.monotonic()
    while not fits():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(what)
        time.sleep(LOOK_S)
    return time.monotonic() - begun
