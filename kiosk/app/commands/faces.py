"""The commands that open a window: kiosk, counter, board, admin."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Hand, Station, Verbose, Windowed, configured


def kiosk(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    windowed: Windowed = False,
    hand: Hand = False,
    verbose: Verbose = False,
) -> None:
    """Máy lấy số cho người dân."""
    settings = configured("kiosk", config, data_dir, station, verbose, kiosk__windowed=windowed or None)
    from kiosk.app import faces

    raise typer.Exit(faces.run_kiosk(settings, hand=hand, windowed=settings.kiosk.windowed))


def counter(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    number: Annotated[int | None, typer.Option("--number", metavar="SỐ", help="Số quầy trên biển hiệu.")] = None,
    windowed: Windowed = False,
    hand: Hand = False,
    verbose: Verbose = False,
) -> None:
    """Quầy của cán bộ tiếp nhận: gọi số, phục vụ, chuyển, tạm giữ."""
    settings = configured("counter", config, data_dir, station, verbose, counter__number=number)
    from kiosk.app import faces

    raise typer.Exit(faces.run_counter(settings, hand=hand, windowed=windowed))


def board(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    muted: Annotated[bool, typer.Option("--muted", help="Không đọc loa.")] = False,
    windowed: Windowed = False,
    hand: Hand = False,
    verbose: Verbose = False,
) -> None:
    """Bảng gọi số và loa của phòng chờ."""
    settings = configured("board", config, data_dir, station, verbose, board__muted=muted or None)
    from kiosk.app import faces

    raise typer.Exit(faces.run_board(settings, hand=hand, windowed=windowed))


def admin(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    station: Station = None,
    windowed: Windowed = False,
    hand: Hand = False,
    verbose: Verbose = False,
) -> None:
    """Trang của lãnh đạo bộ phận và kỹ thuật viên: tình hình hôm nay, máy in, nhân sự."""
    settings = configured("admin", config, data_dir, station, verbose)
    from kiosk.app import faces

    raise typer.Exit(faces.run_admin(settings, hand=hand, windowed=windowed))
