"""Who works in the office, and making an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.folding import sort_key
from kiosk.domain.trouble import Trouble
from kiosk.services import staff
from kiosk.services.accounts_following import ADD, RENAMED
from kiosk.services.staff import Staff
from kiosk.store.accounts import DISABLED, Account
from ui.viewmodels.admin_accounts import AccountsDesk
from ui.viewmodels.admin_asking import Asking
from ui.viewmodels.admin_desk import AdminDesk
from ui.viewmodels.admin_rows import OFF, PLAIN, WARNING, Listing, Row
from ui.viewmodels.admin_wording import ROLE_RIGHTS, ROLE_WORDS, role_text
from ui.viewmodels.counter_facts import DONE, Notice


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What the form holds."""

    login: str
    name: str
    role: str
    password: str
    again: str


@dataclass(frozen=True, slots=True)
class StaffInputs:
    """`people` is None until the store has answered; `me` is the login of who looks."""

    me: str
    people: tuple[Account, ...] | None = None
    busy: bool = False
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class StaffProps:
    """The list, and the state of the form. `roles` are (code, words, what it may do)."""

    people: Listing
    roles: tuple[tuple[str, str, str], ...]
    button: str
    busy: bool
    message: str
    remedy: str


def derive_staff(inputs: StaffInputs) -> StaffProps:
    """The page for these inputs."""
    people = inputs.people or ()
    rows = tuple(_row(person, inputs.me) for person in sorted(people, key=_by_name))
    title = f"Cán bộ của đơn vị  {len(rows)}" if rows else "Cán bộ của đơn vị"
    return StaffProps(
        people=Listing(title, rows, "Đang đọc sổ…" if inputs.people is None else "Chưa có ai."),
        roles=tuple((role, ROLE_WORDS[role], ROLE_RIGHTS[role]) for role in staff.ROLES),
        button="Đang thêm…" if inputs.busy else "Thêm cán bộ",
        busy=inputs.busy,
        message=inputs.message,
        remedy=inputs.remedy,
    )


def fault_of(account: NewAccount, people: Sequence[Account]) -> tuple[str, str]:
    """What the form itself can see is wrong, as (message, remedy); ("", "") when it may be sent."""
    if not account.login.strip() or not account.name.strip() or not account.password:
        return "Chưa điền đủ tên đăng nhập, họ tên và mật khẩu.", ""
    if not account.role:
        return "Chưa chọn vai trò.", "Chọn một trong ba vai trò."
    if account.password != account.again:
        return "Hai lần gõ mật khẩu không giống nhau.", "Gõ lại cả hai ô."
    login = account.login.strip().lower()
    other = next((p for p in people if p.login == login and p.name != " ".join(account.name.split())), None)
    if other:
        return f"Tên đăng nhập {login} là của {other.name}.", "Chọn tên khác, hoặc ghi đúng họ tên người đó."
    return "", ""


def _by_name(person: Account) -> tuple[object, ...]:
    """Vietnamese lists go by the given name, which stands last."""
    key = sort_key(person.name)
    return key[-1:], key, person.login


def _row(person: Account, me: str) -> Row:
    own = " · đang đăng nhập ở đây" if person.login == me else ""
    if person.state == DISABLED:
        return Row("", person.name, f"{person.login} · đã ngừng", role_text(person.role), OFF)
    if person.pending:
        return Row(
            "", person.name, f"{person.login}{own} · {_WAITING[person.pending]}", role_text(person.role), WARNING
        )
    return Row("", person.name, f"{person.login}{own}", role_text(person.role), PLAIN)


_WAITING = {
    ADD: "mới có ở máy này, chưa gửi lên máy chủ",
    RENAMED: "tên đăng nhập cũ trùng với người khác",
}


class StaffDesk(QObject):
    """`changed(StaffProps)`; `added(Staff)` when an account was made, so that the form is emptied; `told(Notice)`."""

    changed = Signal(object)
    added = Signal(object)
    told = Signal(object)

    def __init__(self, desk: AdminDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._inputs = StaffInputs(desk.staff.login)
        self.props = derive_staff(self._inputs)
        self._reading = Asking(desk.jobs, self._everyone, self._read, self._troubled, self)
        self.accounts = AccountsDesk(desk, self)
        self.accounts.done.connect(self._reading.ask)
        self.accounts.told.connect(self.told)
        desk.pulse.changed.connect(self._store_changed)
        desk.jobs.failed.connect(self._failed)

    def start(self) -> None:
        """Read who works here."""
        self._reading.ask()

    def add(self, account: NewAccount) -> None:
        """Make an account; refused in words. The hash takes its time, so it runs in a job."""
        if self._inputs.busy:
            return
        message, remedy = fault_of(account, self._inputs.people or ())
        self._show(message=message, remedy=remedy)
        if message:
            return
        self._show(busy=True)
        people, me = self._desk.people, self._desk.staff.login

        def make() -> Staff:
            return people.add(account.login, account.name, account.role, account.password, me)

        self._desk.jobs.run(make, self._added, self._troubled)

    def close(self) -> None:
        """Tell nothing more."""
        self.accounts.close()
        self._desk.pulse.changed.disconnect(self._store_changed)
        self._desk.jobs.failed.disconnect(self._failed)
        self._reading.close()

    def _added(self, person: Staff) -> None:
        self._show(busy=False, message="", remedy="")
        self.added.emit(person)
        remedy = f"Đăng nhập bằng {person.login} ở mọi máy quầy và máy quản trị của đơn vị."
        if not self._desk.people.is_connected():
            remedy = (
                f"Đăng nhập được ở máy này bằng {person.login}; máy khác nhận khi có mạng và lãnh đạo đăng nhập lại."
            )
        self.told.emit(Notice(DONE, f"Đã thêm {person.name}.", remedy))
        self._reading.ask()

    def _everyone(self) -> tuple[Account, ...]:
        people = self._desk.people.everyone()
        return people if self._desk.people.has_server else tuple(replace(a, pending="") for a in people)

    def _read(self, people: tuple[Account, ...]) -> None:
        self._show(people=people)
        self.accounts.show_people(tuple(sorted(people, key=_by_name)))

    def _troubled(self, why: Trouble) -> None:
        self._show(busy=False, message=why.message, remedy=why.remedy)

    def _failed(self, _text: str) -> None:
        self._show(busy=False)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "staff" in topics:
            self._reading.ask()

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_staff(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
