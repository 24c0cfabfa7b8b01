"""A clerk's whole desk in a test: a real store and window, a hub that can be cut off, jobs cranked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain.qr import qr_text
from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import TryLater
from kiosk.services import issuing, overview, staff
from kiosk.services.calling import ClaimRequest, claim
from kiosk.store.store import Store, new_id
from sync.link import LinkState
from ui.counter_window import CounterParts, CounterWindow, open_counter
from ui.pulse import Pulse

LOGIN, PASSWORD = "hanh.nt", "mua xuan 2026"


@dataclass
class Hub:
    """The edge of the world: answers claims by the real service, unless the line is cut. An unanswered claim keeps
    its id, as the real client's does; with `answer_lost` the hub decides but nobody hears it."""

    store: Store
    office: Any
    cut: bool = False
    answer_lost: bool = False
    open_id: str = ""
    asked: list[str] = field(default_factory=list)

    def next(self, counter: int, fields: tuple[str, ...], actor: str) -> Ticket | None:
        return self._ask(counter, fields, actor)

    def number(self, text: str, counter: int, fields: tuple[str, ...], reason: str, actor: str) -> Ticket:
        won = self._ask(counter, fields, actor, text, reason)
        assert won is not None
        return won

    def pending(self) -> bool:
        return bool(self.open_id)

    def _ask(self, counter: int, fields: tuple[str, ...], actor: str, *wish: str) -> Ticket | None:
        self.open_id = self.open_id or new_id()
        self.asked.append(self.open_id)
        request = ClaimRequest(self.open_id, self.store.me.station, counter, fields, actor, *wish)
        if self.answer_lost:
            claim(self.store, self.office, request)
        if self.cut or self.answer_lost:
            raise TryLater("hub-away", "Mất kết nối với máy chủ hàng đợi.", "Kiểm tra dây mạng.")
        try:
            return claim(self.store, self.office, request)
        finally:
            self.open_id = ""


class Workplace:
    """The window with everything around it, and a clerk's hands."""

    def __init__(self, hands: Any, store: Store, office: Any, clock: Any, hub: Hub) -> None:
        self.hands, self.settle, self.jobs, self.executor = hands, hands.settle, hands.jobs, hands.executor
        self.store, self.office, self.clock, self.hub = store, office, clock, hub
        self.pulse = Pulse(store)
        self.hub_line, self.province_line = LinkState(up=True, hub=store.me.station), LinkState(up=True)
        self.failures: list[str] = hands.failures
        self.window: CounterWindow = open_counter(
            CounterParts(
                office=office,
                store=store,
                jobs=self.jobs,
                pulse=self.pulse,
                claims=hub,
                clock=clock,
                hub_link=lambda: self.hub_line,
                province_link=lambda: self.province_line,
            )
        )
        self.settle()

    @property
    def vm(self) -> Any:
        assert self.window.view_model
        return self.window.view_model

    @property
    def desk(self) -> Any:
        assert self.window.desk
        return self.window.desk

    @property
    def props(self) -> Any:
        return self.vm.props

    @property
    def notice(self) -> str:
        return str(self.desk.notice.words())

    def begin_work(self) -> None:
        """Sign in and open counter 2."""
        self.hands.sign_in(self.window, LOGIN, PASSWORD)
        if self.window.view_model is None:
            place = self.window.place_page
            assert place
            place.counters[2].click()
            place.open.click()
            self.settle()

    def issue(self, service: str = "civil-status", **more: str) -> Ticket:
        ticket = issuing.issue(self.store, self.office, field=service, hub=self.store.me.station, **more)
        self.settle()
        return ticket

    def press(self, key: Any, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key as a person strikes it: the pause after it is over at once."""
        QTest.keyClick(self.focus, key, modifier)
        self.router.settle()
        self.settle()

    def scan(self, text: str, enter: bool = True) -> None:
        """What a scanner types, without a pause between the keys."""
        for char in text:
            QTest.keyClick(self.focus, char)
        if enter:
            QTest.keyClick(self.focus, Qt.Key.Key_Return)
        else:
            self.router.settle()
        self.settle()

    def hub_is(self, **state: Any) -> None:
        """Let the line to the hub stand otherwise."""
        self.hub_line = replace(self.hub_line, **state)

    def province_is(self, **state: Any) -> None:
        """Let the line to the province stand otherwise."""
        self.province_line = replace(self.province_line, **state)

    def paper(self, ticket: Ticket) -> str:
        """What a ticket's QR says."""
        return qr_text(self.store.me.office, ticket.service_day, ticket.number, ticket.id)

    def state_of(self, ticket: Ticket) -> str:
        found = overview.find_ticket(self.store, self.paper(ticket))
        assert found
        return found.state

    def later(self, **span: float) -> None:
        """Time passes and the window's clock ticks."""
        self.clock.forward(**span)
        self.vm.tick()
        self.settle()

    def close(self) -> None:
        self.hands.close(self.window, self.pulse)

    @property
    def focus(self) -> Any:
        return self.window.focusWidget() or self.window

    @property
    def router(self) -> Any:
        assert self.window.router
        return self.window.router


@pytest.fixture
def own_office(make_store: Callable[..., Store], cheap_passwords: None) -> Store:
    """A counter's store that is its own hub, with one account whose Argon2id costs little."""
    store = make_store("counter-2", kind="counter")
    issuing.lease_own_series(store)
    staff.add_staff(store, LOGIN, "Nguyễn Thị Hạnh", "lead", PASSWORD, LOGIN)
    return store


@pytest.fixture
def open_place(
    qtbot: Any, hands: Callable[[], Any], own_office: Store, commune: Any, clock: Any
) -> Iterator[Callable[..., Workplace]]:
    """Opens the window; again for a restart on the same file."""
    opened: list[Workplace] = []

    def make(hub: Hub | None = None) -> Workplace:
        opened.append(Workplace(hands(), own_office, commune, clock, hub or Hub(own_office, commune)))
        return opened[-1]

    yield make
    for place in opened:
        place.close()


@pytest.fixture
def place(open_place: Callable[..., Workplace]) -> Workplace:
    """A clerk who has signed in and opened counter 2."""
    made = open_place()
    made.begin_work()
    return made
