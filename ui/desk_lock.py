"""The lock of a desk window: after minutes without a hand, with Ctrl+L, and when an account is switched off.

The desk lives on behind the lock page (calls are answered, nothing is lost), but nothing of it is seen and none of its
keys acts. Whoever works there opens it, or a lead, who then works there under the own name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from kiosk.domain.trouble import Refused, Trouble
from kiosk.services import staff
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from ui.idle import Idle
from ui.jobs import Jobs
from ui.pulse import Pulse
from ui.viewmodels.people import PeopleLike
from ui.viewmodels.signin import SignInViewModel
from ui.widgets.sign_in import SignInPage

OFF = "Tài khoản hoặc vai trò đã thay đổi. Hãy đăng nhập lại, hoặc nhờ lãnh đạo mở."


@dataclass(frozen=True, slots=True)
class LockParts:
    """What the lock works with. `page` makes the page; `minutes` 0 = never by itself."""

    store: Store
    jobs: Jobs
    pulse: Pulse
    people: PeopleLike
    page: Callable[[SignInViewModel], SignInPage]
    minutes: int


class DeskLock(QObject):
    """`locking` before the desk is put away; `opened` when its own person is back; `taken(Staff)` when a lead opened
    it or the person's role is another one: the window then works for that person."""

    locking = Signal()
    opened = Signal()
    taken = Signal(object)

    def __init__(self, window: QMainWindow, parts: LockParts) -> None:
        super().__init__(window)
        self._window, self._parts = window, parts
        self._who: Staff | None = None
        self._kept: QWidget | None = None
        self.page: SignInPage | None = None
        self._vm = SignInViewModel(parts.store, parts.jobs, people=parts.people)
        self._vm.signed_in.connect(self._proved)
        self._idle = Idle(parts.minutes, self)
        self._idle.left_alone.connect(self.lock)
        self._key = QShortcut(QKeySequence("Ctrl+L"), window)
        self._key.setAutoRepeat(False)
        self._key.activated.connect(self.lock)
        parts.pulse.changed.connect(self._store_changed)

    @property
    def is_locked(self) -> bool:
        """Whether the desk is put away."""
        return self._kept is not None

    @property
    def vm(self) -> SignInViewModel:
        """The lock page's view model."""
        return self._vm

    def guard(self, who: Staff) -> None:
        """This person works here from now on."""
        self._who = who
        self._idle.start()

    def release(self) -> None:
        """Nobody works here any more."""
        self._who = None
        self._idle.stop()
        self._drop()

    def close(self) -> None:
        """Hear nothing more."""
        self.release()
        self._parts.pulse.changed.disconnect(self._store_changed)

    def lock(self, why: str = "") -> None:
        """Put the desk away now."""
        if self._who is None or self.is_locked:
            return
        self._idle.stop()
        self.locking.emit()
        self._kept = self._window.takeCentralWidget()
        self._kept.hide()
        self._vm.lock(self._who, self._admits, why)
        self.page = self._parts.page(self._vm)
        self._window.setCentralWidget(self.page)
        self.page.begin()

    def _admits(self, person: Staff) -> Trouble | None:
        whose = self._who
        if whose is None or person.login == whose.login or person.role == "lead":
            return None
        return Refused(
            "not-your-desk", f"Máy này đang do {whose.name} sử dụng.", f"{whose.name} hoặc lãnh đạo mở khóa."
        )

    def _proved(self, person: Staff) -> None:
        whose, kept = self._who, self._kept
        if whose is None or kept is None:
            return
        if person == whose:
            self._kept = None
            page = self._window.takeCentralWidget()
            page.hide()
            page.deleteLater()
            self._window.setCentralWidget(kept)
            kept.show()
            self._idle.start()
            self.opened.emit()
            return
        if person.login != whose.login:
            store = self._parts.store
            self._parts.jobs.run(lambda: staff.note_unlock(store, whose.login, person.login), lambda _none: None)
        self._drop()
        self.taken.emit(person)

    def _drop(self) -> None:
        kept, self._kept = self._kept, None
        self.page = None
        if kept:
            kept.deleteLater()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "staff" in topics and self._who and not self.is_locked:
            store = self._parts.store
            self._parts.jobs.run(lambda: staff.staff(store), self._check, lambda _why: None)

    def _check(self, people: tuple[Staff, ...]) -> None:
        who = self._who
        now = next((p for p in people if who and p.login == who.login), None)
        if who and (now is None or now.role != who.role):
            self.lock(OFF)
