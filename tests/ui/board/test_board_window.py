"""The whole board, offscreen, on a real store: what happens at a counter is seen and said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import hypot

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

from kiosk.domain.counter import OPEN
from kiosk.domain.office import Office
from kiosk.domain.trouble import TryLater
from kiosk.services import counters, issuing, serving
from kiosk.services.calling import ClaimRequest, claim
from kiosk.services.profile import load_office
from kiosk.services.staff import Staff
from kiosk.store.store import Store
from ui.board_screen import BoardScreen
from ui.board_window import BoardParts, BoardWindow
from ui.jobs import Jobs, ManualExecutor
from ui.pictures_board import SIZES, Scene, _commune, _province, _rush, screen_of
from ui.pulse import Pulse
from ui.viewmodels.board import Board
from ui.viewmodels.board_measures import floor_px

# Qt's sound library says so at its import where PipeWire is not installed; it then takes the next way.
pytestmark = pytest.mark.qt_log_ignore("pipewire-0.3")

HANH = Staff("hanh", "Nguyễn Thị Hạnh", "clerk")


@dataclass
class Line:
    up: bool = True
    since: int = 0
    hub: str = "hub-1"


@dataclass
class Room:
    """A board beside an office whose services are called by hand."""

    office: Office
    store: Store
    window: BoardWindow
    executor: ManualExecutor
    pulse: Pulse
    line: Line
    clock: object

    def settle(self) -> None:
        """Let what was committed reach the board."""
        for _ in range(3):
            QCoreApplication.sendPostedEvents()
            self.executor.run_all()

    def call(self, counter: int = 1, field: str = "civil-status") -> str:
        number = issuing.issue(self.store, self.office, field=field).number
        wish = ClaimRequest(f"claim-{number}-{counter}", self.store.me.station, counter, (field,), "hanh")
        assert claim(self.store, self.office, wish) is not None
        self.settle()
        return number

    @property
    def board(self) -> Board:
        return self.window.board

    def texts(self) -> list[str]:
        return [str(i.property("text")) for i in items(self.window.contentItem()) if i.property("text")]


def items(root: QQuickItem) -> Iterator[QQuickItem]:
    if root.isVisible():
        yield root
        for child in root.childItems():
            yield from items(child)


@pytest.fixture
def room(qtbot: QtBot, make_store: Callable[..., Store], commune: Office, clock: object) -> Iterator[Room]:
    office = replace(commune, id="commune")
    store = make_store("kiosk-1", kind="kiosk")
    issuing.lease_own_series(store)
    counters.open_counter(store, 1, HANH, ("civil-status",))
    executor, pulse, line = ManualExecutor(), Pulse(store), Line()
    parts = BoardParts(office, store, Jobs(executor), pulse, lambda: line, clock, muted=True, windowed=True)  # type: ignore[arg-type]
    window = BoardWindow(parts)
    window.resize(1920, 1080)
    window.show()
    qtbot.waitUntil(lambda: window.announcer is not None)
    room = Room(office, store, window, executor, pulse, line, clock)
    room.settle()
    yield room
    pulse.close()
    window.dispose()


def test_a_call_at_a_counter_is_shown_and_said(room: Room) -> None:
    assert room.board.number == ""
    assert room.board.headline == "Chưa gọi số nào"
    number = room.call()
    assert (room.board.number, room.board.counter, room.board.fresh) == (number, "1", True)
    assert room.board.spoken
    assert {number, "1", "MỜI SỐ", "ĐẾN QUẦY"} <= set(room.texts())


def test_two_calls_are_said_one_after_the_other_and_the_second_not_if_answered(room: Room) -> None:
    first = room.call()
    ticket = serving.current_ticket(room.store)
    assert ticket is not None
    announcer = room.window.announcer
    assert announcer is not None
    serving.start(room.store, ticket.id, "hanh")
    serving.finish(room.store, ticket.id, "hanh")
    second = room.call()
    assert (room.board.number, [r.number for r in room.board.props.recent]) == (second, [first])
    assert announcer.speaking == ticket.id
    later = serving.current_ticket(room.store)
    assert later is not None
    serving.start(room.store, later.id, "hanh")
    room.settle()
    announcer._player.finished.emit()
    announcer._pause.timeout.emit()
    room.settle()
    assert announcer.speaking == ""
    assert announcer._queue.skipped == 1


def test_who_waits_is_counted_per_field(room: Room) -> None:
    for field in ("land", "land", "residence"):
        issuing.issue(room.store, room.office, field=field)
    room.settle()
    counts = {row.name: row.count for row in room.board.props.waiting}
    assert (counts["Đất đai"], counts["Cư trú"], counts["Hộ tịch"]) == ("2", "1", "0")


def test_a_paused_counter_is_named(room: Room) -> None:
    assert counters.pause(room.store, 1, "hội ý", "hanh").state != OPEN
    room.settle()
    assert "Tạm dừng: 1" in room.board.counters.replace("\N{NO-BREAK SPACE}", " ")


def test_a_cut_line_is_not_nobody_waiting(room: Room) -> None:
    room.line.up, room.line.since = False, room.clock.now_ms()  # type: ignore[attr-defined]
    room.clock.forward(minutes=2)  # type: ignore[attr-defined]
    room.board.tick()
    assert "Không có dữ liệu từ 08:00" in room.texts()
    assert room.texts().count("–") == 6
    room.line.up = True
    room.board.tick()
    assert "Không có dữ liệu từ 08:00" not in room.texts()
    assert room.texts().count("–") == 0


def test_a_board_that_starts_late_is_quiet_about_the_past(
    room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = room.call()
    room.clock.forward(minutes=1)  # type: ignore[attr-defined]
    parts = replace(room.window._parts, jobs=Jobs(executor := ManualExecutor()))
    late = BoardWindow(parts)
    late.show()
    qtbot.waitUntil(lambda: late.announcer is not None)
    executor.run_all()
    assert (late.board.number, late.board.fresh) == (number, False)
    assert late.announcer is not None
    assert late.announcer.speaking == ""
    late.dispose()


def test_trouble_with_reading_is_shown_and_survived(room: Room) -> None:
    def fails() -> None:
        raise TryLater("disk", "Không đọc được dữ liệu.", "Mời báo cán bộ kỹ thuật.")

    read, room.board._read = room.board._read, fails  # type: ignore[assignment]
    room.board.refresh()
    room.settle()
    assert room.board.advice == "Không đọc được dữ liệu. Mời báo cán bộ kỹ thuật."
    room.board._read = read
    room.board.refresh()
    room.settle()
    assert room.board.advice == ""


def _longest() -> Scene:
    """The widest number that a kiosk of this office can give, at a counter of two figures."""
    scene = _province()
    widest = replace(scene.facts.calls[0], number="MQ0888", counter=28)
    return replace(scene, facts=replace(scene.facts, calls=(widest, *scene.facts.calls[1:])))


SCENES: dict[str, Callable[[], Scene]] = {
    "longest": _longest,
    "commune": _commune,
    "province": _province,
    "rush": _rush,
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_nothing_leaves_its_place_and_the_number_is_read_at_six_metres(
    qtbot: QtBot, scene: Callable[[], Scene], size: tuple[int, int]
) -> None:
    screen = screen_of(scene(), *size)
    try:
        qtbot.waitUntil(lambda: screen.rootObject().width() == size[0])
        screen.grabWindow()
        check_figures(screen, size)
        check_texts(screen, size)
    finally:
        screen.dispose()


def check_figures(screen: BoardScreen, size: tuple[int, int]) -> None:
    """As if the picture filled a 43-inch television: on 1920 pixels type of 200 is read at six metres."""
    called = {i.objectName(): i for i in items(screen.contentItem()) if i.objectName().startswith("called")}
    number, counter = called["called number"], called["called counter"]
    floor = floor_px(43 * 25.4 / hypot(*size))
    assert number.property("font").pixelSize() >= floor
    assert counter.property("font").pixelSize() >= floor
    beside = number.x() + number.width() <= counter.x()
    below = number.property("capitalTop") + number.property("capital") <= counter.property("capitalTop")
    assert beside or below


def check_texts(screen: BoardScreen, size: tuple[int, int]) -> None:
    """No text leaves the picture or is cut."""
    for item in items(screen.contentItem()):
        if text := item.property("text"):
            box = item.mapRectToScene(item.boundingRect())
            assert box.left() >= -0.5, text
            assert box.right() <= size[0] + 0.5, text
            assert not item.property("truncated"), text


def test_a_screen_reader_hears_the_call_and_the_lines(room: Room) -> None:
    number = room.call()
    names = []
    for item in items(room.window.contentItem()):
        interface = QAccessible.queryAccessibleInterface(item)
        if interface is not None and interface.isValid():
            names.append(interface.text(QAccessible.Text.Name))
    assert f"Mời số {number} đến quầy 1" in names
    assert any(name.startswith("Hộ tịch: 0 người chờ") for name in names)


def test_a_province_has_every_field_on_some_page() -> None:
    office = load_office("province")
    assert len(office.fields) == 14
