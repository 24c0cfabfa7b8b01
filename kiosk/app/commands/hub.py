"""`motcua hub`."""

from __future__ import annotations

from kiosk.app.commands.options import ConfigFile, DataDir, Listen, Station, Verbose, configured


def hub(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    listen: Listen = None,
    verbose: Verbose = False,
) -> None:
    """Máy chủ của đơn vị: giữ hàng đợi chung và chuyển dữ liệu lên tỉnh."""
    settings = configured("hub", config, data_dir, station, verbose, hub__listen=listen)
    from kiosk.app import hub as service

    service.run(settings)
