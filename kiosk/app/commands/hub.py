"""`motcua hub`."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Listen, Station, Verbose, configured


def hub(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    listen: Listen = None,
    standby: Annotated[
        bool, typer.Option("--standby", help="Dự phòng: chỉ theo dõi, chờ được chuyển thành máy chủ chính.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Máy chủ của đơn vị: giữ hàng đợi chung và chuyển dữ liệu lên tỉnh."""
    settings = configured("hub", config, data_dir, station, verbose, hub__listen=listen, hub__standby=standby or None)
    from kiosk.app import hub as service

    service.run(settings)
