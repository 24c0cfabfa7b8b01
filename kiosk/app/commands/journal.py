"""`motcua journal export` and `motcua verify`: the journal as a file that proves itself, and its judge."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir
from kiosk.app.commands.trace import OfficeName, Why
from kiosk.domain.trouble import CallTechnician, Refused

Out = Annotated[Path, typer.Option("-o", "--out", metavar="TỆP", help="Tệp sẽ ghi, ví dụ nhat-ky.jsonl.gz.")]
Only = Annotated[str, typer.Option("--station", metavar="TÊN", help="Chỉ nhật ký của máy này; trống: mọi máy.")]
From = Annotated[str, typer.Option("--from", metavar="NGÀY", help="Từ ngày, ví dụ 2026-11-01; trống: từ đầu.")]
To = Annotated[str, typer.Option("--to", metavar="NGÀY", help="Đến hết ngày; trống: đến nay.")]
Reading = Annotated[str, typer.Option("--read", metavar="TÊN", help="Đọc dữ liệu của máy này, ví dụ hub-1.")]
File = Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp do motcua journal export ghi ra.")]
Fingerprint = Annotated[
    str, typer.Option("--fingerprint", metavar="DẤU", help="Dấu vân tay chứng thư của cơ quan cấp phép, để đối chiếu.")
]
_MARKS = {"proven": "  ĐÃ CHỨNG MINH  ", "unproven": "  chưa chứng minh", "broken": "  SAI            "}


def export(
    out: Out, why: Why = "", station: Only = "", since: From = "", until: To = "", office: OfficeName = "",
    read: Reading = "", config: ConfigFile = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Xuất nhật ký ra một tệp tự chứng minh: sự kiện, chuỗi băm, con dấu, khóa."""
    from kiosk.app import looking, noting
    from kiosk.app.config_text import load_config
    from kiosk.services.access_log import Subject
    from kiosk.services.exporting import EVER, Selection
    from kiosk.services.exporting import export as write

    first, last = _day(since, 0, 0), _day(until, EVER, 1)
    why = noting.reason(why)
    settings = load_config(config, {"station.data_dir": str(data_dir) if data_dir else None}, "hub")
    with looking.stores(settings, read) as stores:
        store = stores[0]
        wanted = Selection(looking.office_in(store, settings, office), station, first, last)
        named = Subject("journal", station or wanted.office, f"{station or wanted.office}{_span(since, until)}")
        noting.note(settings, store, named, "motcua journal export", why)
        try:
            done = write(store, wanted, out, looking.authority_of(settings, store))
        except OSError as failed:
            raise CallTechnician(
                "export-unwritten", f"Không ghi được {out}: {failed.strerror}.", "Chọn nơi khác bằng -o."
            ) from failed
    typer.echo(
        f"Đã ghi {out}: {done.chains} chuỗi, {done.events} sự kiện, {done.seals} con dấu, {done.keys} khóa "
        f"của đơn vị {wanted.office}. {noting.NOTED} Kiểm tra ở máy bất kỳ: motcua verify {out.name}"
    )


def verify(file: File, fingerprint: Fingerprint = "") -> None:
    """Kiểm tra một tệp nhật ký đã xuất: điều gì được chứng minh, điều gì không, bị sửa ở đâu."""
    from kiosk.domain.service_day import local_time
    from kiosk.services.verifying import verify_file
    from sync.trust.authority import fingerprint_of, is_from

    try:
        report = verify_file(file, is_from)
    except OSError as unread:
        raise Refused("file-unread", f"Không đọc được {file}: {unread.strerror}.", "Xem lại đường dẫn.") from unread
    typer.echo(f"Nhật ký của {report.office}, xuất lúc {local_time(report.made_at):%H:%M %d/%m/%Y}.")
    for finding in report.findings:
        typer.echo(f"{_MARKS[finding.verdict]}  {finding.place}: {finding.words}")
    good = report.good
    if report.authority:
        found = fingerprint_of(report.authority)
        if fingerprint and _bare(fingerprint) != found:
            good = False
            typer.echo(f"{_MARKS['broken']}  chứng thư: dấu vân tay là {found}, không phải dấu đã cho.")
        else:
            asked = "" if fingerprint else " So dấu này với dấu do cơ quan cấp phép công bố."
            typer.echo(f"  Chứng thư của cơ quan cấp phép: {found}.{asked}")
    elif fingerprint:
        good = False
        typer.echo(f"{_MARKS['broken']}  tệp không có chứng thư của cơ quan cấp phép.")
    end = "không thấy dấu hiệu bị sửa" if good else "CÓ CHỖ SAI, không dùng làm bằng chứng được"
    typer.echo(f"{report.events} sự kiện: {end}.")
    raise typer.Exit(0 if good else 1)


def _span(since: str, until: str) -> str:
    return (f" từ {since}" if since else "") + (f" đến {until}" if until else "")


def _bare(fingerprint: str) -> str:
    return fingerprint.replace(":", "").replace(" ", "").lower()


def _day(text: str, usual: int, days: int) -> int:
    """The ms at which a day begins (`days` 0) or ends (1) in Vietnam. Raises Refused."""
    from kiosk.domain.service_day import VIETNAM

    if not text:
        return usual
    try:
        begin = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=VIETNAM)
    except ValueError as wrong:
        raise Refused("day-malformed", f"{text!r} không phải ngày.", "Ghi như 2026-11-23.") from wrong
    return int((begin + timedelta(days=days)).timestamp() * 1000) - days
