"""`motcua doctor`: what is wrong with this machine, in plain words, with what to do."""

from __future__ import annotations

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Station, Verbose, configured

_MARKS = {"ok": "  đạt    ", "warn": "  CHÚ Ý  ", "error": "  LỖI    "}


def doctor(
    config: ConfigFile = None, data_dir: DataDir = None, station: Station = None, verbose: Verbose = False
) -> None:
    """Khám máy này: cấu hình, ổ đĩa, đồng hồ, dữ liệu, đường truyền, máy in, màn hình, loa."""
    from kiosk.app.config import ConfigError
    from kiosk.app.doctor import Finding, findings

    try:
        settings = configured("kiosk", config, data_dir, station, verbose)
        found = findings(settings)
    except ConfigError as wrong:
        found = [Finding("error", fault) for fault in wrong.faults]
    for finding in found:
        typer.echo(f"{_MARKS[finding.level]}{finding.what}")
        if finding.remedy and finding.level != "ok":
            typer.echo(f"           → {finding.remedy}")
    errors = sum(finding.level == "error" for finding in found)
    warnings = sum(finding.level == "warn" for finding in found)
    typer.echo(f"{len(found)} mục đã khám: {errors} lỗi, {warnings} chú ý.")
    raise typer.Exit(1 if errors else 0)
