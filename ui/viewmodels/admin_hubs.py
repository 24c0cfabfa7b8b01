"""Who holds the queue, and leading a lead through a change of hub (queue-rules R4); conflicts to be looked at (R5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from kiosk.domain.epoch import change_of
from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Trouble
from kiosk.services import conflicts
from kiosk.services.conflicts import Conflict
from ui.viewmodels.admin_asking import Asking
from ui.viewmodels.admin_desk import AdminDesk, HubSeen
from ui.viewmodels.admin_rows import GOOD, OFF, PLAIN, TROUBLE, WARNING, Listing, Row
from ui.viewmodels.counter_facts import DONE, Notice
from ui.viewmodels.counter_wording import conflict_text

BEGIN, DECLARE, PROMOTE, CANCEL, CLEAR = (
    "roll/begin", "roll/declarations", "roll/promotion", "roll/cancel", "clearance",
)  # fmt: skip
_DUTIES = {
    "serving": ("đang giữ hàng đợi", GOOD), "standby": ("dự phòng", PLAIN), "retired": ("đã được thay", OFF),
    "roll-call": ("đang điểm danh", WARNING), "waiting": ("chờ xác nhận", WARNING), "": ("không trả lời", TROUBLE),
}  # fmt: skip
_STATES = {
    "answered": ("đã trả lời", GOOD),
    "declared-off": ("đã xác nhận tắt", OFF),
    "missing": ("chưa trả lời", WARNING),
    "elsewhere": ("đã theo máy khác", TROUBLE),
}

_NO_ROLL = Listing("")


@dataclass(frozen=True, slots=True)
class HubsInputs:
    """`hubs` is None until they were asked, and empty in an office without one."""

    hubs: tuple[HubSeen, ...] | None = None
    conflicts: tuple[Conflict, ...] = ()
    busy: bool = False
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Where the change stands, in plain words, and what can be done now: (words of the button, act, hub's address)."""

    title: str
    words: str
    roll: Listing = _NO_ROLL
    declare: str = ""
    main: tuple[str, str, str] | None = None
    other: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class HubsProps:
    """The page."""

    hubs: Listing
    step: Step
    conflicts: Listing
    busy: bool
    message: str
    remedy: str


def derive_hubs(inputs: HubsInputs) -> HubsProps:
    """The page for these inputs."""
    hubs = inputs.hubs or ()
    empty = "Đang hỏi các máy chủ…" if inputs.hubs is None else "Đơn vị này chạy không cần máy chủ."
    return HubsProps(
        Listing("Máy chủ hàng đợi", tuple(map(_hub_row, hubs)), empty),
        _step(hubs),
        Listing("Số có mâu thuẫn", tuple(map(_conflict_row, inputs.conflicts)), "Không có mâu thuẫn nào."),
        inputs.busy,
        inputs.message,
        inputs.remedy,
    )


def _step(hubs: Sequence[HubSeen]) -> Step:
    by_duty = {hub.duty: hub for hub in hubs}
    if calling := by_duty.get("roll-call"):
        return _roll_step(calling)
    if waiting := by_duty.get("waiting"):
        return Step(
            f"{waiting.station} chờ xác nhận",
            f"{waiting.station} vừa khởi động lại và chưa hỏi được máy dự phòng. Người lấy số sau lúc đó vẫn được gọi; "
            "người chờ từ trước chưa được gọi. Nếu chắc chắn chưa máy nào thay máy này khi nó tắt, hãy xác nhận.",
            main=("Xác nhận chưa bị thay", CLEAR, waiting.url),
        )
    candidate = by_duty.get("standby") or by_duty.get("retired")
    offer = (f"Điểm danh để chuyển sang {candidate.station}", BEGIN, candidate.url) if candidate else None
    serving = by_duty.get("serving")
    if serving and serving.tickets:
        return Step(
            f"{serving.tickets} người chưa gọi được",
            f"Dữ liệu của {serving.station} được chép lại từ bản sao. {serving.tickets} người chờ từ trước đó chưa máy "
            "nào được gọi. Điểm danh mọi quầy, rồi máy này nhận lại họ. Không ai mất số.",
            main=(f"Điểm danh tại {serving.station}", BEGIN, serving.url),
        )
    if serving:
        words = f"{serving.station} đang giữ hàng đợi và trả lời tốt. Không cần làm gì."
        if candidate:
            words += " Chỉ chuyển khi máy này hỏng hoặc phải tắt lâu."
        return Step("Hàng đợi đang chạy", words, other=offer)
    if candidate is None:
        return Step("Chưa có máy dự phòng", "Bật máy chủ, hoặc cài máy dự phòng: motcua hub --standby." if hubs else "")
    return Step(
        "Không máy nào giữ hàng đợi",
        "Nếu máy chủ chỉ mất điện hay mất mạng ít phút: chờ nó trở lại; quầy vẫn phục vụ được ai có phiếu. "
        f"Nếu máy đã hỏng hoặc tắt hẳn: chuyển hàng đợi sang {candidate.station}. Bước 1: điểm danh mọi quầy. "
        "Bước 2: xác nhận từng máy đã tắt. Bước 3: nhận hàng đợi. Không ai mất số.",
        main=offer,
    )


