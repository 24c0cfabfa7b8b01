"""Pictures of the admin's pages on a morning with work to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.trouble import TryLater
from kiosk.services import access_log, accounts, counters, issuing, overview, serving, staff
from kiosk.services.heartbeats import StationSeen
from kiosk.services.rollcall import RollEntry
from kiosk.services.staff import Staff
from kiosk.store.trust import KnownKey, put_keys
from printing.config import PrinterConfig
from printing.delivery import PrintOutcome
from printing.status import PrinterStatus
from printing.ticket import TicketSlip
from ui.admin_window import AdminParts, AdminWindow, Papers, open_admin
from ui.pictures_desk import LOGIN, NAME, PASSWORD, Stage, StagedLink, staged
from ui.theme.tokens import DARK, LIGHT, Palette
from ui.viewmodels.admin_desk import HubSeen, NewMachine, ShownCode, WaitingCode

DESK, WIDE = (1440, 900), (1920, 1080)
_MORNING = (
    ("7:31", "civil-status", ""), ("7:33", "certification", ""), ("7:40", "civil-status", ""),
    ("7:52", "residence", ""), ("7:55", "certification", ""), ("7:58", "civil-status", "elderly"),
    ("8:00", "certification", ""), ("8:01", "certification", ""), ("8:04", "land", ""),
    ("8:06", "residence", ""), ("8:11", "certification", "pregnant"), ("8:13", "land", ""),
    ("8:14", "civil-status", ""),
)  # fmt: skip
_PEOPLE = (
    ("dung.lv", "Lê Văn Dũng", "clerk"), ("lan.pt", "Phạm Thị Lan", "clerk"),
    ("minh.tq", "Trần Quang Minh", "technician"), ("an.vt", "Võ Thành An", "clerk"),
)  # fmt: skip


@dataclass(frozen=True)
class StagedFinding:
    """A finding as the doctor gives it."""

    level: str
    what: str
    remedy: str = ""


_FINDINGS = (
    StagedFinding("ok", "Cấu hình: tệp motcua.toml; máy admin-1 của đơn vị quy-nhon."),
    StagedFinding("ok", "Ổ đĩa: còn 118,4 GB trống."),
    StagedFinding("warn", "Đồng hồ máy này lệch 143 giây so với máy chủ đơn vị.", "Bật đồng bộ NTP."),
    StagedFinding("ok", "SQLite 3.51.3 (cần từ 3.51.3)."),
    StagedFinding("ok", "Phông chữ Be Vietnam Pro: đủ."),
    StagedFinding("ok", "admin-1: chuỗi băm 214 sự kiện khớp từ đầu đến cuối."),
    StagedFinding("ok", "Máy chủ đơn vị hub-1 trả lời, phiên bản 0.1.0."),
    StagedFinding("error", "Máy in (tcp): Máy in hết giấy.",
                  "Thay cuộn giấy, đóng nắp; phiếu chưa in được in lại bằng tay với đúng số cũ."),
    StagedFinding("warn", "Không có loa: bảng gọi số sẽ không đọc số.", "Cắm loa và chọn loa trong hệ thống."),
)  # fmt: skip


class StagedPrinter:
    """A printer that is out of paper."""

    config = PrinterConfig(kind="tcp", host="192.168.1.40")
    _status = PrinterStatus(answered=True, paper_out=True)

    def status(self) -> PrinterStatus:
        return self._status

    def print(self, _slip: TicketSlip) -> PrintOutcome:
        return PrintOutcome(printed=False, status=self._status, cause=self._status.trouble)


class StagedLine:
    """The line to the hub, which can be cut."""

    def __init__(self) -> None:
        self.state = StagedLink(hub="hub-1")

    def cut(self, at: int) -> None:
        """The cable is out since `at` (ms)."""
        self.state = StagedLink(up=False, since=at, trouble="Máy chủ hàng đợi không trả lời.", hub="hub-1")

    def stations(self, stage: Stage) -> tuple[StationSeen, ...]:
        if not self.state.up:
            raise TryLater("unreachable", "Không kết nối được máy chủ hàng đợi.")
        return _stations(stage)


def admin_pictures(out: Path) -> None:
    """Write `admin-*.png` into `out`. Needs a QApplication."""
    out.mkdir(parents=True, exist_ok=True)
    with staged() as stage:
        _morning(stage)
        line = StagedLine()
        window = _open(stage, line, LIGHT)
        stage.picture(window, out / "admin-sign-in.png", DESK)
        _sign_in(stage, window)
        for size, end in ((DESK, ""), (WIDE, "-wide")):
            _pages(stage, window, out, size, end)
        _locked(stage, window, out)
        _cut(stage, window, line, out)
        window.close()
        stage.settle()
        dark = _open(stage, StagedLine(), DARK)
        _sign_in(stage, dark)
        stage.picture(dark, out / "admin-dark.png", DESK)
        dark.close()
        stage.settle()


class StagedHubs:
    """The old hub is dead, the standby calls the roll, one counter is silent."""

    def look(self) -> tuple[HubSeen, ...]:
        at = 1_795_395_600_000
        entries = (RollEntry("counter-1", "answered", 1, at), RollEntry("counter-2", "missing"),
                   RollEntry("counter-3", "answered", 0, at + 3_000))  # fmt: skip
        return (HubSeen("https://192.168.1.10:8460"),
                HubSeen("https://192.168.1.11:8460", "hub-2", "roll-call", 1, entries, 9))  # fmt: skip

    def act(self, _login: str, _password: str, _url: str, _act: str, _station: str) -> None:
        return None


class StagedAuthority:
    """Lets everybody in."""

    def code(self, _login: str, _password: str, _machine: NewMachine) -> ShownCode:
        qr = f"motcua-join:?server=https%3A%2F%2F192.168.1.10%3A8460&code=7KXM2QDA&ca={'3f' * 32}"
        return ShownCode("7KXM-2QDA", qr, "https://192.168.1.10:8460", 30 * 60_000)

    def revoke(self, _login: str, _password: str, _station: str) -> int:
        return 1

    def withdraw(self, _login: str, _password: str, _station: str) -> int:
        return 1

    def codes(self) -> tuple[WaitingCode, ...]:
        return (WaitingCode("counter-4", "counter", "hanh.nt", 30 * 60_000),
                WaitingCode("kiosk-3", "kiosk", "minh.tq", 11 * 60_000))  # fmt: skip


def _open(stage: Stage, line: StagedLine, palette: Palette) -> AdminWindow:
    cut = StagedLink(up=False, since=stage.clock.at - 540_000, unsent=14)
    profile = Path("motcua") / "quy-nhon.toml"
    window = open_admin(AdminParts(
        office=stage.office, store=stage.store, jobs=stage.jobs, pulse=stage.pulse, clock=stage.clock,
        hub_link=lambda: line.state, province_link=lambda: cut,
        stations=lambda: line.stations(stage), printer=StagedPrinter(), doctor=lambda: _FINDINGS,
        papers=Papers(profile), authority=StagedAuthority(), hubs=StagedHubs(), palette=palette,
    ))  # fmt: skip
    stage.settle()
    return window


def _sign_in(stage: Stage, window: AdminWindow) -> None:
    page = window.sign_in_page
    page.login.setText(LOGIN)
    page.password.setText(PASSWORD)
    page.submit()
    stage.settle()


def _morning(stage: Stage) -> None:
    store, actor = stage.store, LOGIN
    stage.clock.to(7, 30)
    for login, name, role in _PEOPLE:
        staff.add_staff(store, login, name, role, PASSWORD, actor)
    clerk = Staff("lan.pt", "Phạm Thị Lan", "clerk")
    counters.open_counter(store, 1, clerk, ("civil-status", "certification"))
    counters.open_counter(store, 2, Staff(LOGIN, NAME, "lead"), ("certification", "residence"))
    counters.open_counter(store, 3, Staff("dung.lv", "Lê Văn Dũng", "clerk"), ("land",))
    for ticket in _MORNING:
        stage.issue(*ticket)
        if ticket[0] in ("7:40", "7:55"):
            won = stage.claims.next(1, ("civil-status", "certification"), clerk.login)
            assert won
            serving.start(store, won.id, clerk.login)
            stage.clock.at += 240_000
            serving.finish(store, won.id, clerk.login)
    for login, text in (("lan.pt", "A001"), ("dung.lv", "C001"), ("lan.pt", "B002")):
        found = overview.find_ticket(store, text)
        if found:
            access_log.opened(store, login, access_log.Subject("ticket", found.id, found.number), "tìm theo số")
    store.write(lambda tx: access_log.note_corner(tx, "refused"))
    accounts.disable(store, stage.office.id, "an.vt", "chuyển công tác", actor)
    lost = stage.issue("8:15", "residence")
    issuing.unprinted(store, lost.id, "paper_out")
    counters.pause(store, 3, "đi photo hồ sơ", "dung.lv")
    _let_in(stage)
    stage.clock.to(8, 18, 12)


def _let_in(stage: Stage) -> None:
    """The office's machines have joined; one was shut out."""
    at = stage.clock.at - 40 * 86_400_000
    machines = (("hub-1", "hub"), ("kiosk-1", "kiosk"), ("kiosk-2", "kiosk"), ("counter-1", "counter"),
                ("counter-2", "counter"), ("board-1", "board"), ("admin-1", "admin"))  # fmt: skip
    office = stage.store.me.office
    keys = [KnownKey(office, name, kind, f"{n:02x}9c" * 8, bytes(32), at + n * 600_000)
            for n, (name, kind) in enumerate(machines)]  # fmt: skip
    keys.append(KnownKey(office, "counter-3", "counter", "e7a1" * 8, bytes(32), at, at + 30 * 86_400_000))
    stage.store.write(lambda tx: put_keys(tx.conn, keys))


