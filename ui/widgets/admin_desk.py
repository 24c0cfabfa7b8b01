"""The admin's window at work: head, pages at the left, one page, one bar for messages. Keyboard first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Trouble
from ui.theme.tokens import Palette
from ui.viewmodels.admin_access import AccessDesk
from ui.viewmodels.admin_desk import AdminDesk
from ui.viewmodels.admin_doctor import DoctorDesk
from ui.viewmodels.admin_hubs import HubsDesk
from ui.viewmodels.admin_machines import MachinesDesk
from ui.viewmodels.admin_printer import PrinterDesk
from ui.viewmodels.admin_services import derive_services
from ui.viewmodels.admin_staff import StaffDesk
from ui.viewmodels.admin_today import TodayProps
from ui.viewmodels.admin_watch import AdminWatch
from ui.viewmodels.admin_wording import role_text
from ui.viewmodels.counter_facts import DONE, TROUBLE, Notice
from ui.widgets.admin_access_page import AccessPage
from ui.widgets.admin_doctor_page import DoctorPage
from ui.widgets.admin_hubs_page import HubsPage
from ui.widgets.admin_machines_page import MachinesPage
from ui.widgets.admin_nav import AdminNav
from ui.widgets.admin_page import AdminPage
from ui.widgets.admin_printers_page import PrintersPage
from ui.widgets.admin_services_page import ServicesPage
from ui.widgets.admin_staff_page import StaffPage
from ui.widgets.admin_today_page import TodayPage
from ui.widgets.header import Header
from ui.widgets.labels import column, frame, row
from ui.widgets.notice_bar import NoticeBar

GOOD_WORDS_MS = 12_000


class AdminDeskView(QWidget):
    """`left` when the person signs out. Ctrl+1, Ctrl+2 … turn pages, F5 asks anew, Esc puts the message away."""

    left = Signal()

    def __init__(self, desk: AdminDesk, palette: Palette) -> None:
        super().__init__()
        self.desk = desk
        self.watch, self.printer = AdminWatch(desk, self), PrinterDesk(desk, self)
        self.staff, self.doctor = StaffDesk(desk, self), DoctorDesk(desk, self)
        self.machines = MachinesDesk(desk, desk.authority, self)
        services = derive_services(desk.office, desk.papers, local_time(desk.clock.now_ms()).date())
        self.today_page, self.printers_page = (
            TodayPage(self.watch, palette),
            PrintersPage(self.printer, self.watch, palette),
        )
        self.staff_page, self.services_page = StaffPage(self.staff, palette), ServicesPage(services, palette)
        self.doctor_page, self.machines_page = DoctorPage(self.doctor, palette), MachinesPage(self.machines, palette)
        self.hubs = HubsDesk(desk, self)
        self.hubs_page = HubsPage(self.hubs, palette)
        self.access = AccessDesk(desk, self)
        self.access_page = AccessPage(self.access, palette)
        self.access_page.setParent(self)
        self.access_page.hide()
        self.header, self.notice = Header(palette, "Đăng xuất"), NoticeBar()
        self._book = self._pages_for_role()
        self.nav = AdminNav(tuple((words, icon) for words, icon, _ in self._book), desk.office.name, palette)
        self.pages = QStackedWidget()
        self._good_words = QTimer(self)
        self._good_words.setSingleShot(True)
        self._good_words.setInterval(GOOD_WORDS_MS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._connect()
        self._listen()
        self._show_head(self.watch.props)

    def start(self) -> None:
        """Look at the office and open the first page."""
        self.watch.start()
        self.staff.start()
        self.machines.start()
        self.hubs.start()
        self.printer.ask()
        self.open(0)

    def close_desk(self) -> None:
        """Nobody works here any more."""
        self.desk.jobs.failed.disconnect(self._failed)
        for part in (self.watch, self.printer, self.staff, self.doctor, self.machines, self.hubs, self.access):
            part.close()

    def open(self, place: int) -> None:
        """Turn to a page, counted from 0."""
        self.pages.setCurrentIndex(place)
        self.nav.show_chosen(place)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.begin()

    @property
    def page(self) -> AdminPage:
        """The page that is open."""
        page = self.pages.currentWidget()
        assert isinstance(page, AdminPage)
        return page

    def tell(self, notice: Notice | None) -> None:
        """Show a message; good words leave by themselves."""
        self.notice.show_notice(notice)
        self._messages.setVisible(notice is not None)
        self._good_words.stop()
        if notice and notice.tone == DONE:
            self._good_words.start()

    def _pages_for_role(self) -> tuple[tuple[str, str, AdminPage], ...]:
        """(words, icon, page) of every page that this person may see."""
        pages: list[tuple[str, str, AdminPage]] = [
            ("Hôm nay", "activity", self.today_page), ("Máy in", "printer", self.printers_page),
            ("Nhân sự", "users", self.staff_page), ("Dịch vụ", "list-checks", self.services_page),
            ("Khám máy", "stethoscope", self.doctor_page), ("Máy trạm", "shield-check", self.machines_page),
            ("Hàng đợi", "arrow-right-left", self.hubs_page),
        ]  # fmt: skip
        if self.access.is_allowed:
            pages.append(("Nhật ký xem", "eye", self.access_page))
        return tuple(pages)

    def _lay_out(self) -> None:
        for _, _, page in self._book:
            self.pages.addWidget(page)
        self._messages = frame("clear")
        messages = column(self._messages, gap=0)
        messages.setContentsMargins(32, 16, 32, 0)
        messages.addWidget(self.notice)
        self._messages.hide()
        right = column(gap=0)
        right.addWidget(self._messages)
        right.addWidget(self.pages, 1)
        middle = row(gap=0)
        middle.addWidget(self.nav)
        middle.addLayout(right, 1)
        box = column(self, gap=0)
        box.addWidget(self.header)
        box.addLayout(middle, 1)

    def _connect(self) -> None:
        self.nav.chosen.connect(self.open)
        self.header.left.connect(self.left)
        self.notice.put_away.connect(lambda: self.tell(None))
        self._good_words.timeout.connect(lambda: self.tell(None))
        self.watch.changed.connect(self._show_head)
        self.watch.troubled.connect(self._troubled)
        for part in (self.printer, self.staff, self.machines, self.hubs):
            part.told.connect(self.tell)
        self.desk.jobs.failed.connect(self._failed)

    def _listen(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "F5": lambda: self.page.refresh(),
            "Esc": lambda: self.tell(None),
            "Ctrl+P": lambda: self._act_on(self.printers_page),
            "Ctrl+N": lambda: self._act_on(self.staff_page),
            "Ctrl+M": lambda: self._act_on(self.machines_page),
            **{f"Ctrl+{n + 1}": (lambda p=n: self.open(p)) for n in range(len(self._book))},
        }  # fmt: skip
        for key, command in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(command)

    def _act_on(self, page: AdminPage) -> None:
        """A page's own key works on that page, and from elsewhere it leads there first."""
        if self.page is page:
            page.act()
        else:
            self.open(self.pages.indexOf(page))

    def _show_head(self, props: TodayProps) -> None:
        person = self.desk.staff
        self.header.show_words("Quản trị", "", f"{person.name} · {role_text(person.role)}")
        self.header.hub.show_line(props.hub)
        self.header.province.show_line(props.province)

    def _troubled(self, why: Trouble) -> None:
        self.tell(Notice(TROUBLE, why.message, why.remedy))

    def _failed(self, text: str) -> None:
        self.tell(Notice(TROUBLE, text, "Việc vừa làm có thể chưa lưu: hãy xem lại."))