def _roll_step(hub: HubSeen) -> Step:
    missing = [e for e in hub.entries if e.state == "missing"]
    elsewhere = [e.station for e in hub.entries if e.state == "elsewhere"]
    rows = tuple(_entry_row(e.station, e.state, e.held, e.at) for e in hub.entries)
    done = len(rows) - len(missing) - len(elsewhere)
    roll = Listing(f"Đã rõ {done}/{len(rows)} quầy", rows, "Chưa quầy nào từng làm việc.")
    if elsewhere:
        words = (
            f"{', '.join(elsewhere)} đã trả lời một máy khác, nơi cũng có người điểm danh. Gọi cho người đó: chỉ một "
            "máy được nhận hàng đợi. Nếu là máy này, hãy điểm danh lại từ đầu: mọi quầy sẽ theo lần sau cùng."
        )
        return Step(f"{hub.station}: hai máy cùng điểm danh", words, roll,
                    main=("Điểm danh lại từ đầu", BEGIN, hub.url))  # fmt: skip
    if missing:
        words = (
            "Chờ các quầy trả lời (vài giây), hoặc bật máy còn thiếu lên. Máy nào TẬN MẮT thấy đã tắt thì gõ đúng tên "
            "vào ô dưới. Khai sai thì một người dân có thể bị gọi hai nơi, và máy đó được nêu tên khi nối lại."
        )
        unanswered = all(e.state != "answered" for e in hub.entries)
        return Step(f"{hub.station} đang điểm danh", words, roll, missing[0].station,
                    other=("Thôi, không chuyển nữa", CANCEL, hub.url) if unanswered
                    else ("Điểm danh lại từ đầu", BEGIN, hub.url))  # fmt: skip
    words = f"Mọi quầy đã rõ. {hub.station} sẽ nhận {hub.tickets} người đang chờ; quầy và máy lấy số tự tìm tới."
    return Step("Sẵn sàng nhận hàng đợi", words, roll, main=(f"{hub.station} nhận hàng đợi", PROMOTE, hub.url))


def _hub_row(hub: HubSeen) -> Row:
    words, sign = _DUTIES.get(hub.duty, (hub.duty, PLAIN))
    times = f" · lần chuyển thứ {change_of(hub.epoch)}" if hub.epoch else ""
    return Row("", hub.station or "Máy chủ", f"{hub.url}{times}", words, sign)


def _entry_row(station: str, state: str, held: int, at: int) -> Row:
    words, sign = _STATES.get(state, (state, PLAIN))
    detail = f"giữ {held} người · {local_time(at):%H:%M:%S}" if state == "answered" else ""
    return Row("", station, detail, words, sign)


def _conflict_row(one: Conflict) -> Row:
    return Row(one.ticket.number, conflict_text(one.ticket.conflict), ", ".join(one.parties), "", TROUBLE)