def _stations(stage: Stage) -> tuple[StationSeen, ...]:
    now = stage.clock.at
    reports: tuple[tuple[str, str, int, dict[str, str | int]], ...] = (
        ("kiosk-1", "kiosk", 1_500, {"printer": "ready"}),
        ("kiosk-2", "kiosk", 3_000, {"printer": "paper_out"}), ("counter-1", "counter", 2_500, {"unsent": 0}),
        ("counter-2", "counter", 800, {"unsent": 0}), ("board-1", "board", 160_000, {}),
        ("admin-1", "admin", 900, {"printer": "paper_out"}),
    )  # fmt: skip
    return tuple(StationSeen(name, kind, now - ago, {"version": "0.1.0", **more}) for name, kind, ago, more in reports)


def _pages(stage: Stage, window: AdminWindow, out: Path, size: tuple[int, int], end: str) -> None:
    desk = window.desk
    assert desk
    names = ("today", "printers", "staff", "services", "doctor", "machines", "hubs", "access")
    for place, name in enumerate(names):
        desk.open(place)
        stage.settle()
        if name == "printers" and not end:
            desk.printer.test()
            stage.settle()
        if name == "staff":
            desk.staff.accounts.choose("dung.lv")
            desk.staff_page.account.switch.click()
        if name == "machines":
            desk.machines.offer(NewMachine("counter-4", "counter", 4), PASSWORD)
            stage.settle()
        stage.picture(window, out / f"admin-{name}{end}.png", size)
        desk.tell(None)


def _locked(stage: Stage, window: AdminWindow, out: Path) -> None:
    """Left alone: nothing of the office is seen."""
    window.lock.lock()
    stage.picture(window, out / "admin-locked.png", DESK)
    page = window.lock.page
    assert page
    page.password.setText(PASSWORD)
    page.submit()
    stage.settle()


def _cut(stage: Stage, window: AdminWindow, line: StagedLine, out: Path) -> None:
    """The hub is away: the figures stand still, and the page says since when."""
    desk = window.desk
    assert desk
    desk.open(0)
    line.cut(stage.clock.at)
    stage.clock.at += 360_000
    desk.watch.tick()
    stage.settle()
    stage.picture(window, out / "admin-hub-away.png", DESK)
