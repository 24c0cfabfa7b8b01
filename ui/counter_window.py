"""The counter's window: sign in, take a place, work. One factory, `open_counter`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from kiosk.domain.clock import Clock
from kiosk.domain.office import Office
from kiosk.domain.trouble import Trouble
from kiosk.services import counters, settings
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from sync.people import People, Servers
from ui.desk_lock import DeskLock, LockParts
from ui.jobs import Jobs
from ui.pulse import Pulse
from ui.theme import install_fonts, stylesheet
from ui.theme.tokens import LIGHT, Palette
from ui.viewmodels.counter import CounterViewModel
from ui.viewmodels.counter_calling import Claims
from ui.viewmodels.counter_facts import TROUBLE, Notice
from ui.viewmodels.counter_line import LinkLike
from ui.viewmodels.counter_place import Place, PlaceViewModel
from ui.viewmodels.counter_screen import CounterDesk
from ui.viewmodels.people import PeopleLike
from ui.viewmodels.signin import SignInViewModel
from ui.widgets.counter_desk import CounterDeskView
from ui.widgets.key_router import KeyRouter
from ui.widgets.place_page import PlacePage
from ui.widgets.sign_in import SignInPage

GEOMETRY = "counter.geometry"
SMALLEST = (1180, 720)


@dataclass(frozen=True, slots=True)
class CounterParts:
    """What the window works with. `counter` fixes the counter's number (None = the clerk chooses); `people` is the way
    to the servers (None: this machine keeps its own accounts); `lock_minutes` 0 = the desk never locks by itself."""

    office: Office
    store: Store
    jobs: Jobs
    pulse: Pulse
    claims: Claims
    hub_link: Callable[[], LinkLike]
    province_link: Callable[[], LinkLike | None]
    clock: Clock
    counter: int | None = None
    palette: Palette = LIGHT
    people: PeopleLike | None = None
    lock_minutes: int = 0


def open_counter(parts: CounterParts) -> CounterWindow:
    """The window, shown, asking who works here."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    install_fonts()
    stylesheet.apply(app, parts.palette)
    window = CounterWindow(parts)
    window.show()
    return window


class CounterWindow(QMainWindow):
    """Three pages one after another; `view_model` and `desk` stand while a clerk works at a counter."""

    def __init__(self, parts: CounterParts) -> None:
        super().__init__()
        self._parts = parts
        self.view_model: CounterViewModel | None = None
        self.desk: CounterDeskView | None = None
        self.router: KeyRouter | None = None
        self._staff: Staff | None = None
        self.place_page: PlacePage | None = None
        self._straight_in = True
        self.setWindowTitle(f"Quầy · {parts.office.name}")
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self._people = parts.people or People(parts.store, Servers())
        self._sign_in = SignInViewModel(parts.store, parts.jobs, people=self._people)
        self._sign_in.signed_in.connect(self._signed_in)
        self.lock = DeskLock(self, LockParts(parts.store, parts.jobs, parts.pulse, self._people, self._sign_in_page_of,
                                             parts.lock_minutes))  # fmt: skip
        self.lock.locking.connect(self._stop_listening)
        self.lock.opened.connect(self._listen)
        self.lock.taken.connect(self._taken)
        self._ask_who()
        parts.jobs.run(lambda: settings.remembered(parts.store, GEOMETRY), self._take_size, lambda _why: None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window; leave the counter open only while a citizen is held here."""
        self._remember_size()
        if self.view_model:
            self._leave_counter(lambda _state: None, lambda _why: None)
        self._stop_working()
        self.lock.close()
        super().closeEvent(event)

    def _ask_who(self) -> None:
        self._stop_working()
        self.sign_in_page = self._sign_in_page_of(self._sign_in)
        self._turn_to(self.sign_in_page)
        self._sign_in.start()
        self.sign_in_page.begin()

    def _sign_in_page_of(self, view_model: SignInViewModel) -> SignInPage:
        return SignInPage(view_model, self._parts.office, "Máy làm việc tại quầy")

    def _signed_in(self, person: Staff) -> None:
        self._staff = person
        self._ask_where(self._straight_in)

    def _ask_where(self, straight_in: bool) -> None:
        assert self._staff is not None
        parts = self._parts
        place = PlaceViewModel(parts.store, parts.jobs, parts.office, self._staff, parts.counter)
        place.opened.connect(self._work)
        page = PlacePage(place, self._staff.name)
        page.left.connect(self._sign_out)
        self._turn_to(page)
        self.place_page, self._place = page, place
        place.start(straight_in)

    def _work(self, place: Place) -> None:
        assert self._staff is not None
        parts = self._parts
        desk = CounterDesk(
            office=parts.office, store=parts.store, jobs=parts.jobs, pulse=parts.pulse, claims=parts.claims,
            clock=parts.clock, hub_link=parts.hub_link, province_link=parts.province_link, staff=self._staff,
            number=place.number, fields=place.fields,
        )  # fmt: skip
        self.view_model = CounterViewModel(desk)
        self.desk = CounterDeskView(self.view_model, parts.palette)
        self.desk.left.connect(self._leave)
        self._turn_to(self.desk)
        self._listen()
        self.setWindowTitle(f"Quầy {place.number} · {parts.office.name}")
        self.view_model.start()
        self.lock.guard(self._staff)

    def _listen(self) -> None:
        if self.desk:
            self.router = self.desk.listen(self)
            self.desk.setFocus()

    def _stop_listening(self) -> None:
        if self.router:
            self.router.close()
        self.router = None

    def _taken(self, person: Staff) -> None:
        """A lead has opened the lock: the counter goes on under that name, with the citizen who is there."""
        assert self.view_model is not None
        desk, store = self.view_model.desk, self._parts.store
        place = Place(desk.number, desk.fields)
        self._staff = person
        self._stop_working()
        self._parts.jobs.run(
            lambda: counters.open_counter(store, place.number, person, place.fields),
            lambda _state: self._work(place),
            lambda _why: self._ask_where(straight_in=False),
        )

    def _leave(self) -> None:
        """Close the counter, then choose anew or sign out; refused in words while a citizen is held here."""
        if self.view_model:
            self._leave_counter(self._left, self._cannot_leave)

    def _left(self, _state: object) -> None:
        self._stop_working()
        self._straight_in = False
        self._ask_where(straight_in=False)

    def _cannot_leave(self, why: Trouble) -> None:
        if self.view_model:
            self.view_model.tell(Notice(TROUBLE, why.message, why.remedy))

    def _leave_counter(self, done: Callable[[object], None], trouble: Callable[[Trouble], None]) -> None:
        assert self.view_model is not None
        store, desk = self._parts.store, self.view_model.desk
        self._parts.jobs.run(lambda: counters.close_counter(store, desk.number, desk.staff.login), done, trouble)

    def _sign_out(self) -> None:
        self._staff = None
        self._parts.jobs.run(self._people.disconnect, lambda _none: None)
        self._ask_who()

    def _stop_working(self) -> None:
        self._stop_listening()
        self.lock.release()
        if self.view_model:
            self.view_model.close()
        self.view_model = self.desk = None

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
