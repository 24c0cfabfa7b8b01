"""What a lead does with an account that is there: another role, a one-time password, switched off or on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.roles import Right, may
from kiosk.domain.trouble import Trouble
from kiosk.services.accounts import OneTime
from kiosk.store.accounts import DISABLED, Account
from ui.viewmodels.admin_desk import AdminDesk
from ui.viewmodels.admin_wording import role_text
from ui.viewmodels.counter_facts import DONE, WARNING, Notice


@dataclass(frozen=True, slots=True)
class AccountsInputs:
    """`chosen` is a login; `armed` asks a second time before an account is switched off."""

    people: tuple[Account, ...] = ()
    chosen: str = ""
    armed: bool = False
    busy: bool = False
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class AccountsProps:
    """The form: `people` are (login, words) to choose from, `role` that of the chosen one."""

    people: tuple[tuple[str, str], ...]
    chosen: str
    role: str
    switch: str
    switches_off: bool
    busy: bool
    message: str
    remedy: str


def derive_accounts(inputs: AccountsInputs) -> AccountsProps:
    """The form for these inputs."""
    account = next((a for a in inputs.people if a.login == inputs.chosen), None)
    off = account is not None and account.state == DISABLED
    name = account.name if account else ""
    switch = f"Mở lại {name}" if off else f"Bấm lần nữa để ngừng {name}" if inputs.armed else "Ngừng tài khoản"
    return AccountsProps(
        people=tuple((a.login, f"{a.name}  ·  {a.login}") for a in inputs.people),
        chosen=inputs.chosen,
        role=account.role if account else "",
        switch=switch,
        switches_off=account is not None and not off,
        busy=inputs.busy or account is None,
        message=inputs.message,
        remedy=inputs.remedy,
    )


class AccountsDesk(QObject):
    """`changed(AccountsProps)`; `told(Notice)`; `done` when something has changed."""

    changed = Signal(object)
    told = Signal(object)
    done = Signal()

    def __init__(self, desk: AdminDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._inputs = AccountsInputs()
        self.props = derive_accounts(self._inputs)
        desk.jobs.failed.connect(self._failed)

    @property
    def is_allowed(self) -> bool:
        """Whether this person keeps the accounts."""
        return may(self._desk.staff.role, Right.ACCOUNTS)

    def show_people(self, people: tuple[Account, ...]) -> None:
        """Everybody who has an account; the chosen one stays chosen."""
        chosen = self._inputs.chosen if any(a.login == self._inputs.chosen for a in people) else ""
        self._show(people=people, chosen=chosen or (people[0].login if people else ""))

    def choose(self, login: str) -> None:
        """Work on this account."""
        if login != self._inputs.chosen:
            self._show(chosen=login, armed=False, message="", remedy="")

    def give_role(self, role: str) -> None:
        """Give the chosen person another role."""
        account, me, people = self._account(), self._desk.staff.login, self._desk.people
        if account is None:
            return
        if account.role == role:
            self._show(message=f"{account.name} đã là {role_text(role).lower()}.", remedy="")
            return
        said = Notice(DONE, f"{account.name} nay là {role_text(role).lower()}.")
        self._work(lambda: people.change(account.login, account.name, role, me), lambda _none: self._tell(said))

    def reset(self) -> None:
        """Give the chosen person a one-time password; it is shown until it is put away, and never again."""
        if account := self._account():
            me, people = self._desk.staff.login, self._desk.people
            self._work(lambda: people.reset(account.login, me), self._tell_password)

    def switch(self, reason: str) -> None:
        """Switch the chosen account off, asked twice, or on again."""
        account, me, people = self._account(), self._desk.staff.login, self._desk.people
        if account is None:
            return
        if account.state == DISABLED:
            said = Notice(DONE, f"{account.name} đăng nhập lại được.")
            self._work(lambda: people.enable(account.login, me), lambda _none: self._tell(said))
        elif not self._inputs.armed:
            self._show(armed=True, message="", remedy="")
        else:
            remedy = "Các máy khác biết trong vòng một phút khi có mạng."
            said = Notice(DONE, f"{account.name} không đăng nhập được nữa.", remedy)
            self._work(lambda: people.disable(account.login, reason, me), lambda _none: self._tell(said))

    def close(self) -> None:
        """Tell nothing more."""
        self._desk.jobs.failed.disconnect(self._failed)

    def _account(self) -> Account | None:
        if self._inputs.busy:
            return None
        return next((a for a in self._inputs.people if a.login == self._inputs.chosen), None)

    def _work(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self._show(busy=True, armed=False, message="", remedy="")
        self._desk.jobs.run(work, done, self._troubled)

    def _tell(self, notice: Notice) -> None:
        self._show(busy=False)
        self.told.emit(notice)
        self.done.emit()

    def _tell_password(self, given: OneTime) -> None:
        remedy = f"Chỉ hiện lần này. {given.staff.name} phải đổi ngay ở lần đăng nhập tới. Esc: ẩn."
        self._tell(Notice(WARNING, f"Mật khẩu một lần của {given.staff.name}: {given.password}", remedy))

    def _troubled(self, why: Trouble) -> None:
        self._show(busy=False, message=why.message, remedy=why.remedy)

    def _failed(self, _text: str) -> None:
        self._show(busy=False)

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_accounts(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
