"""Pictures of the board: real pages with invented days, in both directions and from 720p to 4K."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from kiosk.domain.counter import CLOSED, OPEN, PAUSED, CounterState
from kiosk.domain.office import Office
from kiosk.domain.service_day import VIETNAM
from kiosk.domain.ticket import CALLED, SERVED
from kiosk.services.overview import BoardFacts, CallShown, FieldQueue
from kiosk.services.profile import load_office
from ui.board_screen import BoardScreen
from ui.jobs import Jobs, ManualExecutor
from ui.theme.tokens import CALM_MS
from ui.viewmodels.board import Board

SIZES = {"landscape": (1920, 1080), "portrait": (1080, 1920), "720p": (1280, 720), "4k": (3840, 2160)}
TV_INCHES = 43.0


@dataclass(frozen=True, slots=True)
class Line:
    """How the line stands in a scene."""

    up: bool = True
    since: int = 0
    hub: str = "hub-1"


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment of an invented day."""

    office: Office
    now: int
    facts: BoardFacts
    line: Line = Line()
    speaking: str = ""
    sound: str = ""


@dataclass
class SceneClock:
    """The scene's time."""

    at: int

    def now_ms(self) -> int:
        return self.at


def board_pictures(out: Path) -> list[Path]:
    """Write every scene into `out`; the files. Needs a QGuiApplication."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for name, scene, sizes in _shots():
        for size in sizes:
            files.append(out / f"board-{name}-{size}.png")
            _photograph(scene, SIZES[size], files[-1])
    return files


def screen_of(scene: Scene, width: int, height: int) -> BoardScreen:
    """A board that shows a scene, of this size."""
    executor, clock = ManualExecutor(), SceneClock(scene.now)
    board = Board(scene.office, Jobs(executor), clock, lambda: scene.line, lambda: scene.facts)
    screen = BoardScreen(board, TV_INCHES)
    screen.resize(width, height)
    screen.show()
    board.refresh()
    executor.run_all()
    board.voice(scene.speaking, scene.sound)
    return screen


def _photograph(scene: Scene, size: tuple[int, int], file: Path) -> None:
    screen = screen_of(scene, *size)
    loop = QEventLoop()
    QTimer.singleShot(2 * CALM_MS, loop.quit)
    loop.exec()  # what appears calmly has appeared
    if not screen.grabWindow().save(str(file)):
        raise OSError(f"cannot write {file}")
    screen.dispose()


def _shots() -> Iterator[tuple[str, Scene, tuple[str, ...]]]:
    both = ("landscape", "portrait")
    commune = _commune()
    yield "calling", commune, tuple(SIZES)
    yield "calm", replace(commune, now=commune.now + 40_000, speaking=""), both
    yield (
        "stale",
        replace(commune, now=commune.now + 600_000, line=Line(False, commune.now + 60_000), speaking=""),
        both,
    )
    yield "before-opening", _before_opening(), both
    yield "province", _province(), tuple(SIZES)
    yield "province-rush", _rush(), both


def _at(hour: int, minute: int, second: int = 0) -> int:
    return int(datetime(2026, 11, 23, hour, minute, second, tzinfo=VIETNAM).timestamp() * 1000)


def _calls(office: Office, now: int, *rows: tuple[str, int, int]) -> tuple[CallShown, ...]:
    """(number, counter, seconds ago) of each call, newest first."""
    shown = []
    for number, counter, ago in rows:
        field = next(f for f in office.fields if f.letter == number[0])
        state = CALLED if ago < 90 else SERVED
        shown.append(CallShown(number, number, counter, now - ago * 1000, 1, field.code, field.area, state))
    return tuple(shown)


def _queues(office: Office, people: tuple[int, ...], unserved: str = "") -> tuple[FieldQueue, ...]:
    def queue(code: str, waiting: int, minutes: int) -> FieldQueue:
        if code == unserved:
            return FieldQueue(code, waiting, None, None, 0)
        return FieldQueue(code, waiting, waiting * minutes // 6, waiting * minutes // 4 + 1, 3)

    return tuple(queue(f.code, n, f.minutes) for f, n in zip(office.fields, people, strict=True))


def _counters(office: Office, state_of: Callable[[int], str]) -> tuple[CounterState, ...]:
    return tuple(
        CounterState(f"counter:{c.number}", office.id, c.number, f"counter-{c.number}", state_of(c.number))
        for c in office.counters
    )


def _commune() -> Scene:
    office, now = load_office("commune"), _at(8, 24, 10)
    calls = _calls(office, now, ("A012", 2, 4), ("C118", 3, 66), ("B011", 1, 140), ("E207", 4, 290), ("G064", 2, 400),
                   ("A011", 1, 520), ("D003", 3, 700), ("B010", 2, 900))  # fmt: skip
    queues = _queues(office, (4, 9, 6, 1, 0, 3), unserved="residence")
    counters = _counters(office, lambda n: PAUSED if n == 4 else OPEN)
    return Scene(office, now, BoardFacts(calls, queues, counters), speaking="A012")


def _before_opening() -> Scene:
    office, now = load_office("commune"), _at(6, 41)
    queues = tuple(FieldQueue(f.code, 0, None, None, 0) for f in office.fields)
    return Scene(office, now, BoardFacts((), queues, _counters(office, lambda _: CLOSED)))


def _province() -> Scene:
    office, now = load_office("province"), _at(9, 17, 42)
    calls = _calls(office, now, ("QB0127", 28, 3), ("AC0064", 4, 9), ("RB0210", 31, 15), ("GC041", 16, 48),
                   ("MB019", 24, 75), ("HB022", 18, 130), ("CB033", 8, 160), ("KC040", 20, 190))  # fmt: skip
    people = (14, 3, 8, 5, 2, 11, 0, 6, 4, 9, 1, 0, 23, 7)
    counters = _counters(office, lambda n: PAUSED if n in (5, 19) else CLOSED if n in (11, 26) else OPEN)
    sound = "Không có loa"
    return Scene(office, now, BoardFacts(calls, _queues(office, people, "science"), counters), sound=sound)


def _rush() -> Scene:
    scene = _province()
    rows = [("QB0127", 28), ("AC0064", 4), ("RB0210", 31), ("GC0041", 16), ("MB0019", 24), ("HB0022", 18),
            ("CB0033", 8), ("DB0107", 12), ("EB0051", 14), ("KC0044", 20), ("LB0009", 22), ("NB0008", 25)]  # fmt: skip
    calls = _calls(scene.office, scene.now, *((n, c, 1 + i) for i, (n, c) in enumerate(rows)))
    return replace(scene, facts=replace(scene.facts, calls=calls), speaking="RB0210", sound="")