class HubsDesk(QObject):
    """`changed(HubsProps)`; `told(Notice)`; `done` when a form may be emptied."""

    changed = Signal(object)
    told = Signal(object)
    done = Signal()

    def __init__(self, desk: AdminDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._inputs = desk, HubsInputs(hubs=None if desk.hubs else ())
        self.props = derive_hubs(self._inputs)
        look = desk.hubs.look if desk.hubs else lambda: ()
        self._hubs = Asking(desk.jobs, look, lambda seen: self._show(hubs=tuple(seen)), self._troubled, self)
        self._conflicts = Asking(desk.jobs, lambda: conflicts.conflicts(desk.store),
                                 lambda found: self._show(conflicts=tuple(found)), self._troubled, self)  # fmt: skip
        desk.pulse.changed.connect(self._store_changed)
        desk.jobs.failed.connect(self._failed)

    def start(self) -> None:
        """Read the conflicts; the hubs are asked while the page is looked at."""
        self._conflicts.ask()

    def look(self) -> None:
        """Ask the hubs who they are."""
        self._hubs.ask()

    def act(self, act: str, url: str, password: str, station: str = "") -> None:
        """Do one step at the hub of `url`, with the password of who sits here; refused in words."""
        hubs, login = self._desk.hubs, self._desk.staff.login
        if hubs is None or self._inputs.busy:
            return
        if not password:
            self._show(message="Chưa gõ mật khẩu của bạn.", remedy="Việc này cần xác nhận bằng mật khẩu.")
            return
        self._show(busy=True, message="", remedy="")
        self._desk.jobs.run(
            lambda: hubs.act(login, password, url, act, station), lambda _: self._acted(act), self._troubled
        )

    def declare(self, name: str, password: str) -> None:
        """A counter was seen switched off: its name, typed in full."""
        hub = next((h for h in self._inputs.hubs or () if h.duty == "roll-call"), None)
        missing = [e.station for e in hub.entries if e.state == "missing"] if hub else []
        if hub is None or name.strip() not in missing:
            self._show(message=f"Không có máy “{name.strip()}” chưa trả lời.", remedy="Gõ đúng tên trong danh sách.")
            return
        self.act(DECLARE, hub.url, password, name.strip())

    def settle(self, number: str, note: str) -> None:
        """The lead has looked at a conflict and says how it stands."""
        wanted = number.strip().upper()
        found = next((c for c in self._inputs.conflicts if c.ticket.number == wanted), None)
        if found is None:
            self._show(message=f"Số {wanted or '…'} không có mâu thuẫn.", remedy="Gõ đúng số trong danh sách.")
            return
        store, login, ticket = self._desk.store, self._desk.staff.login, found.ticket.id
        self._desk.jobs.run(lambda: conflicts.settle(store, ticket, note, login), lambda _: self._settled(wanted),
                            self._troubled)  # fmt: skip

    def close(self) -> None:
        """Tell nothing more."""
        self._desk.pulse.changed.disconnect(self._store_changed)
        self._desk.jobs.failed.disconnect(self._failed)
        self._hubs.close()
        self._conflicts.close()

    def _acted(self, act: str) -> None:
        self._show(busy=False)
        if act in (PROMOTE, CLEAR):
            self.told.emit(Notice(DONE, "Xong, hàng đợi tiếp tục.", "Quầy và máy lấy số tự tìm tới trong vài giây."))
        self.done.emit()
        self.look()

    def _settled(self, number: str) -> None:
        self.told.emit(Notice(DONE, f"Đã ghi kết luận cho số {number}.", "Điều gì lộ ra sau này sẽ hiện lại."))
        self._show(message="", remedy="")
        self.done.emit()
        self._conflicts.ask()

    def _troubled(self, why: Trouble) -> None:
        self._show(busy=False, message=why.message, remedy=why.remedy)

    def _failed(self, _text: str) -> None:
        self._show(busy=False)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if topics & {"ticket", "hub"}:
            self._conflicts.ask()

    def _show(self, **news: object) -> None:
        self._inputs = replace(self._inputs, **news)  # type: ignore[arg-type]
        props = derive_hubs(self._inputs)
        if props != self.props:
            self.props = props
            self.changed.emit(props)
