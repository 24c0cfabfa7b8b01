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
from ui.viewmodels.admin_desk import AdminDesk, Authority, NewMachine, ShownCode
from ui.viewmodels.admin_rows import GOOD, OFF, Listing, Row
from ui.viewmodels.admin_wording import KIND_WORDS, kind_text
from ui.viewmodels.counter_facts import DONE, Notice

NOT_JOINED = (
    "Máy này chưa gia nhập nên không thấy danh sách máy. Ở máy chủ chạy: motcua trust init; "
    "rồi cấp mã cho máy này: motcua trust code --station admin-1."
)


@dataclass(frozen=True, slots=True)
class MachinesInputs:
    """`keys` is None until the store has answered; `offered` what the shown code is for, since `offered_at` (ms)."""

    joined: bool
    now: int
    keys: tuple[KnownKey, ...] | None = None
    offered: NewMachine | None = None
    code: ShownCode | None = None
    offered_at: int = 0
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
        desk.pulse.changed.connect(self._store_changed)
        desk.jobs.failed.connect(self._failed)

    def start(self) -> None:
        """Read who is let in."""
        self._reading.ask()

    def tick(self) -> None:
        """A second is over: the code's time runs."""
        if self._inputs.code:
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
            self._show(message=f"Không có máy {name or '…'} đang được phép.", remedy="Gõ đúng tên trong danh sách.")
            return
        if not password:
            self._show(message="Chưa gõ mật khẩu của bạn.", remedy="Thu hồi cần xác nhận bằng mật khẩu.")
            return
        self._show(busy=True, message="", remedy="")
        self._desk.jobs.run(
            lambda: authority.revoke(login, password, name), lambda _count: self._revoked(name), self._troubled
        )

    def close(self) -> None:
        """Tell nothing more."""
        self._desk.pulse.changed.disconnect(self._store_changed)
        self._desk.jobs.failed.disconnect(self._failed)
        self._reading.close()

    def _offered(self, machine: NewMachine, code: ShownCode) -> None:
        now = self._desk.clock.now_ms()
        self._show(busy=False, message="", remedy="", offered=machine, code=code, offered_at=now, now=now)
        self.offered.emit()

    def _revoked(self, station: str) -> None:
        self._show(busy=False, message="", remedy="")
        self.revoked.emit()
        remedy = "Các máy khác từ chối máy này trong vòng một phút; dữ liệu trên máy đó vẫn còn nguyên."
        self.told.emit(Notice(DONE, f"Đã thu hồi {station}.", remedy))
        self._reading.ask()

    def _read(self, keys: Sequence[KnownKey]) -> None:
        self._show(keys=tuple(keys), now=self._desk.clock.now_ms())

    def _troubled(self, why: Trouble) -> None:
        self._show(busy=False, message=why.message, remedy=why.remedy)

    def _failed(self, _text: str) -> None:
        self._show(busy=False)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "trust" in topics:
            self._reading.ask()

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_machines(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
