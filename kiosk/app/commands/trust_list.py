"""`motcua trust list`: who is let in, until when, when it was last heard of, and which codes are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Verbose, configured
from kiosk.app.commands.trust import Office

if TYPE_CHECKING:
    from sync.trust.forms import Admittance, MachineRoll, OpenCode

Json = Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác.")]
All = Annotated[bool, typer.Option("--all", help="Kể cả khóa cũ của máy đã gia nhập lại.")]
_HEAD = ("MÁY", "LOẠI", "KHÓA", "GIA NHẬP", "CHỨNG THƯ ĐẾN", "THẤY LẦN CUỐI", "")
Cells = tuple[str, ...]


def show(
    office: Office = "", everything: All = False, as_json: Json = False,
    config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Xem máy nào được phép, mã nào còn hạn. Chạy ở máy cấp phép, khi máy chủ đang chạy."""
    settings = configured("hub", config, data_dir, None, verbose)
    from kiosk.app.enrolling import own_authority

    with own_authority(settings) as line:
        roll = line.machines(office)
    if as_json:
        typer.echo(roll.model_dump_json(indent=2))
        return
    typer.echo("\n".join(_page(roll, everything)))


def _page(roll: MachineRoll, everything: bool) -> list[str]:
    newest = {(m.office, m.station): m.key_id for m in roll.machines}
    shown = [m for m in roll.machines if everything or not m.revoked_at or newest[m.office, m.station] == m.key_id]
    lines: list[str] = []
    for office in dict.fromkeys([*(m.office for m in shown), *(c.office for c in roll.codes)]):
        machines = [_machine(m, roll.at) for m in shown if m.office == office]
        codes = [_code(c, roll.at) for c in roll.codes if c.office == office]
        lines += ["", f"Đơn vị {office}: {len(machines)} máy, {len(codes)} mã đang chờ"]
        lines += _table([_HEAD, *machines]) if machines else []
        lines += codes
    return lines[1:] or ["Chưa có máy nào gia nhập."]


def _machine(m: Admittance, now: int) -> Cells:
    state = f"THU HỒI {_when(m.revoked_at, now)}" if m.revoked_at else _term(m.certified_until, now)
    return (m.station, m.kind, " ".join(m.key_id[i : i + 4] for i in range(0, 16, 4)), _when(m.enrolled_at, now),
            _day(m.certified_until), _when(m.last_seen, now) if not m.revoked_at else "", state)  # fmt: skip


def _term(until: int, now: int) -> str:
    return "chứng thư hết hạn" if until and until <= now else ""


def _code(c: OpenCode, now: int) -> str:
    left = max(1, -(-(c.expires_at - now) // 60_000))
    return f"  mã của {c.station} ({c.kind}) do {c.made_by} cấp lúc {_when(c.made_at, now)}, còn {left} phút"


def _table(rows: list[Cells]) -> list[str]:
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(_HEAD))]
    return ["  " + "  ".join(text.ljust(width) for text, width in zip(cells, widths, strict=True)).rstrip()
            for cells in rows]  # fmt: skip


def _when(at: int, now: int) -> str:
    """The time of today, the day and time of another day; "chưa rõ" for none."""
    from kiosk.domain.service_day import local_time

    if not at:
        return "chưa rõ"
    local = local_time(at)
    return f"{local:%H:%M:%S} hôm nay" if local.date() == local_time(now).date() else f"{local:%H:%M %d/%m/%Y}"


def _day(at: int) -> str:
    from kiosk.domain.service_day import local_time

    return f"{local_time(at):%d/%m/%Y}" if at else "chưa rõ"
