"""`motcua printer`: the virtual printer, and the hand that takes its paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.domain.trouble import CallTechnician, Refused

Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng nhận lệnh in; 0: cổng trống bất kỳ.")]
Out = Annotated[Path, typer.Option("--out", metavar="THƯ_MỤC", help="Nơi ghi từng phiếu (.bin và .png).")]
Control = Annotated[int, typer.Option("--control", min=0, max=65535, help="Cổng điều khiển; 0: cổng trống bất kỳ.")]
Width = Annotated[int, typer.Option("--width", help="Khổ giấy: 80 hoặc 58 mm.")]
Tell = Annotated[
    str,
    typer.Option(
        "--tell", metavar="VIỆC",
        help="Báo một việc cho máy in đang chạy ở cổng --control rồi thoát: paper_out, paper_in, near_end, cover_open, "
        "cover_close, cutter_error, mute, unmute, 'slow ms=300', 'drop_after bytes=20000', normal, state.",
    ),
]  # fmt: skip


def printer(
    port: Port = 9100, out: Out = Path("out/printer"), control: Control = 0, width: Width = 80, tell: Tell = ""
) -> None:
    """Máy in ảo: nhận phiếu qua TCP, trả lời trạng thái, ghi phiếu thành ảnh."""
    if tell:
        typer.echo(_told(control, tell))
        return
    from printing.config import DOTS
    from printing.virtual.server import run

    if width not in DOTS:
        raise Refused("paper-width", f"Không có khổ giấy {width} mm.", "Hãy chọn --width 80 hoặc --width 58.")
    try:
        run(port, out, control, DOTS[width], typer.echo)
    except OSError as taken:
        raise CallTechnician(
            "printer-start", f"Không mở được máy in ảo: {taken.strerror}.", "Chọn --port, --control hoặc --out khác."
        ) from taken


def _told(port: int, command: str) -> str:
    from printing.virtual.control import ControlRefused, send

    try:
        state = send("127.0.0.1", port, command)
    except ControlRefused as refused:
        raise Refused("printer-command", f"Máy in ảo không hiểu: {refused}.", "Xem: motcua printer --help") from refused
    except OSError as away:
        raise Refused(
            "printer-away", f"Không có máy in ảo ở cổng điều khiển {port}.", "Xem cổng ở dòng READY của máy in."
        ) from away
    return "\n".join(f"{name}: {value}" for name, value in state.items())
