"""Signing in at a desk: works without any network; the first person makes the first account, there is no default.

The hash (Argon2id) takes its time on purpose, so it runs in a job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.roles import ROLES
from kiosk.domain.trouble import Refused, Trouble, TryLater
from kiosk.services import settings, staff
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from ui.jobs import Jobs
from ui.viewmodels.people import PeopleLike

LOADING, FIRST, SIGN_IN, CHANGE, LOCKED = "loading", "first", "sign_in", "change", "locked"
LAST_LOGIN = "signin.login"

_WORDS = {
    LOADING: ("Đang mở sổ của máy này…", "", "Đăng nhập", "Đăng nhập"),
    SIGN_IN: ("Đăng nhập", "Dùng được cả khi mất mạng.", "Đăng nhập", "Đang kiểm tra…"),
    FIRST: (
        "Tạo tài khoản đầu tiên",
        "Máy này chưa có ai. Người tạo tài khoản đầu tiên là lãnh đạo bộ phận và thêm được người khác.",
        "Tạo tài khoản",
        "Đang tạo…",
    ),
    CHANGE: (
        "Đặt mật khẩu mới",
        "Mật khẩu vừa dùng chỉ dùng một lần. Đặt mật khẩu của riêng bạn, ít nhất 8 ký tự.",
        "Đổi mật khẩu",
        "Đang đổi…",
    ),
    LOCKED: ("Màn hình đã khóa", "", "Mở khóa", "Đang kiểm tra…"),
}
"""Title, introduction, button, and the button at work."""


@dataclass(frozen=True, slots=True)
class SignInInputs:
    """`known` is None until the store has said whether there are accounts; `changing` while a one-time password is to
    be replaced; `locked_by` is the name of whose desk is locked."""

    known: bool | None = None
    changing: bool = False
    locked_by: str = ""
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
    mode = _mode(inputs)
    title, intro, button, at_work = _WORDS[mode]
    if mode == LOCKED:
        intro = f"{inputs.locked_by} mở lại bằng mật khẩu của mình. Việc đang làm được giữ nguyên."
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


def _mode(inputs: SignInInputs) -> str:
    if inputs.changing:
        return CHANGE
    if inputs.locked_by:
        return LOCKED
    return LOADING if inputs.known is None else SIGN_IN if inputs.known else FIRST


Admits = Callable[[Staff], Trouble | None]
"""Says why a person who has proved who they are may still not come in."""


class SignInViewModel(QObject):
    """`changed(SignInProps)`; `signed_in(Staff)` once a person has proved who they are; `connected(tuple[str, ...])`
    when the sessions at the servers have begun, with what did not work."""

    changed = Signal(object)
    signed_in = Signal(object)
    connected = Signal(object)

    def __init__(
        self, store: Store, jobs: Jobs, roles: tuple[str, ...] = ROLES, people: PeopleLike | None = None
    ) -> None:
        super().__init__()
        self._store, self._jobs, self._people = store, jobs, people
        self._admits: Admits = lambda who: None if who.role in roles else _not_here(who)
        self._inputs = SignInInputs()
        self._proof = ("", "")
        self.props = derive_sign_in(self._inputs)
        jobs.failed.connect(lambda text: self._show(busy=False, message=text, remedy=""))

    def start(self) -> None:
        """Ask whether there are accounts, and who signed in last."""

        def read() -> tuple[bool, str]:
            return staff.has_accounts(self._store), settings.remembered(self._store, LAST_LOGIN)

        self._show(changing=False, locked_by="", message="", remedy="")
        self._jobs.run(read, lambda got: self._show(known=got[0], last_login=got[1]), self._troubled)

    def lock(self, who: Staff, admits: Admits, why: str = "") -> None:
        """The desk of `who` is locked: `admits` says who else may open it, `why` what else the page says."""
        self._admits = admits
        self._show(known=True, locked_by=who.name, last_login=who.login, message=why, remedy="")

    def sign_in(self, login: str, password: str) -> None:
        """Prove a password."""
        if not login.strip() or not password:
            self._show(message="Chưa điền đủ tên đăng nhập và mật khẩu.", remedy="")
            return
        self._work(lambda: self._proved(login, password))

    def create_first(self, login: str, name: str, password: str, again: str) -> None:
        """Make the first account, a lead's, and sign in with it."""
        if self._is_unlike(password, again):
            return

        def make() -> Staff:
            staff.add_staff(self._store, login, name, "lead", password, login.strip().lower())
            return self._proved(login, password)

        self._work(make)

    def change(self, password: str, again: str) -> None:
        """Replace the one-time password by an own one, then come in."""
        people, (login, old) = self._people, self._proof
        if people is None or self._is_unlike(password, again):
            return

        def work() -> Staff:
            people.change_password(login, old, password)
            return self._proved(login, password)

        self._work(work, self._change_failed)

    def _change_failed(self, why: Trouble) -> None:
        """Without a line nobody is kept out: the one-time password is replaced at the next sign-in."""
        if not isinstance(why, TryLater):
            self._troubled(why)
            return
        login, old = self._proof
        self._show(busy=False)
        self._work(lambda: replace(self._proved(login, old), must_change=False))

    def _proved(self, login: str, password: str) -> Staff:
        person = staff.sign_in(self._store, login, password)
        settings.remember(self._store, LAST_LOGIN, person.login)
        self._proof = (person.login, password)
        return person

    def _is_unlike(self, password: str, again: str) -> bool:
        if password != again:
            self._show(message="Hai lần gõ mật khẩu không giống nhau.", remedy="Gõ lại cả hai ô.")
        return password != again

    def _work(self, work: Callable[[], Staff], trouble: Callable[[Trouble], None] | None = None) -> None:
        if not self.props.busy:
            self._show(busy=True, message="", remedy="")
            self._jobs.run(work, self._done, trouble or self._troubled)

    def _done(self, person: Staff) -> None:
        if refused := self._admits(person):
            self._proof = ("", "")
            self._troubled(refused)
            return
        if person.must_change and self._people:
            self._show(busy=False, changing=True, last_login=person.login)
            return
        proof, self._proof = self._proof, ("", "")
        self._show(busy=False, known=True, changing=False, locked_by="", last_login=person.login)
        if people := self._people:
            self._jobs.run(
                lambda: people.connect(*proof), self.connected.emit, lambda why: self.connected.emit((str(why),))
            )
        self.signed_in.emit(person)

    def _troubled(self, trouble: Trouble) -> None:
        self._show(busy=False, message=trouble.message, remedy=trouble.remedy)

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_sign_in(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)


def _not_here(who: Staff) -> Trouble:
    return Refused("role", f"{who.name} chưa được giao quyền quản trị.", "Nhờ lãnh đạo bộ phận đăng nhập.")
