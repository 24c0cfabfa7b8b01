"""`motcua self-test`: the program proves on this machine that its parts work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[
    Path | None, typer.Option("--out", metavar="THƯ_MỤC", help="Giữ lại ảnh, phiếu và PDF ở đây (bỏ trống: không giữ).")
]
Pictures = Annotated[
    Path | None, typer.Option("--pictures", metavar="THƯ_MỤC", help="Chỉ vẽ mọi trang màn hình vào đây rồi thoát.")
]


def self_test(out: Out = None, pictures: Pictures = None) -> None:
    """Tự kiểm tra chương trình: mở kho mã hóa, vẽ mọi trang, in một phiếu, tạo PDF, đọc loa."""
    if pictures:
        from ui.pictures import draw_all

        for picture in draw_all(pictures):
            typer.echo(str(picture))
        return
    from kiosk.app.selftest import run

    raise typer.Exit(0 if run(out, typer.echo) else 1)
