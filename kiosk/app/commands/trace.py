"""`motcua trace A012`: everything that happened to a ticket or a file, and who has it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir
from kiosk.domain.trouble import Refused, Trouble

if TYPE_CHECKING:
    from kiosk.app.config import Config
    from kiosk.services.access_log import Subject
    from kiosk.services.tracing import Standing, Step, Trace
    from kiosk.store.reading import ReadStore

What = Annotated[
    str, typer.Argument(metavar="SỐ", help="Số trên phiếu (A012), nội dung mã QR, mã phiếu, mã băm của tệp.")
]
Day = Annotated[str, typer.Option("--day", metavar="NGÀY", help="Ngày làm việc 2026-11-23; trống: ngày mới nhất.")]
OfficeName = Annotated[str, typer.Option("--office", metavar="ĐƠN_VỊ", help="Đơn vị cần tra (ở tỉnh).")]
At = Annotated[str, typer.Option("--station", metavar="TÊN", help="Chỉ đọc dữ liệu của máy này, ví dụ hub-1.")]
Why = Annotated[
    str,
    typer.Option(
        "--why",
        metavar="LÝ_DO",
        help="Lý do xem, ghi vào nhật ký xem hồ sơ.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác.")]
Offline = Annotated[bool, typer.Option("--offline", help="Không hỏi máy chủ, chỉ đọc dữ liệu trên máy này.")]


def trace(
    what: What, why: Why = "", day: Day = "", office: OfficeName = "", station: At = "", config: ConfigFile = None,
    data_dir: DataDir = None, as_json: Json = False, offline: Offline = False,
) -> None:  # fmt: skip
    """Truy vết một phiếu: từng sự kiện, ở máy nào, ai làm, đơn vị và tỉnh đã nhận chưa."""
    from kiosk.app import looking, noting
    from kiosk.app.config_text import load_config

    why = noting.reason(why)
    settings = load_config(config, {"station.data_dir": str(data_dir) if data_dir else None}, "hub")
    with looking.stores(settings, station) as stores:
        store, streams, where = _first_that_knows(stores, settings, what, day, office)
        told, unasked = ({}, "") if offline else looking.ask_above(settings, store)
        traces = [one for stream in streams for one in _with_files(store, where, stream, settings, told)]
        for one in traces:
            noting.note(settings, store, _subject(one), "motcua trace", why)
        if as_json:
            typer.echo(json.dumps([asdict(one) for one in traces], ensure_ascii=False, indent=2))
            return
        typer.echo(f"Đọc ở máy {store.me.station} ({'đang chạy' if store.running else 'không chạy'}), đơn vị {where}.")
        typer.echo(noting.NOTED)
        if unasked:
            typer.echo(f"Chưa hỏi được máy chủ: {unasked}")
        for one in traces:
            typer.echo("\n".join(_page(one)))


def _subject(one: Trace) -> Subject:
    from kiosk.services.access_log import Subject

    kind, _, name = one.stream_id.partition(":")
    where = f"{one.number} ngày {one.service_day}" if one.number else name[:16]
    return Subject(kind, name, where)


def _first_that_knows(
    stores: list[ReadStore], settings: Config, what: str, day: str, office: str
) -> tuple[ReadStore, tuple[str, ...], str]:
    from kiosk.app.looking import office_in
    from kiosk.services.tracing import streams_of

    last: Trouble | None = None
    for store in stores:
        try:
            where = office_in(store, settings, office)
            return store, streams_of(store, where, what, day), where
        except Refused as nothing:
            last = nothing
    raise last or Refused("no-store", "Không có dữ liệu.", "")


def _with_files(store: ReadStore, office: str, stream: str, settings: Config, told: Standing) -> list[Trace]:
    from kiosk.app.office import office_of
    from kiosk.services.profile import ProfileError
    from kiosk.services.tracing import trace as traced

    try:
        house = office_of(settings)
    except ProfileError:
        house = None
    first = traced(store, office, stream, house, told)
    return [first, *(traced(store, office, file, house, told) for file in first.files)]


def _page(one: Trace) -> list[str]:
    from ui.viewmodels.counter_wording import STATE_WORDS, conflict_text, day_text

    if one.number:
        title = f"Số {one.number} ngày {day_text(one.service_day)}: {STATE_WORDS.get(one.state, one.state)}"
    else:
        title = one.stream_id
    lines = ["", f"{title}  [{one.stream_id}]"]
    if one.conflict:
        lines.append(f"  MÂU THUẪN: {conflict_text(one.conflict)}; mời lãnh đạo bộ phận xem trang quản trị.")
    lines += [text for step in one.steps for text in _lines(step)]
    unread = sum(bool(s.parked) for s in one.steps)
    if unread:
        lines.append(f"  {unread} sự kiện chưa áp dụng: cài phiên bản mới nhất của chương trình.")
    return lines


def _lines(step: Step) -> list[str]:
    from kiosk.domain.service_day import local_time

    who = f" · {step.actor}" if step.actor not in ("", step.station) else ""
    seal = "có dấu" if step.sealed_by else "chưa có dấu"
    marks = f"đơn vị: {_word(step.at_hub)} · tỉnh: {_word(step.at_province)} · {seal}"
    head = f"  {local_time(step.at):%H:%M:%S %d/%m/%Y}  {step.what}"
    place = f"      máy {step.station} #{step.seq}{who} · {marks}"
    return [head, place, *([f"      chưa áp dụng: {step.parked}"] if step.parked else [])]


def _word(has: bool | None) -> str:
    return {True: "đã nhận", False: "chưa nhận", None: "chưa rõ"}[has]
