"""`motcua promote`: a person makes another PC the office's hub, step by step (queue-rules R4)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Verbose, configured
from kiosk.domain.epoch import change_of
from kiosk.domain.service_day import local_time

if TYPE_CHECKING:
    from sync.roll_forms import Roll
    from sync.staff_line import StaffLine

Server = Annotated[
    str, typer.Option("--server", metavar="URL", help="Máy sẽ thành máy chủ; bỏ trống: máy chủ dự phòng trên máy này.")
]
Login = Annotated[str, typer.Option("--login", prompt="Tên đăng nhập", help="Lãnh đạo bộ phận hoặc kỹ thuật.")]
Wait = Annotated[int, typer.Option("--wait", metavar="GIÂY", min=0, max=3600, help="Chờ các quầy trả lời bao lâu.")]
Off = Annotated[
    list[str] | None, typer.Option("--off", metavar="MÁY", help="Máy mà bạn xác nhận đã tắt hẳn; ghi được nhiều lần.")
]

DUTIES = {
    "serving": "đang giữ hàng đợi",
    "standby": "dự phòng",
    "roll-call": "đang điểm danh",
    "waiting": "vừa khởi động lại, chờ xác nhận chưa bị thay",
    "retired": "đã được thay",
}
STATES = {
    "answered": "đã trả lời",
    "missing": "CHƯA trả lời",
    "declared-off": "đã xác nhận tắt",
    "elsewhere": "đã theo máy khác, nơi cũng đang điểm danh",
}
NEW = "Máy chủ cũ đã hỏng hoặc tắt? Từ lúc điểm danh, các quầy chỉ theo máy mới."
STRANDED = "{} người chờ từ trước khi dữ liệu máy này được chép lại. Điểm danh các quầy để gọi họ tại đây?"
LOOK_S = 1.0


def promote(
    login: Login,
    server: Server = "",
    wait: Wait = 30,
    off: Off = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:
    """Chuyển máy dự phòng thành máy chủ hàng đợi: điểm danh các quầy rồi nhận hàng đợi."""
    settings = configured("hub", config, data_dir, None, verbose)
    from kiosk.app.asking import staff_line

    password = typer.prompt("Mật khẩu", hide_input=True)
    with staff_line(settings, server) as line:
        line.sign_in(settings.office.id, login, password)
        roll = line.roll()
        typer.echo(f"Máy chủ {line.url}: {DUTIES.get(roll.duty, roll.duty)}, lần thứ {change_of(roll.epoch)}.")
        if roll.duty == "serving" and not roll.tickets:
            typer.echo("Máy này đang giữ hàng đợi rồi; không cần làm gì.")
            return
        if roll.duty == "waiting" and typer.confirm("Chắc chắn chưa máy nào thay máy này khi nó tắt?"):
            line.act_on_roll("clearance")
            typer.echo("Xong. Máy này tiếp tục giữ hàng đợi.")
            return
        elsewhere = [entry.station for entry in roll.entries if entry.state == "elsewhere"]
        if roll.duty != "roll-call" or elsewhere:
            words = f"{', '.join(elsewhere)} {STATES['elsewhere']}. Điểm danh lại từ đầu tại đây?" if elsewhere else NEW
            words = STRANDED.format(roll.tickets) if roll.duty == "serving" else words
            typer.confirm(words, abort=True)
            line.act_on_roll("roll/begin")
        roll = _hear(line, wait)
        _account_for_the_missing(line, roll, off)
        line.act_on_roll("roll/promotion")
        typer.echo("Xong. Máy này giữ hàng đợi từ bây giờ; các quầy và máy lấy số tự tìm tới.")


def _hear(line: StaffLine, wait: int) -> Roll:
    """Shows who answers until everybody has, or the time is over."""
    end, said = time.monotonic() + wait, set[str]()
    while True:
        roll = line.roll()
        for entry in roll.entries:
            if entry.state == "answered" and entry.station not in said:
                said.add(entry.station)
                at = f"{local_time(entry.at):%H:%M:%S}"
                typer.echo(f"  {at}  {entry.station}: {STATES[entry.state]}, giữ {entry.held} người")
        if all(entry.state != "missing" for entry in roll.entries) or time.monotonic() >= end:
            return roll
        time.sleep(LOOK_S)


def _account_for_the_missing(line: StaffLine, roll: Roll, off: list[str] | None) -> None:
    """Each silent machine is declared switched off by its name, or the whole thing ends here."""
    for entry in roll.entries:
        if entry.state != "missing":
            continue
        typer.echo(f"  {entry.station}: {STATES['missing']}. Chỉ xác nhận khi đã TẬN MẮT thấy máy tắt.")
        if entry.station not in (off or []) and typer.prompt(f"Gõ lại “{entry.station}” để xác nhận") != entry.station:
            typer.echo("Chưa xác nhận. Bật máy đó lên hoặc tắt hẳn rồi chạy lại lệnh này; các quầy đã trả lời vẫn chờ.")
            raise typer.Exit(1)
        line.act_on_roll("roll/declarations", entry.station)
