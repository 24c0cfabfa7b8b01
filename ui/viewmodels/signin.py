"""Signing in at a desk: works without any network; the first person makes the first account, there is no default.

The hash (Argon2id) takes its time on purpose, so it runs in a job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.trouble import Trouble
from kiosk.services import settings, staff
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from ui.jobs import Jobs

LOADING, FIRST, SIGN_IN = "loading", "first", "sign_in"
LAST_LOGIN = "signin.login"


@dataclass(frozen=True, slots=True)
class SignInInputs:
    """`known` is None until the store has said whether there are accounts."""

    known: bool | None = None
    busy: bool = False
    last_login: str = ""
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SignInProps:
    """The page: which of its forms, its words, and whether it takes input now."""

    mode: str
    title: str
    intro: str
    button: str
    busy: bool
    login: str
    message: str
    remedy: str


def derive_sign_in(inputs: SignInInputs) -> SignInProps:
    """The page for these inputs."""
    mode = LOADING if inputs.known is None else SIGN_IN if inputs.known else FIRST
    title, intro, button, at_work = {
        LOADING: ("Đang mở sổ của máy này…", "", "Đăng nhập", "Đăng nhập"),
        SIGN_IN: ("Đăng nhập", "Dùng được cả khi mất mạng.", "Đăng nhập", "Đang kiểm tra…"),
        FIRST: (
            "Tạo tài khoản đầu tiên",
            "Máy này chưa có ai. Người tạo tài khoản đầu tiên là lãnh đạo bộ phận và thêm được người khác.",
            "Tạo tài khoản",
            "Đang tạo…",
        ),
    }[mode]
    return SignInProps(
        mode=mode,
        title=title,
        intro=intro,
        button=at_work if inputs.busy else button,
        busy=inputs.busy or mode == LOADING,
        login=inputs.last_login,
        message=inputs.message,
        remedy=inputs.remedy,
    )


class SignInViewModel(QObject):
    """`changed(SignInProps)`; `signed_in(Staff)` once a person has proved who they are."""

    changed = Signal(object)
    signed_in = Signal(object)

    def __init__(self, store: Store, jobs: Jobs, roles: tuple[str, ...] = staff.ROLES) -> None:
        super().__init__()
        self._store, self._jobs, self._roles = store, jobs, roles
        self._inputs = SignInInputs()
        self.props = derive_sign_in(self._inputs)
        jobs.failed.connect(lambda text: self._show(busy=False, message=text, remedy=""))

    def start(self) -> None:
        """Ask whether there are accounts, and who signed in last."""

        def read() -> tuple[bool, str]:
            return staff.has_accounts(self._store), settings.remembered(self._store, LAST_LOGIN)

        self._jobs.run(read, lambda got: self._show(known=got[0], last_login=got[1]), self._troubled)

    def sign_in(self, login: str, password: str) -> None:
        """Prove a password."""
        if not login.strip() or not password:
            self._show(message="Chưa điền đủ tên đăng nhập và mật khẩu.", remedy="")
            return
        self._work(lambda: self._proved(login, password))

    def create_first(self, login: str, name: str, password: str, again: str) -> None:
        """Make the first account, a lead's, and sign in with it."""
        if password != again:
            self._show(message="Hai lần gõ mật khẩu không giống nhau.", remedy="Gõ lại cả hai ô.")
            return

        def make() -> Staff:
            staff.add_staff(self._store, login, name, "lead", password, login.strip().lower())
            return self._proved(login, password)

        self._work(make)

    def _proved(self, login: str, password: str) -> Staff:
        person = staff.sign_in(self._store, login, password)
        settings.remember(self._store, LAST_LOGIN, person.login)
        return person

    def _work(self, work: Callable[[], Staff]) -> None:
        if not self.props.busy:
            self._show(busy=True, message="", remedy="")
            self._jobs.run(work, self._done, self._troubled)

    def _done(self, person: Staff) -> None:
        if person.role not in self._roles:
            text = f"{person.name} chưa được giao quyền quản trị."
            self._show(busy=False, message=text, remedy="Nhờ lãnh đạo bộ phận đăng nhập.")
            return
        self._show(busy=False, known=True, last_login=person.login)
        self.signed_in.emit(person)

    def _troubled(self, trouble: Trouble) -> None:
        self._show(busy=False, message=trouble.message, remedy=trouble.remedy)

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_sign_in(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
