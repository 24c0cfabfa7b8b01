"""The machines that are let in: who has a key, a code for a new one, and shutting one out by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Trouble
from kiosk.services import allow_list
from kiosk.store.trust import KnownKey
from ui.viewmodels.admin_asking import Asking
from ui.viewmodels.admin_desk import AdminDesk, Authority, NewMachine, ShownCode, WaitingCode
from ui.viewmodels.admin_rows import GOOD, OFF, Listing, Row
from ui.viewmodels.admin_wording import KIND_WORDS, kind_text
from ui.viewmodels.counter_facts import DONE, Notice

WAITING = "Mã đang chờ máy gia nhập"
NOT_JOINED = (
    "Máy này chưa gia nhập nên không thấy danh sách máy. Ở máy chủ chạy: motcua trust init; "
    "rồi cấp mã cho máy này: motcua trust code --station admin-1."
)


@dataclass(frozen=True, slots=True)
class MachinesInputs:
    """`keys` is None until the store has answered; `offered` what the shown code is for, since `offered_at` (ms);
    `waiting` the codes that the authority told of at `asked_at`, None while it has not, `deaf` why."""

    joined: bool
    now: int
    keys: tuple[KnownKey, ...] | None = None
    offered: NewMachine | None = None
    code: ShownCode | None = None
    offered_at: int = 0
    waiting: tuple[WaitingCode, ...] | None = None
    asked_at: int = 0
    deaf: str = ""
    busy: bool = False
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class CodeProps:
    """The code large, what it is for, how it is used and how long it lasts."""

    code: str
    qr: str
    title: str
    how: str
    left: str


@dataclass(frozen=True, slots=True)
class MachinesProps:
    """The page. `kinds` are (code, words) of what a new machine may be; `good` the stations that can be shut out."""

    machines: Listing
    codes: Listing
    kinds: tuple[tuple[str, str], ...]
    good: tuple[str, ...]
    can: bool
    busy: bool
    message: str
    remedy: str
    code: CodeProps | None


def derive_machines(inputs: MachinesInputs) -> MachinesProps:
    """The page for these inputs."""
    keys = inputs.keys or ()
    newest = {key.station: key for key in keys}
    rows = tuple(_row(key) for key in sorted(newest.values(), key=lambda k: (k.revoked_at > 0, k.station)))
    empty = "Chưa có máy nào gia nhập." if inputs.joined else NOT_JOINED
    return MachinesProps(
        Listing(f"Máy đã gia nhập  {len(rows)}" if rows else "Máy đã gia nhập", rows, empty),
        _codes(inputs),
        tuple((kind, words) for kind, words in KIND_WORDS.items()),
        tuple(station for station, key in newest.items() if not key.revoked_at),
        inputs.joined and not inputs.busy,
        inputs.busy,
        inputs.message,
        inputs.remedy,
        _code(inputs, newest),
    )


def fault_of(machine: NewMachine, password: str) -> tuple[str, str]:
    """What is wrong with the form (message, remedy); ("", "") when it may be sent."""
    if not machine.station.strip():
        return "Chưa ghi tên máy.", "Ví dụ: kiosk-2."
    if machine.kind == "counter" and not machine.counter:
        return "Chưa ghi số quầy.", "Ghi số trên biển hiệu của quầy."
    return ("", "") if password else ("Chưa gõ mật khẩu của bạn.", "Cấp mã cần xác nhận bằng mật khẩu.")


def _code(inputs: MachinesInputs, newest: dict[str, KnownKey]) -> CodeProps | None:
    """Nothing once the code is of no use: used, or over."""
    shown, machine = inputs.code, inputs.offered
    if shown is None or machine is None:
        return None
    key, left = newest.get(machine.station), inputs.offered_at + shown.lasts_ms - inputs.now
    if left <= 0 or (key and not key.revoked_at and key.enrolled_at >= inputs.offered_at):
        return None
    seconds = -(-left // 1000)
    how = f"Ở máy mới chạy: motcua join --server {shown.server} rồi gõ mã, hoặc quét mã QR."
    remaining = f"Còn {seconds // 60} phút {seconds % 60:02d} giây · dùng một lần"
    return CodeProps(shown.code, shown.qr, f"Mã cho {machine.station} · {kind_text(machine.kind)}", how, remaining)


def _codes(inputs: MachinesInputs) -> Listing:
    """Codes that still let somebody in; nothing to show when none does."""
    rest = [(c, inputs.asked_at + c.lasts_ms - inputs.now) for c in inputs.waiting or ()]
    rows = tuple(_waiting(code, left) for code, left in rest if left > 0)
    return Listing(f"{WAITING}  {len(rows)}" if rows else WAITING, rows, inputs.deaf)


def _waiting(code: WaitingCode, left: int) -> Row:
    return Row("", code.station, f"{kind_text(code.kind)} · {code.made_by} cấp", f"còn {-(-left // 60_000)} phút")


def _row(key: KnownKey) -> Row:
    since = f"gia nhập {local_time(key.enrolled_at):%H:%M %d/%m/%Y}"
    detail = f"{kind_text(key.kind)} · {since} · khóa {key.key_id[:8]}"
    if key.revoked_at:
        return Row("", key.station, detail, f"đã thu hồi {local_time(key.revoked_at):%H:%M %d/%m}", OFF)
    return Row("", key.station, detail, "được phép", GOOD)


class MachinesDesk(QObject):
    """`changed(MachinesProps)`; `told(Notice)`; `offered` and `revoked` when a form may be emptied."""

    changed = Signal(object)
    told = Signal(object)
    offered = Signal()
    revoked = Signal()

    def __init__(self, desk: AdminDesk, authority: Authority | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._authority = desk, authority
        self._inputs = MachinesInputs(authority is not None, desk.clock.now_ms())
        self.props = derive_machines(self._inputs)
        self._reading = Asking(desk.jobs, lambda: allow_list.keys(desk.store), self._read, self._troubled, self)
        self._hearing = Asking(desk.jobs, self._codes, self._heard, self._deaf, self)
        desk.pulse.changed.connect(self._store_changed)
        desk.jobs.failed.connect(self._failed)

    def start(self) -> None:
        """Read who is let in, and ask which codes wait."""
        self._reading.ask()
        if self._authority:
            self._hearing.ask()

    def tick(self) -> None:
        """A second is over: the codes' time runs."""
        if self._inputs.code or self._inputs.waiting:
            self._show(now=self._desk.clock.now_ms())

    def offer(self, machine: NewMachine, password: str) -> None:
        """Ask for a code; refused in words."""
        machine = replace(machine, station=machine.station.strip().lower())
        message, remedy = fault_of(machine, password)
        self._show(message=message, remedy=remedy)
        authority, login = self._authority, self._desk.staff.login
        if message or authority is None or self._inputs.busy:
            return
        self._show(busy=True)
        self._desk.jobs.run(
            lambda: authority.code(login, password, machine), lambda code: self._offered(machine, code), self._troubled
        )

    def revoke(self, station: str, password: str) -> None:
        """Shut a machine out whose name was typed in full."""
        authority, login, name = self._authority, self._desk.staff.login, station.strip().lower()
        if authority is None or self._inputs.busy:
            return
        if name not in self.props.good:
            waits = any(c.station == name for c in self._inputs.waiting or ())
            remedy = "Máy này chưa gia nhập: bấm Hủy mã chưa dùng." if waits else "Gõ đúng tên trong danh sách."
            self._show(message=f"Không có máy {name or '…'} đang được phép.", remedy=remedy)
        elif self._may(password, "Thu hồi"):
            self._desk.jobs.run(
                lambda: authority.revoke(login, password, name), lambda _count: self._revoked(name), self._troubled
            )

    def withdraw(self, station: str, password: str) -> None:
        """Take back the unused code of a machine whose name was typed in full."""
        authority, login, name = self._authority, self._desk.staff.login, station.strip().lower()
        if authority is None or self._inputs.busy:
            return
        if self._inputs.waiting is not None and name not in {c.station for c in self._inputs.waiting}:
            self._show(message=f"Không có mã nào đang chờ máy {name or '…'}.", remedy="Gõ đúng tên trong danh sách mã.")
        elif self._may(password, "Hủy mã"):
            self._desk.jobs.run(
                lambda: authority.withdraw(login, password, name), lambda n: self._withdrawn(name, n), self._troubled
            )

    def close(self) -> None:
        """Tell nothing more."""
        self._desk.pulse.changed.disconnect(self._store_changed)
        self._desk.jobs.failed.disconnect(self._failed)
        self._reading.close()
        self._hearing.close()

    def _may(self, password: str, what: str) -> bool:
        """Whether the form may be sent; from then on it is busy."""
        if not password:
            self._show(message="Chưa gõ mật khẩu của bạn.", remedy=f"{what} cần xác nhận bằng mật khẩu.")
            return False
        self._show(busy=True, message="", remedy="")
        return True

    def _offered(self, machine: NewMachine, code: ShownCode) -> None:
        now = self._desk.clock.now_ms()
        self._show(busy=False, message="", remedy="", offered=machine, code=code, offered_at=now, now=now)
        self.offered.emit()
        self._hearing.ask()

    def _revoked(self, station: str) -> None:
        self._show(busy=False, message="", remedy="")
        self.revoked.emit()
        remedy = "Các máy khác từ chối máy này trong vòng một phút; dữ liệu trên máy đó vẫn còn nguyên."
        self.told.emit(Notice(DONE, f"Đã thu hồi {station}.", remedy))
        self.start()

    def _withdrawn(self, station: str, count: int) -> None:
        gone = self._inputs.offered is not None and self._inputs.offered.station == station
        self._show(busy=False, message="", remedy="", **({"code": None, "offered": None} if gone else {}))
        self.revoked.emit()
        words = f"Đã hủy mã của {station}." if count else f"{station} không còn mã nào đang chờ."
        self.told.emit(Notice(DONE, words, "Ai cầm mã đó không gia nhập được nữa."))
        self._hearing.ask()

    def _codes(self) -> tuple[WaitingCode, ...]:
        assert self._authority
        return self._authority.codes()

    def _heard(self, codes: tuple[WaitingCode, ...]) -> None:
        now = self._desk.clock.now_ms()
        self._show(waiting=codes, asked_at=now, now=now, deaf="")

    def _deaf(self, why: Trouble) -> None:
        self._show(waiting=None, deaf=f"Chưa hỏi được máy cấp phép: {why.message}")

    def _read(self, keys: Sequence[KnownKey]) -> None:
        self._show(keys=tuple(keys), now=self._desk.clock.now_ms())

    def _troubled(self, why: Trouble) -> None:
        self._show(busy=False, message=why.message, remedy=why.remedy)

    def _failed(self, _text: str) -> None:
        self._show(busy=False)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "trust" in topics:
            self.start()

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_machines(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
