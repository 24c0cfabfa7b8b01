"""`motcua join`: this machine becomes a station of its office, by a one-time code."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Verbose, configured

Server = Annotated[
    str, typer.Option("--server", metavar="https://…", help="Địa chỉ máy cấp phép, ghi cạnh mã ở máy quản trị.")
]
Code = Annotated[str, typer.Option("--code", metavar="MÃ", help="8 chữ và số; hoặc toàn bộ nội dung mã QR đã quét.")]
Fingerprint = Annotated[
    str, typer.Option("--fingerprint", metavar="VÂN_TAY", help="Vân tay chứng thư của máy cấp phép, nếu biết.")
]
Kind = Annotated[
    str, typer.Option("--kind", metavar="LOẠI", help="Chỉ nhận đúng loại máy này: kiosk, counter, board, admin, hub.")
]
_WHAT = {
    "kiosk": "máy lấy số",
    "counter": "máy của quầy",
    "board": "bảng gọi số",
    "admin": "máy quản trị",
    "hub": "máy chủ của đơn vị",
}


def join(
    server: Server = "",
    code: Code = "",
    fingerprint: Fingerprint = "",
    kind: Kind = "",
    config: ConfigFile = None,
    data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:
    """Cho máy này gia nhập đơn vị bằng mã dùng một lần: nhận tên, việc, chứng thư và cấu hình."""
    from kiosk.app import enrolling
    from kiosk.app.config_writing import file_to_write

    file = file_to_write(config)
    settings = configured("kiosk", config, data_dir, None, verbose)
    typed = code or typer.prompt("Mã (8 chữ và số, hoặc quét QR)")
    got = enrolling.join(settings, file, server, typed, fingerprint=fingerprint, kind=kind, data_dir=data_dir)
    counter = f" số {got.settings.counter}" if got.kind == "counter" and got.settings.counter else ""
    typer.echo(f"Đã gia nhập. Máy này là {got.station}, {_WHAT[got.kind]}{counter}, thuộc {got.office}.")
    typer.echo(f"Cấu hình: {file}")
    where = f" --config {file}" if config else ""
    typer.echo(f"Mở chương trình bằng lệnh: motcua {got.kind}{where}")
