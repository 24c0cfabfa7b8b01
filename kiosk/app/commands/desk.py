"""`motcua desk`: the province's desk from the command line, on the province's own database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Verbose, configured

if TYPE_CHECKING:
    from kiosk.store.store import Store

Office = Annotated[str, typer.Option("--office", metavar="MÃ", help="Chỉ đơn vị này; bỏ trống: mọi đơn vị.")]
TheOffice = Annotated[str, typer.Option("--office", metavar="MÃ", help="Mã đơn vị.")]
Json = Annotated[bool, typer.Option("--json", help="In ra dạng JSON cho máy đọc.")]
Apply = Annotated[bool, typer.Option("--apply", help="Làm thật; bỏ trống: chỉ xem trước.")]
Stream = Annotated[str, typer.Argument(metavar="DÒNG", help="Mã dòng trong danh sách, ví dụ ticket:0198…")]
EventId = Annotated[str, typer.Argument(metavar="BẢN_GHI", help="Mã bản ghi gây ra việc chờ.")]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao bỏ qua được.")]
By = Annotated[str, typer.Option("--by", metavar="TÊN", help="Ai làm việc này; bỏ trống: tài khoản máy.")]
Person = Annotated[str, typer.Option("--owner", metavar="TÊN", help="Người phụ trách.")]
Note = Annotated[str, typer.Option("--note", help="Ghi chú.")]
File = Annotated[Path, typer.Option("--file", metavar="TỆP", help="Tệp lưu trữ nhật ký của đơn vị (.jsonl.gz).")]


def watch(
    office: Office = "", as_json: Json = False, config: ConfigFile = None, data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Mọi máy mà tỉnh biết, máy có chuyện đứng trước."""
    from kiosk.services.monitoring import watched

    with _looking(config, data_dir, verbose) as store:
        for one in watched(store, office):
            if as_json:
                known = asdict(one.known) | {"report": dict(one.known.report)}
                typer.echo(json.dumps(known | {"findings": [asdict(f) for f in one.findings]}, ensure_ascii=False))
                continue
            found = "; ".join(f.words for f in one.findings) or "ổn"
            typer.echo(f"{one.known.office}/{one.known.station} ({one.known.kind}): {found}")


