"""The configuration of one process: one TOML file, the command line over it, and defaults for a commune on this PC.

Frozen values, read by `kiosk.app.config_text`; standard library only, because a kiosk shows its first picture within
0.6 s of its start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from kiosk.app.folders import data_folder
from kiosk.domain.trouble import CallTechnician
from printing.config import PrinterConfig

Kind = Literal["kiosk", "counter", "board", "admin", "hub", "province"]
KINDS: tuple[str, ...] = get_args(Kind)
FACES = ("kiosk", "counter", "board", "admin")


class ConfigError(CallTechnician):
    """The configuration cannot be used; `faults` names every error (file, line, key, what to do), in Vietnamese."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("config-wrong", "\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class OfficeConfig:
    """Which office: its id in every event, the profile (built-in name or a TOML file), and what the sign says
    (empty: as the profile says)."""

    id: str = "commune-demo"
    profile: str = "commune"
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class StationConfig:
    """This station's name within the office, and the folder that holds one folder per station of the machine."""

    name: str = "kiosk-1"
    data_dir: Path = field(default_factory=data_folder)

    @property
    def folder(self) -> Path:
        """Where this station's own file lies."""
        return self.data_dir / self.name


@dataclass(frozen=True, slots=True)
class HubConfig:
    """The office's hub: `url` is where stations find it (empty: this office has none), `listen` where it serves,
    `station` its own name in the office. `others` are the addresses of the office's other hub PCs: stations look there
    when `url` no more holds the queue, hubs ask each other (queue-rules R4). A `standby` only follows until a person
    promotes it."""

    url: str = "http://127.0.0.1:8460"
    listen: str = "127.0.0.1:8460"
    station: str = "hub-1"
    others: tuple[str, ...] = ()
    standby: bool = False


@dataclass(frozen=True, slots=True)
class ProvinceConfig:
    """The province: `url` is where the hub finds it (empty: none), `listen` where it serves, `database` a
    `postgresql://` URL (empty: SQLite in the data folder), `workers` how many processes serve it (more than one:
    PostgreSQL)."""

    url: str = ""
    listen: str = "127.0.0.1:8470"
    database: str = field(default="", repr=False)
    station: str = "province"
    workers: int = 1


@dataclass(frozen=True, slots=True)
class KioskConfig:
    """The touch surface. An empty `technician_pin` closes the technician's corner; `idle_seconds` from the last
    touch to the question. `listen` is where it answers counters that cannot reach the hub (R2; empty: nowhere)."""

    windowed: bool = False
    language: str = "vi"
    technician_pin: str = field(default="", repr=False)
    idle_seconds: int = 30
    listen: str = ""


@dataclass(frozen=True, slots=True)
class DeskConfig:
    """Counter and admin: after how many minutes without a hand the window locks; 0 = only by Ctrl+L."""

    lock_minutes: int = 5


@dataclass(frozen=True, slots=True)
class CounterConfig:
    """The counter's number on the sign; 0 lets the clerk choose."""

    number: int = 0


@dataclass(frozen=True, slots=True)
class BoardConfig:
    """The board: a folder of the office's own recordings (None: those shipped), loudness in percent, the screen's
    diagonal."""

    voice_dir: Path | None = None
    muted: bool = False
    volume: int = 100
    screen_inches: float = 43.0


@dataclass(frozen=True, slots=True)
class LogConfig:
    """How much is written down."""

    level: str = "INFO"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything one process is told. `kind` is what it runs; `file` where it was read (None: defaults)."""

    kind: str = "kiosk"
    office: OfficeConfig = field(default_factory=OfficeConfig)
    station: StationConfig = field(default_factory=StationConfig)
    hub: HubConfig = field(default_factory=HubConfig)
    province: ProvinceConfig = field(default_factory=ProvinceConfig)
    printer: PrinterConfig = field(default_factory=PrinterConfig)
    kiosk: KioskConfig = field(default_factory=KioskConfig)
    desk: DeskConfig = field(default_factory=DeskConfig)
    counter: CounterConfig = field(default_factory=CounterConfig)
    board: BoardConfig = field(default_factory=BoardConfig)
    log: LogConfig = field(default_factory=LogConfig)
    file: Path | None = None


def address(listen: str) -> tuple[str, int]:
    """(host, port) of "host:port" or "[v6]:port"; port 0 takes any free one. ValueError for anything else."""
    host, colon, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError(f"not an address: {listen!r}")
    return host, int(port)
