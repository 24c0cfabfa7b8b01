"""The `motcua` command: which commands there are, and what becomes of their troubles and errors."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence

import typer

import kiosk
from kiosk.app.commands import (
    demo,
    desk,
    doctor,
    faces,
    hub,
    join,
    journal,
    printer,
    promote,
    province,
    self_test,
    staff,
    trace,
    trust,
    trust_list,
)  # fmt: skip
from kiosk.app.commands.wording import Command, Group, refusal
from kiosk.app.logging_setup import log_file
from kiosk.domain.trouble import Trouble

ERROR, TROUBLE, INTERRUPTED = 1, 2, 130
"""Exit codes: an error of ours or a failed check; something a person can mend; Ctrl+C."""

_COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo.demo,
    "kiosk": faces.kiosk,
    "counter": faces.counter,
    "board": faces.board,
    "admin": faces.admin,
    "hub": hub.hub,
    "promote": promote.promote,
    "province": province.province,
    "printer": printer.printer,
    "doctor": doctor.doctor,
    "trace": trace.trace,
    "verify": journal.verify,
    "self-test": self_test.self_test,
    "join": join.join,
}

_GROUPS: dict[str, tuple[str, dict[str, Callable[..., None]]]] = {
    "trust": (
        "Máy cấp phép: lập, xem máy, cấp và hủy mã cho máy mới, thu hồi máy.",
        {
            "init": trust.init,
            "list": trust_list.show,
            "code": trust.code,
            "withdraw": trust.withdraw,
            "revoke": trust.revoke,
        },
    ),
    "staff": (
        "Tài khoản cán bộ do máy chủ này giữ.",
        {
            "add": staff.add,
            "list": staff.show,
            "role": staff.role,
            "disable": staff.disable,
            "enable": staff.enable,
            "reset": staff.reset,
        },
    ),
    "desk": (
        "Bàn trực của tỉnh: theo dõi máy, bản ghi chưa hiểu, hạn giữ, đóng đơn vị.",
        {
            "watch": desk.watch,
            "parked": desk.parked,
            "owner": desk.owner,
            "retry": desk.retry,
            "pass": desk.pass_over,
            "retention": desk.retention,
            "close": desk.close,
            "reopen": desk.reopen,
            "drop": desk.drop,
            "restored": desk.restored,
        },
    ),
    "journal": ("Nhật ký: xuất ra tệp tự chứng minh.", {"export": journal.export}),
}


def build() -> typer.Typer:
    """The command line with all its commands."""
    app = typer.Typer(
        cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
        subcommand_metavar="LỆNH ...", options_metavar="[TÙY CHỌN]",
    )  # fmt: skip
    app.callback(invoke_without_command=True)(_start)
    for name, function in _COMMANDS.items():
        app.command(name, cls=Command, options_metavar="[TÙY CHỌN]")(function)
    for name, (words, functions) in _GROUPS.items():
        app.add_typer(_group(words, functions), name=name)
    return app


def _group(words: str, functions: dict[str, Callable[..., None]]) -> typer.Typer:
    group = typer.Typer(cls=Group, help=words, invoke_without_command=True, subcommand_metavar="LỆNH ...",
                        options_metavar="[TÙY CHỌN]", rich_markup_mode=None)  # fmt: skip
    group.callback()(_show_help)
    for name, function in functions.items():
        group.command(name, cls=Command, options_metavar="[TÙY CHỌN]")(function)
    return group


def _start(
    ctx: typer.Context, version: bool = typer.Option(False, "--version", help="Hiện phiên bản rồi thoát.")
) -> None:
    """Một Cửa: lấy số, gọi số và theo dõi hàng đợi của bộ phận một cửa, kể cả khi mất mạng."""
    if version:
        typer.echo(f"motcua {kiosk.__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def _show_help(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code; nothing but the code leaves this function."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = build()(arguments, prog_name="motcua", standalone_mode=False)
    except typer.TyperException as error:
        typer.echo(refusal(error), err=True)
        return error.exit_code
    except Trouble as trouble:
        logging.getLogger(__name__).info("ended by trouble %s: %s", trouble.code, trouble)
        typer.echo(str(trouble), err=True)
        return TROUBLE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception:
        logging.getLogger(__name__).exception("an error of the program")
        typer.echo(_apology(), err=True)
        return ERROR
    return code if isinstance(code, int) else 0


def _apology() -> str:
    file = log_file()
    where = f"Nhật ký: {file}. " if file else ""
    return f"Lỗi của chương trình. {where}Mời gửi nhật ký cho bộ phận kỹ thuật; dữ liệu đã ghi vẫn còn nguyên."
