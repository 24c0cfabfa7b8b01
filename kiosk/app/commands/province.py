"""`motcua province`."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Listen, Station, Verbose, configured

Database = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="postgresql://…; bỏ trống: SQLite trong thư mục dữ liệu."),
]


def province(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    listen: Listen = None,
    database: Database = None,
    verbose: Verbose = False,
) -> None:
    """Máy chủ của tỉnh: nhận nhật ký của mọi đơn vị."""
    settings = configured(
        "province", config, data_dir, station, verbose, province__listen=listen, province__database=database
    )
    from kiosk.app import province as service

    service.run(settings)