def parked(
    office: Office = "", as_json: Json = False, config: ConfigFile = None, data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Bản ghi chưa hiểu: dòng nào chờ, vì bản ghi nào, ai phụ trách."""
    from kiosk.services.parking import cases

    with _looking(config, data_dir, verbose) as store:
        found = cases(store, office)
    for case in found:
        if as_json:
            typer.echo(json.dumps(asdict(case), ensure_ascii=False))
            continue
        owner = case.owner.owner if case.owner else "chưa có người phụ trách"
        typer.echo(f"{case.office} {case.stream_id}: {len(case.events)} bản ghi; {owner}")
        typer.echo(f"    do bản ghi {case.cause.event_id} của {case.cause.station}: {case.cause.reason}")
    if not found and not as_json:
        typer.echo("Không có bản ghi nào chờ.")


def owner(
    stream: Stream, office: TheOffice, person: Person, note: Note = "", by: By = "", config: ConfigFile = None,
    data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Giao một dòng đang chờ cho người phụ trách."""
    from kiosk.services.parking import assign

    with _province(config, data_dir, verbose) as store:
        assign(store, office, stream, person, note, by or getuser())
    typer.echo(f"Đã giao {stream} cho {person}.")


def retry(config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False) -> None:
    """Thử đọc lại mọi bản ghi đang chờ, như sau khi nâng cấp."""
    from kiosk.services import parking

    with _province(config, data_dir, verbose) as store:
        typer.echo(f"Còn {parking.retry(store)} bản ghi chờ.")


def pass_over(
    event_id: EventId, office: TheOffice, reason: Reason, by: By = "", config: ConfigFile = None,
    data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Bỏ qua một bản ghi không đọc được để dòng của nó đi tiếp; lý do và tên người ghi vào nhật ký."""
    from kiosk.services import parking

    with _province(config, data_dir, verbose) as store:
        parking.pass_over(store, office, event_id, reason, by or getuser())
    typer.echo(f"Đã bỏ qua bản ghi {event_id}; quyết định này sẽ xuống đơn vị {office}.")


def retention(
    apply: Apply = False, by: By = "", config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False
) -> None:
    """Dữ liệu hết hạn giữ: xem trước, hoặc (--apply) xóa và ghi sổ. Nhật ký không có hạn."""
    from kiosk.domain.service_day import local_time
    from kiosk.services import retention as keeping

    with _province(config, data_dir, verbose) as store:
        gone = keeping.clear(store, by or getuser()) if apply else keeping.due(store)
        lines = keeping.log(store)
    for one in gone:
        until = local_time(one.before)
        typer.echo(f"{'Đã xóa' if apply else 'Sẽ xóa'} {one.rows}: {one.term.words} (trước {until:%d/%m/%Y})")
    for line in lines[:20]:
        typer.echo(f"  sổ {local_time(line.at):%d/%m/%Y %H:%M}: {line.what} {line.office} {line.rows} dòng, {line.by}")


def close(
    office: TheOffice, file: File, by: By = "", config: ConfigFile = None, data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Đóng một đơn vị đã giải thể: xuất nhật ký, kiểm tra tệp, rồi tách khỏi kho."""
    from kiosk.app.looking import authority_of
    from kiosk.app.province import open_store
    from kiosk.services.retention import close_office
    from sync.trust.authority import is_from

    settings = configured("province", config, data_dir, None, verbose)
    with closing(open_store(settings)) as store:
        done = close_office(store, office, file, by or getuser(), is_from, authority_of(settings, store))
    typer.echo(
        f"Đã đóng {office}: {done.events} sự kiện trong {file}, SHA-256 {done.file_hash}. Bảng vẫn giữ bên cạnh;"
    )
    typer.echo("mở lại: motcua desk reopen; xóa hẳn: motcua desk drop.")


def reopen(office: TheOffice, config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False) -> None:
    """Mở lại đơn vị đã đóng."""
    from kiosk.services.retention import reopen_office

    with _province(config, data_dir, verbose) as store:
        reopen_office(store, office)
    typer.echo(f"Đơn vị {office} lại gửi nhận như trước.")


def drop(
    office: TheOffice, file: File, by: By = "", config: ConfigFile = None, data_dir: DataDir = None,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Xóa hẳn bảng của đơn vị đã đóng, sau khi kiểm tra lại tệp lưu trữ."""
    from kiosk.services.retention import drop_office
    from sync.trust.authority import is_from

    with _province(config, data_dir, verbose) as store:
        drop_office(store, office, file, by or getuser(), is_from)
    typer.echo(f"Đã xóa bảng của {office}; nhật ký còn trong {file}.")


def restored(config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False) -> None:
    """Sau khi khôi phục kho từ bản lưu, hay chuyển sang bản sao chậm hơn: để mọi đơn vị gửi lại những gì còn thiếu."""
    from kiosk.services.retention import new_life

    with _province(config, data_dir, verbose) as store:
        new_life(store)
    typer.echo("Kho đã có danh tính mới. Khởi động lại motcua province; các đơn vị sẽ tự đối chiếu và gửi lại.")


@contextmanager
def _province(config: Path | None, data_dir: Path | None, verbose: bool) -> Iterator[Store]:
    from kiosk.app.province import open_store

    with closing(open_store(configured("province", config, data_dir, None, verbose))) as store:
        yield store


@contextmanager
def _looking(config: Path | None, data_dir: Path | None, verbose: bool) -> Iterator[Store]:
    """For reading alone: beside a province that runs, on one file, too."""
    from kiosk.app import looking

    settings = configured("province", config, data_dir, None, verbose)
    with looking.stores(settings, settings.province.station) as stores:
        yield stores[0]
