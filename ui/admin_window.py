"""The admin's window: sign in as a lead or a technician, then six pages. One factory, `open_admin`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.domain.roles import Right, who_may
from kiosk.services import settings
from kiosk.services.heartbeats import StationSeen
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from sync.people import People, Servers
from ui.desk_lock import DeskLock, LockParts
from ui.jobs import Jobs
from ui.pulse import Pulse
from ui.theme import install_fonts, stylesheet
from ui.theme.tokens import LIGHT, Palette
from ui.viewmodels.admin_desk import AdminDesk, AdminPrinter, Authority, FindingLike, Hubs, Papers
from ui.viewmodels.counter_facts import WARNING, Notice
from ui.viewmodels.counter_line import LinkLike
from ui.viewmodels.people import PeopleLike
from ui.viewmodels.signin import SignInViewModel
from ui.widgets.admin_desk import AdminDeskView
from ui.widgets.sign_in import SignInPage

__all__ = ["AdminParts", "AdminWindow", "Papers", "open_admin"]

ROLES = who_may(Right.OVERSEE)
"""Who may enter; a clerk is told why not."""
GEOMETRY = "admin.geometry"
SMALLEST = (1180, 720)


@dataclass(frozen=True, slots=True)
class AdminParts:
    """What the window works with. `stations` asks the hub who it hears of, in this machine's time (None: an office
    without a hub), `doctor` examines this machine; both block and run in jobs. `authority` lets machines in
    (None: this one has not joined). `people` is the way to the servers (None: this machine keeps its own accounts);
    `lock_minutes` 0 = the window never locks by itself."""

    office: Office
    store: Store
    jobs: Jobs
    pulse: Pulse
    clock: Clock
    hub_link: Callable[[], LinkLike]
    province_link: Callable[[], LinkLike | None]
    stations: Callable[[], tuple[StationSeen, ...]] | None
    printer: AdminPrinter | None
    doctor: Callable[[], Sequence[FindingLike]]
    papers: Papers
    authority: Authority | None = None
    hubs: Hubs | None = None
    palette: Palette = LIGHT
    people: PeopleLike | None = None
    lock_minutes: int = 0


def open_admin(parts: AdminParts) -> AdminWindow:
    """The window, shown, asking who is there."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    install_fonts()
    stylesheet.apply(app, parts.palette)
    window = AdminWindow(parts)
    window.show()
    return window


class AdminWindow(QMainWindow):
    """Two pages one after another; `desk` stands while somebody is signed in."""

    def __init__(self, parts: AdminParts) -> None:
        super().__init__()
        self._parts = parts
        self.desk: AdminDeskView | None = None
        self.setWindowTitle(f"Quản trị · {parts.office.name}")
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self._people = parts.people or People(parts.store, Servers())
        self._sign_in = SignInViewModel(parts.store, parts.jobs, ROLES, self._people)
        self._sign_in.signed_in.connect(self._work)
        self.lock = DeskLock(self, LockParts(parts.store, parts.jobs, parts.pulse, self._people, self._sign_in_page_of,
                                             parts.lock_minutes))  # fmt: skip
        self.lock.taken.connect(self._taken)
        for view_model in (self._sign_in, self.lock.vm):
            view_model.connected.connect(self._connected)
        self._ask_who()
        parts.jobs.run(lambda: settings.remembered(parts.store, GEOMETRY), self._take_size, lambda _why: None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window."""
        self._remember_size()
        self._stop_working()
        self.lock.close()
        super().closeEvent(event)

    def _sign_in_page_of(self, view_model: SignInViewModel) -> SignInPage:
        return SignInPage(view_model, self._parts.office, "Trang quản trị")

    def _sign_out(self) -> None:
        self._parts.jobs.run(self._people.disconnect, lambda _none: None)
        self._ask_who()

    def _taken(self, person: Staff) -> None:
        """Another lead has opened the lock, or the person's role has changed: the window is theirs now."""
        self._stop_working()
        if person.role in ROLES:
            self._work(person)
        else:
            self._ask_who()

    def _connected(self, said: tuple[str, ...]) -> None:
        """What the servers did not allow; signing in itself needs none of them."""
        if self.desk and said:
            self.desk.tell(Notice(WARNING, "Chưa nối phiên với máy chủ.", said[0]))

    def _ask_who(self) -> None:
        self._stop_working()
        self.sign_in_page = self._sign_in_page_of(self._sign_in)
        self._turn_to(self.sign_in_page)
        self._sign_in.start()
        self.sign_in_page.begin()

    def _work(self, person: Staff) -> None:
        parts = self._parts
        desk = AdminDesk(
            office=parts.office, store=parts.store, jobs=parts.jobs, pulse=parts.pulse, clock=parts.clock,
            hub_link=parts.hub_link, province_link=parts.province_link, stations=parts.stations,
            printer=parts.printer, doctor=parts.doctor, papers=parts.papers, staff=person,
            authority=parts.authority,
            hubs=parts.hubs,
            people=self._people,
        )  # fmt: skip
        self.desk = AdminDeskView(desk, parts.palette)
        self.desk.left.connect(self._sign_out)
        self._turn_to(self.desk)
        self.desk.start()
        self.lock.guard(person)

    def _stop_working(self) -> None:
        self.lock.release()
        if self.desk:
            self.desk.close_desk()
        self.desk = None

    def _turn_to(self, page: QWidget) -> None:
        old = self.takeCentralWidget()
        if old:
            old.hide()
            QTimer.singleShot(0, old.deleteLater)
        self.setCentralWidget(page)

    def _take_size(self, text: str) -> None:
        if text:
            self.restoreGeometry(QByteArray.fromHex(text.encode()))

    def _remember_size(self) -> None:
        store, text = self._parts.store, bytes(self.saveGeometry().toHex().data()).decode()
        self._parts.jobs.run(lambda: settings.remember(store, GEOMETRY, text), lambda _none: None)
