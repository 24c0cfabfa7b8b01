"""The page that leads a lead through a change of hub, and shows conflicts until somebody has looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain import facts
from kiosk.domain.ticket import stream_of
from kiosk.domain.trouble import Refused
from kiosk.services import issuing, papers
from kiosk.services.issuing import lease_own_series
from kiosk.services.rollcall import RollEntry
from ui.viewmodels.admin_desk import HubSeen
from ui.viewmodels.admin_hubs import BEGIN, CANCEL, CLEAR, DECLARE, PROMOTE, HubsInputs, derive_hubs

PASSWORD = "mua xuan 2026"
OLD, NEW = "https://192.0.2.1:8460", "https://192.0.2.2:8460"
DEAD, STANDBY = HubSeen(OLD), HubSeen(NEW, "hub-2", "standby")
SERVING = HubSeen(OLD, "hub-1", "serving")


def _calling(*states: str, tickets: int = 4) -> HubSeen:
    entries = tuple(RollEntry(f"counter-{n}", state, 0, 1) for n, state in enumerate(states, 1))
    return HubSeen(NEW, "hub-2", "roll-call", 1, entries, tickets)


def _step(*hubs: HubSeen) -> Any:
    return derive_hubs(HubsInputs(hubs)).step


def test_while_the_hub_serves_nothing_is_to_be_done(office: Any) -> None:
    step = _step(SERVING, STANDBY)
    assert "Không cần làm gì" in step.words
    assert (step.main, step.other[1:]) == (None, (BEGIN, NEW))
    assert _step(SERVING).other is None


def test_each_state_of_the_office_says_what_to_do(office: Any) -> None:
    assert _step(DEAD, STANDBY).main[1:] == (BEGIN, NEW)
    assert _step(HubSeen(OLD, "hub-1", "waiting"), STANDBY).main[1:] == (CLEAR, OLD)
    open_ = _step(DEAD, _calling("missing", "missing"))
    assert (open_.declare, open_.main, open_.other[1:]) == ("counter-1", None, (CANCEL, NEW))
    assert _step(DEAD, _calling("answered", "missing")).other[1:] == (BEGIN, NEW)  # the way out of two roll calls
    ready = _step(DEAD, _calling("answered", "declared-off"))
    assert (ready.declare, ready.main[1:]) == ("", (PROMOTE, NEW))
    assert "4 người" in ready.words
    assert "motcua hub --standby" in _step(DEAD).words
    assert derive_hubs(HubsInputs(())).hubs.empty


def test_a_lead_hears_that_counters_follow_another_roll_call_and_calls_again(office: Any) -> None:
    step = _step(DEAD, _calling("answered", "elsewhere"))
    assert "counter-2" in step.words
    assert (step.main[1:], step.declare, step.other) == ((BEGIN, NEW), "", None)


def test_a_hub_that_was_put_back_offers_a_roll_call_for_who_waits(office: Any) -> None:
    step = _step(HubSeen(OLD, "hub-1", "serving", tickets=3), STANDBY)
    assert "3 người" in step.title
    assert step.main[1:] == (BEGIN, OLD)


@dataclass
class Hubs:
    """Notes what it is asked; refuses a wrong password."""

    seen: tuple[HubSeen, ...] = (DEAD, STANDBY)
    asked: list[Any] = field(default_factory=list)

    def look(self) -> tuple[HubSeen, ...]:
        return self.seen

    def act(self, login: str, password: str, url: str, act: str, station: str) -> None:
        if password != PASSWORD:
            raise Refused("sign-in-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.", "Kiểm tra phím Caps Lock.")
        self.asked.append((login, url, act, station))


@pytest.fixture
def office(open_office: Callable[..., Any], world: Any) -> Any:
    world.hubs = Hubs()
    made = open_office()
    made.sign_in()
    return made


def _open(office: Any) -> Any:
    page = office.desk.hubs_page
    office.desk.open([p for _, _, p in office.desk._book].index(page))
    office.settle()
    return page


def test_a_lead_is_led_from_the_dead_hub_to_the_new_one(office: Any) -> None:
    page, hubs = _open(office), office.world.hubs
    QTest.mouseClick(page.step.main, Qt.MouseButton.LeftButton)
    office.settle()
    assert "mật khẩu" in page.message.text()
    QTest.keyClicks(page.step.password, PASSWORD)
    QTest.mouseClick(page.step.main, Qt.MouseButton.LeftButton)
    office.settle()
    assert page.step.password.text() == ""
    hubs.seen = (DEAD, _calling("answered", "missing"))
    page.refresh()
    office.settle()
    assert "chưa trả lời" in " ".join(page.step.roll.texts())
    QTest.keyClicks(page.step.password, PASSWORD)
    for name in ("counter-1", "counter-2"):
        page.step.name.setText(name)
        QTest.mouseClick(page.step.declare, Qt.MouseButton.LeftButton)
        office.settle()
    hubs.seen = (DEAD, _calling("answered", "declared-off"))
    page.refresh()
    office.settle()
    QTest.keyClicks(page.step.password, PASSWORD)
    QTest.mouseClick(page.step.main, Qt.MouseButton.LeftButton)
    office.settle()
    assert [asked[1:] for asked in hubs.asked] == [
        (NEW, BEGIN, ""), (NEW, DECLARE, "counter-2"), (NEW, PROMOTE, ""),
    ]  # fmt: skip


def test_a_conflict_stands_there_until_a_lead_has_looked(office: Any) -> None:
    store = office.store
    lease_own_series(store)
    ticket = issuing.issue(store, office.office, field="certification", hub=store.me.station)
    papers.present(store, office.office, ticket.number, 1, "hanh")
    for counter in (1, 2):  # only a merge can bring that about
        store.write(lambda tx, n=counter: tx.append(stream_of(ticket.id), facts.TicketServed(n), "hanh"))
    page = _open(office)
    assert ticket.number in page.conflicts.texts()[0]
    page.settling.number.setText(ticket.number.lower())
    page.settling.note.setText("")
    QTest.mouseClick(page.settling.button, Qt.MouseButton.LeftButton)
    office.settle()
    assert page.message.text()
    page.settling.note.setText("Quầy 2 ghi nhầm.")
    QTest.mouseClick(page.settling.button, Qt.MouseButton.LeftButton)
    office.settle()
    assert page.conflicts.texts() == ("Không có mâu thuẫn nào.",)
