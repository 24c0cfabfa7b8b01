"""`motcua trust`: the authority that lets stations in, and who comes in and out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, cast

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Verbose, configured
from kiosk.domain.trouble import Refused

if TYPE_CHECKING:
    from kiosk.app.config import Config
    from sync.trust.asking import AuthorityLine
    from sync.trust.forms import Kind as Kinds

Office = Annotated[str, typer.Option("--office", metavar="MÃ", help="Mã đơn vị; bỏ trống: đơn vị trong cấu hình.")]
Station = Annotated[str, typer.Option("--station", metavar="TÊN", help="Tên máy, ví dụ kiosk-2.")]
Kind = Annotated[
    str, typer.Option("--kind", metavar="LOẠI", help="kiosk, counter, board, admin hoặc hub; bỏ trống: theo tên máy.")
]
Counter = Annotated[int, typer.Option("--counter", metavar="SỐ", min=0, max=199, help="Số quầy trên biển hiệu.")]
Minutes = Annotated[int, typer.Option("--minutes", metavar="PHÚT", min=1, max=1440, help="Mã có hạn bao lâu.")]
Profile = Annotated[str, typer.Option("--profile", metavar="HỒ_SƠ", help="Hồ sơ của đơn vị; hỏi một lần.")]
Hub = Annotated[str, typer.Option("--hub", metavar="https://…", help="Địa chỉ máy chủ đơn vị; hỏi một lần.")]


def init(
    office: Annotated[
        bool, typer.Option("--office", help="Đơn vị độc lập, không có tỉnh: máy chủ đơn vị tự cấp phép.")
    ] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:
    """Lập máy cấp phép: máy chủ của tỉnh, hoặc (--office) máy chủ của đơn vị độc lập."""
    from kiosk.app.config_writing import file_to_write
    from kiosk.app.enrolling import found_authority

    file = file_to_write(config)
    settings = configured("hub" if office else "province", config, data_dir, None, verbose)
    made = found_authority(settings, file, office=office)
    typer.echo("Đã lập máy cấp phép. Từ nay máy chủ này chỉ nói qua TLS và chỉ với máy đã gia nhập.")
    typer.echo(f"Vân tay chứng thư: {made.fingerprint}")
    typer.echo(f"Địa chỉ cho các máy khác: {made.address} (ghi trong {file})")
    typer.echo(
        f"SAO LƯU NGAY thư mục {made.folder} và tệp {made.folder.parent / 'station.key'} vào nơi an toàn: "
        "mất chúng thì mọi máy phải gia nhập lại."
    )
    typer.echo(f"Mở máy chủ: motcua {'hub' if office else 'province'}; rồi cấp mã: motcua trust code --station kiosk-1")


def code(
    station: Station,
    office: Office = "",
    kind: Kind = "",
    counter: Counter = 0,
    minutes: Minutes = 30,
    profile: Profile = "",
    hub: Hub = "",
    config: ConfigFile = None,
    data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:
    """Cấp mã dùng một lần để một máy gia nhập. Chạy ở máy cấp phép, khi máy chủ đang chạy."""
    settings = configured("hub", config, data_dir, None, verbose)
    from sync.trust.forms import CodeWish, Settings

    kind, given = _checked(kind or station.rpartition("-")[0]), Settings(counter=counter, profile=profile, hub=hub)
    with _authority_of(office, settings) as (line, home):
        wish = CodeWish(office=home, station=station, kind=kind, minutes=minutes, settings=given)
        made = line.code(wish)
    typer.echo(f"Mã cho {wish.station} ({wish.kind}): {made.code}   hạn {minutes} phút, dùng một lần")
    typer.echo(f"Ở máy mới: motcua join --server {made.server} --code {made.code}")
    if sys.stdout.isatty():
        import segno

        segno.make(made.qr, error="l").terminal(compact=True)


def withdraw(
    station: Station, office: Office = "", config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False
) -> None:
    """Hủy mã chưa dùng của một máy: ai cầm mã đó không gia nhập được nữa."""
    with _authority_of(office, configured("hub", config, data_dir, None, verbose)) as (line, home):
        count = line.withdraw(home, station)
    typer.echo(f"Đã hủy mã của {station}." if count else f"{station} của {home} không có mã nào đang chờ.")


def revoke(
    station: Station, office: Office = "", config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False
) -> None:
    """Thu hồi một máy: bị từ chối từ yêu cầu tiếp theo; dữ liệu trên máy đó vẫn còn nguyên."""
    with _authority_of(office, configured("hub", config, data_dir, None, verbose)) as (line, home):
        count = line.revoke(home, station)
    typer.echo(f"Đã thu hồi {station} của {home}." if count else f"{station} của {home} đã bị thu hồi từ trước.")


@contextmanager
def _authority_of(office: str, settings: Config) -> Iterator[tuple[AuthorityLine, str]]:
    """The authority that runs on this machine, and the office that is meant. Raises Refused where one must be named."""
    from kiosk.app.enrolling import own_authority

    with own_authority(settings) as line:
        if not office and line.of_province:
            raise Refused("office-missing", "Tỉnh có nhiều đơn vị.", "Thêm --office, ví dụ --office phuong-quy-nhon.")
        yield line, office or settings.office.id


def _checked(kind: str) -> Kinds:
    from kiosk.services.enrolling import KINDS

    if kind not in KINDS:
        raise Refused("kind-unknown", f"Không có loại máy {kind!r}.", f"Thêm --kind: {', '.join(KINDS)}.")
    return cast("Kinds", kind)
