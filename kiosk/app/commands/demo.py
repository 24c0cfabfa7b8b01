"""`motcua demo`: the rehearsal of a whole office."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kiosk.app.logging_setup import start_logging

Headless = Annotated[bool, typer.Option("--headless", help="Không mở cửa sổ (mặc định khi không có màn hình).")]
Kiosks = Annotated[int, typer.Option("--kiosks", min=1, max=19, help="Số máy lấy số.")]
Counters = Annotated[int, typer.Option("--counters", min=1, max=40, help="Số quầy.")]
Visitors = Annotated[int, typer.Option("--visitors", min=1, max=5000, help="Số người dân đến lấy số.")]
Outage = Annotated[float, typer.Option("--outage", min=0, max=3600, help="Số giây cắt đường lên tỉnh giữa buổi.")]
Seed = Annotated[int, typer.Option("--seed", help="Hạt giống của kịch bản: cùng số, cùng người, cùng thứ tự.")]
Out = Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Nơi để ảnh, phiếu và report.json.")]
ProvinceDb = Annotated[
    str, typer.Option("--province-db", metavar="URL", help="PostgreSQL cho tỉnh: postgresql://…; bỏ trống: SQLite.")
]
KillHub = Annotated[bool, typer.Option("--kill-hub", help="Giết máy chủ đơn vị (kill -9) giữa buổi rồi mở lại.")]
Profile = Annotated[str, typer.Option("--profile", help="Loại đơn vị: commune (xã) hoặc province (tỉnh).")]
Trust = Annotated[bool, typer.Option("--trust/--no-trust", help="Mọi máy gia nhập, nói qua TLS và ký từng yêu cầu.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Ghi nhật ký chi tiết ra màn hình lệnh.")]


def demo(
    headless: Headless = False,
    kiosks: Kiosks = 2,
    counters: Counters = 3,
    visitors: Visitors = 120,
    outage: Outage = 20,
    seed: Seed = 1,
    out: Out = Path("out/demo"),
    province_db: ProvinceDb = "",
    kill_hub: KillHub = False,
    profile: Profile = "commune",
    trust: Trust = True,
    verbose: Verbose = False,
) -> None:
    """Diễn tập cả một đơn vị: tỉnh, máy chủ, máy lấy số, quầy, bảng gọi số."""
    from kiosk.app.rehearsal.demo import run
    from kiosk.app.rehearsal.options import DemoOptions

    start_logging(out, "INFO", verbose)
    options = DemoOptions(
        headless=headless or not has_display(),
        kiosks=kiosks,
        counters=counters,
        visitors=visitors,
        outage=outage,
        seed=seed,
        out=out,
        province_db=province_db,
        kill_hub=kill_hub,
        profile=profile,
        trust=trust,
    )
    raise typer.Exit(run(options))


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere under X11 or Wayland."""
    return sys.platform in ("win32", "darwin") or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))
