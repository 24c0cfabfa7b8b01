"""The command line in Vietnamese: help pages and what is said of a wrong command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter

_HELP = "Hiện trang hướng dẫn này."
_USAGE = "Cách dùng: "
_WORDS = (
    ("<int range>", "SỐ"), ("<float range>", "SỐ"), ("<int>", "SỐ"), ("[default: ", "[mặc định: "),
    ("[required]", "[bắt buộc]"), (" <str>", ""), (" <path>", ""),
    ("<=x<=", " đến "),
)  # fmt: skip


class Command(TyperCommand):
    """One command whose help page is Vietnamese throughout."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Usage, text and options."""
        _write_page(self, ctx, formatter)


class Group(TyperGroup):
    """`motcua` itself: the commands in the order in which a person meets them."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Usage, text, options and commands."""
        _write_page(self, ctx, formatter)
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, one.get_short_help_str(80)) for name, one in self.commands.items()])
        formatter.write_paragraph()
        formatter.write_text("Xem tùy chọn của một lệnh: motcua LỆNH --help")


def _write_page(command: Any, ctx: Context, formatter: HelpFormatter) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=_USAGE)
    command.format_help_text(ctx, formatter)
    records = [
        (_translated(record[0]), _HELP if "--help" in option.opts else _translated(record[1]))
        for option in command.get_params(ctx)
        if (record := option.get_help_record(ctx))
    ]
    with formatter.section("Tùy chọn"):
        formatter.write_dl(records)


def _translated(text: str) -> str:
    for english, vietnamese in _WORDS:
        text = text.replace(english, vietnamese)
    return text


def refusal(error: typer.TyperException) -> str:
    """What to tell a person whose command line cannot be understood."""
    kind = type(error).__name__
    option = getattr(error, "option_name", "") or _option_of(error)
    said = error.message
    text = {
        "NoSuchOption": f"Không có tùy chọn {option}.",
        "BadOptionUsage": f"Tùy chọn {option} dùng chưa đúng ({said}).",
        "MissingParameter": f"Còn thiếu tùy chọn {option}.",
        "BadParameter": f"Giá trị của {option} không dùng được ({said}).",
    }.get(kind, f"Không hiểu lệnh này ({said}).")
    return f"{text} Xem hướng dẫn: {_path_of(error)} --help"


def _option_of(error: typer.TyperException) -> str:
    param = getattr(error, "param", None)
    return param.opts[0] if param is not None and param.opts else "này"


def _path_of(error: typer.TyperException) -> str:
    ctx = getattr(error, "ctx", None)
    return ctx.command_path if ctx is not None else "motcua"
