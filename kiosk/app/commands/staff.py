"""`motcua staff`: the accounts that a hub or province keeps. A password never stands on the command line."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.app.commands.options import ConfigFile, DataDir, Verbose, configured
from kiosk.domain.roles import ROLES
from kiosk.domain.trouble import Refused

if TYPE_CHECKING:
    from kiosk.app.accounts_keeping import Keeper
    from kiosk.app.config import Config

Login = Annotated[str, typer.Argument(metavar="TÊN_ĐĂNG_NHẬP", help="Ví dụ hanh.nt.")]
Office = Annotated[str, typer.Option("--office", metavar="MÃ", help="Mã đơn vị; bỏ trống: đơn vị của máy chủ này.")]
At = Annotated[str, typer.Option("--at", metavar="MÁY_CHỦ", help="hub hoặc province; bỏ trống: máy chủ có ở máy này.")]
Name = Annotated[str, typer.Option("--name", metavar="HỌ_TÊN", help="Họ và tên.")]
Role = Annotated[str, typer.Option("--role", metavar="VAI_TRÒ", help="clerk, lead hoặc technician.")]
Generate = Annotated[bool, typer.Option("--generate", help="Tạo mật khẩu một lần thay vì gõ.")]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao ngừng.")]

_WORDS = {"clerk": "cán bộ tiếp nhận", "lead": "lãnh đạo bộ phận", "technician": "kỹ thuật viên"}


def add(
    login: Login, name: Name, role: Role = "clerk", generate: Generate = False, office: Office = "", at: At = "",
    config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Thêm tài khoản; mật khẩu gõ hai lần, hoặc tạo ngẫu nhiên (--generate)."""
    from kiosk.app.accounts_keeping import new_account

    settings = _settings(config, data_dir, verbose)
    _check_role(role)
    password = secrets.token_urlsafe(24) if generate else _new_password()
    with _keeper(settings, at, office) as (keeper, home):
        account = new_account(home, login, name, role, password)
        keeper.make(account)
        given = keeper.change(account.login, "reset") if generate else ""
    typer.echo(f"Đã thêm {account.name} ({account.login}), {_WORDS[role]} của {home}.")
    _tell_password(given)


def show(
    office: Office = "", at: At = "", config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False
) -> None:
    """Liệt kê tài khoản."""
    settings = _settings(config, data_dir, verbose)
    with _keeper(settings, at, office) as (keeper, home):
        people = keeper.everyone()
    typer.echo(f"{len(people)} tài khoản của {home}:")
    for a in people:
        notes = [word for word, yes in (("đã ngừng", a.state != "active"), ("phải đổi mật khẩu", a.must_change)) if yes]
        typer.echo(f"  {a.login:<20} {a.name:<30} {_WORDS.get(a.role, a.role)}{', '.join(['', *notes])}")


def role(
    login: Login, role: Annotated[str, typer.Argument(metavar="VAI_TRÒ", help="clerk, lead hoặc technician.")],
    office: Office = "", at: At = "", config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Đổi vai trò của một người."""
    settings = _settings(config, data_dir, verbose)
    _check_role(role)
    with _keeper(settings, at, office) as (keeper, _):
        known = next((a for a in keeper.everyone() if a.login == login), None)
        if known is None:
            raise Refused("login-unknown", f"Không có tài khoản {login}.", "Xem: motcua staff list.")
        keeper.change(login, "change", name=known.name, role=role)
    typer.echo(f"{known.name} nay là {_WORDS[role]}.")


def disable(
    login: Login, reason: Reason = "", office: Office = "", at: At = "",
    config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Ngừng một tài khoản; các máy khác biết trong vòng một phút."""
    settings = _settings(config, data_dir, verbose)
    with _keeper(settings, at, office) as (keeper, _):
        keeper.change(login, "disable", reason=reason)
    typer.echo(f"Đã ngừng tài khoản {login}.")


def enable(
    login: Login, office: Office = "", at: At = "",
    config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Mở lại một tài khoản."""
    settings = _settings(config, data_dir, verbose)
    with _keeper(settings, at, office) as (keeper, _):
        keeper.change(login, "enable")
    typer.echo(f"Đã mở lại tài khoản {login}.")


def reset(
    login: Login, office: Office = "", at: At = "",
    config: ConfigFile = None, data_dir: DataDir = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Cấp mật khẩu một lần; người đó phải đổi ở lần đăng nhập tới."""
    settings = _settings(config, data_dir, verbose)
    with _keeper(settings, at, office) as (keeper, _):
        given = keeper.change(login, "reset")
    _tell_password(given)


def _settings(config: ConfigFile, data_dir: DataDir, verbose: bool) -> Config:
    return configured("hub", config, data_dir, None, verbose)


@contextmanager
def _keeper(settings: Config, at: str, office: str) -> Iterator[tuple[Keeper, str]]:
    from kiosk.app.accounts_keeping import SERVERS, keeper

    if at and at not in SERVERS:
        raise Refused("server-unknown", f"Không có máy chủ {at!r}.", "Ghi --at hub hoặc --at province.")
    with keeper(settings, at, office, _sign_in) as found:
        yield found, found.office


def _sign_in() -> tuple[str, str]:
    typer.echo("Máy chủ đang chạy: cần một lãnh đạo đăng nhập.", err=True)
    login = typer.prompt("Tên đăng nhập", err=True)
    return str(login), _typed("Mật khẩu")


def _new_password() -> str:
    first = _typed("Mật khẩu mới")
    if first != _typed("Gõ lại mật khẩu"):
        raise Refused("password-unlike", "Hai lần gõ mật khẩu không giống nhau.", "Chạy lại lệnh.")
    return first


def _typed(words: str) -> str:
    """A password typed unseen, or the next line of what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt(words, hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _tell_password(password: str) -> None:
    if password:
        typer.echo(f"Mật khẩu một lần: {password}   (phải đổi ở lần đăng nhập đầu tiên; không hiện lại)")


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Refused("role-unknown", f"Không có vai trò {role!r}.", f"Dùng: {', '.join(ROLES)}.")
