"""Reading the configuration: every fault of the file and of the command line at once, with file, line and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.app.config import (
    FACES,
    BoardConfig,
    Config,
    ConfigError,
    CounterConfig,
    DeskConfig,
    HubConfig,
    KioskConfig,
    LogConfig,
    OfficeConfig,
    ProvinceConfig,
    StationConfig,
    address,
)  # fmt: skip
from kiosk.app.folders import config_file
from kiosk.services.profile import BUILT_IN
from kiosk.services.toml_table import Table, TomlFile
from printing.config import PrinterConfig, WrongPrinterSetting
from sync.trust.addresses import is_loopback

_CODE = re.compile(r"[a-z][a-z0-9-]{0,31}")
_CODE_FORM = "chữ thường không dấu, số và gạch nối, bắt đầu bằng chữ, tối đa 32 ký tự, ví dụ kiosk-1"
_PIN = re.compile(r"[0-9]{4,12}|")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_NO_LIMIT = 2**31


def load_config(path: Path | None = None, overrides: Mapping[str, Any] | None = None, kind: str = "kiosk") -> Config:
    """The configuration of a process of this `kind`.

    `path` as the person gave it, else `$MOTCUA_CONFIG`, else the usual places, else defaults. `overrides` maps
    "section.key" to values of the command line; None values are left out. Raises ConfigError with every fault.
    """
    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    file = TomlFile(path or config_file(), given)
    config = None if file.faults else _read(file, kind)
    if config is None or file.faults:
        raise ConfigError(file.faults_by_line())
    return config


def _read(file: TomlFile, kind: str) -> Config:
    tables = {name: file.root.table(name, optional=True) for name in _SECTIONS}
    counter = _counter(tables["counter"])
    hub, province = _hub(tables["hub"]), _province(tables["province"])
    own_name = {"hub": hub.station, "province": province.station, "counter": f"counter-{counter.number or 1}"}
    config = Config(
        kind=kind,
        office=_office(tables["office"], file),
        station=_station(tables["station"], own_name.get(kind, f"{kind}-1"), face=kind in FACES),
        hub=hub,
        province=province,
        printer=_printer(tables["printer"]),
        kiosk=_kiosk(tables["kiosk"]),
        desk=_desk(tables["desk"]),
        counter=counter,
        board=_board(tables["board"], file),
        log=LogConfig(tables["log"].choice("level", _LEVELS, "INFO")),
        file=file.file,
    )
    for table in (*tables.values(), file.root):
        table.finish()
    return config


_SECTIONS = ("office", "station", "hub", "province", "printer", "kiosk", "desk", "counter", "board", "log")


def _office(table: Table, file: TomlFile) -> OfficeConfig:
    usual = OfficeConfig()
    profile = table.text("profile", usual.profile)
    if profile not in BUILT_IN:
        profile = str(_existing(table, "profile", profile, file) or profile)
    return OfficeConfig(_code(table, "id", usual.id), profile, table.text("name", ""), table.text("place", ""))


def _station(table: Table, usual_name: str, face: bool) -> StationConfig:
    name = _code(table, "name", usual_name)
    folder = table.text("data_dir", "")
    if not face:  # the name in the file is that of the machine's face; hub and province have names of their own
        name = usual_name
    return StationConfig(name, Path(folder).expanduser().absolute()) if folder else StationConfig(name)


def _hub(table: Table) -> HubConfig:
    usual = HubConfig()
    others = tuple(_is_url(table, "others", str(text).strip()) for text in table.items("others", str, ()))
    return HubConfig(
        _url(table, "url", usual.url),
        _listen(table, usual.listen),
        _code(table, "station", usual.station),
        others,
        table.flag("standby", usual.standby),
    )


def _province(table: Table) -> ProvinceConfig:
    usual = ProvinceConfig()
    database = table.text("database", "")
    if database and not database.startswith(("postgresql://", "postgres://")):
        table.fault("database", "không phải địa chỉ PostgreSQL. Hãy ghi postgresql://… hoặc để trống để dùng SQLite.")
    workers = table.whole("workers", 1, 64, usual.workers)
    if workers > 1 and not database:
        table.fault("workers", "nhiều tiến trình chỉ dùng được với PostgreSQL. Hãy ghi database, hoặc để workers = 1.")
    url, station = _url(table, "url", usual.url), _code(table, "station", usual.station)
    return ProvinceConfig(url, _listen(table, usual.listen), database, station, workers)


def _printer(table: Table) -> PrinterConfig:
    values: dict[str, Any] = {}
    for setting in fields(PrinterConfig):
        usual: Any = setting.default
        if isinstance(usual, bool):
            values[setting.name] = table.flag(setting.name, usual)
        elif isinstance(usual, int):
            values[setting.name] = table.whole(setting.name, 0, _NO_LIMIT, usual)
        elif isinstance(usual, float):
            values[setting.name] = table.number(setting.name, 0, 600, usual)
        else:
            values[setting.name] = table.text(setting.name, usual)
    try:
        return PrinterConfig(**values)
    except WrongPrinterSetting as wrong:
        for name, what in wrong.faults:
            table.fault(name, what)
    return PrinterConfig()


def _kiosk(table: Table) -> KioskConfig:
    pin = table.text("technician_pin", "")
    if not _PIN.fullmatch(pin):
        table.fault("technician_pin", "mã phải gồm 4 đến 12 chữ số. Hãy đổi mã, hoặc để trống để khóa góc kỹ thuật.")
    usual = KioskConfig()
    return KioskConfig(
        windowed=table.flag("windowed", usual.windowed),
        language=table.choice("language", ("vi", "en"), usual.language),
        technician_pin=pin,
        idle_seconds=table.whole("idle_seconds", 10, 600, usual.idle_seconds),
        listen=_listen(table, "") if table.has("listen") else usual.listen,
    )


def _desk(table: Table) -> DeskConfig:
    return DeskConfig(table.whole("lock_minutes", 0, 240, DeskConfig().lock_minutes))


def _counter(table: Table) -> CounterConfig:
    return CounterConfig(table.whole("number", 0, 199, 0))


def _board(table: Table, file: TomlFile) -> BoardConfig:
    usual = BoardConfig()
    voice = table.text("voice_dir", "")
    return BoardConfig(
        voice_dir=_existing(table, "voice_dir", voice, file, folder=True) if voice else None,
        muted=table.flag("muted", usual.muted),
        volume=table.whole("volume", 0, 100, usual.volume),
        screen_inches=table.number("screen_inches", 7, 200, usual.screen_inches),
    )


def _code(table: Table, key: str, usual: str) -> str:
    text = table.text(key, usual)
    if text and not _CODE.fullmatch(text):
        table.fault(key, f"{text!r} không đúng dạng. Hãy ghi {_CODE_FORM}.")
    return text


def _url(table: Table, key: str, usual: str) -> str:
    return _is_url(table, key, table.text(key, usual, blank=True).strip())


def _is_url(table: Table, key: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        good = not text or (parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0)
        plain = parts.scheme == "http" and not is_loopback(parts.hostname or "")
    except ValueError:
        good = plain = False
    if good and plain:
        table.fault(key, f"{text!r} không được mã hóa, chỉ dùng được trong cùng một máy. Hãy ghi https://… và cho máy"
                    " này gia nhập: motcua join.")  # fmt: skip
    if not good:
        table.fault(key, f"{text!r} không phải địa chỉ. Hãy ghi như https://192.168.1.10:8460, hoặc để trống.")
    return text.rstrip("/")


def _listen(table: Table, usual: str) -> str:
    text = table.text("listen", usual)
    try:
        address(text)
    except ValueError:
        table.fault("listen", f"{text!r} không đúng dạng. Hãy ghi địa chỉ và cổng như 0.0.0.0:8460.")
    return text


def _existing(table: Table, key: str, text: str, file: TomlFile, folder: bool = False) -> Path | None:
    """A path of the configuration, relative to the configuration's own folder; a fault when nothing is there."""
    base = file.file.absolute().parent if file.file else Path.cwd()
    path = base / Path(text).expanduser()
    if path.is_dir() if folder else path.is_file():
        return path
    what = "thư mục" if folder else "tệp"
    also = "" if folder else f", hoặc dùng hồ sơ có sẵn: {', '.join(BUILT_IN)}"
    table.fault(key, f"không thấy {what} {path}. Hãy sửa đường dẫn{also}.")
    return None
