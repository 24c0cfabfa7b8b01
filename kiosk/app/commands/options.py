"""Options that every surface and service shares, and the way from them to a configuration with a running log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kiosk.app.config import FACES, Config
from kiosk.app.config_text import load_config
from kiosk.app.logging_setup import start_logging

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="TỆP", help="Tệp cấu hình TOML. Bỏ trống: tìm ở nơi quen thuộc.")
]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="THƯ_MỤC", help="Nơi chứa dữ liệu của máy này.")]
Station = Annotated[str | None, typer.Option("--station", metavar="TÊN", help="Tên máy trong đơn vị, ví dụ kiosk-2.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Ghi nhật ký chi tiết ra màn hình lệnh.")]
Windowed = Annotated[bool, typer.Option("--windowed", help="Chạy trong cửa sổ, không chiếm toàn màn hình.")]
Hand = Annotated[bool, typer.Option("--hand", help="Diễn tập: nhận thao tác chạm và phím qua đầu vào chuẩn.")]
Listen = Annotated[
    str | None, typer.Option("--listen", metavar="ĐỊA_CHỈ:CỔNG", help="Địa chỉ phục vụ, ví dụ 0.0.0.0:8460.")
]


def configured(
    kind: str, file: Path | None, data_dir: Path | None, station: str | None, verbose: bool, **settings: Any
) -> Config:
    """The configuration of this process, with its log started. `settings` are "section__key" of this command.

    Raises ConfigError.
    """
    overrides = {name.replace("__", "."): value for name, value in settings.items()}
    overrides["station.data_dir"] = str(data_dir) if data_dir else None
    overrides["station.name" if kind in FACES else f"{kind}.station"] = station
    config = load_config(file, overrides, kind)
    start_logging(config.station.folder, config.log.level, verbose)
    return config
