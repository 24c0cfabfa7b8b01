"""`motcua province`."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Listen, Station, Verbose, configured

Database = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="postgresql://…; bỏ trống: SQLite trong thư mục dữ liệu."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="SỐ", min=1, help="Số tiến trình cùng phục vụ (cần PostgreSQL).")
]
Socket = Annotated[int | None, typer.Option("--socket", hidden=True)]


def province(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    listen: Listen = None,
    database: Database = None,
    workers: Workers = None,
    socket: Socket = None,
    verbose: Verbose = False,
) -> None:
    """Máy chủ của tỉnh: nhận nhật ký của mọi đơn vị."""
    settings = configured(
        "province", config, data_dir, station, verbose,
        province__listen=listen, province__database=database, province__workers=workers,
    )  # fmt: skip
    from kiosk.app import province as service

    if socket is None:
        service.run(settings)
    else:
        service.work(settings, socket)
