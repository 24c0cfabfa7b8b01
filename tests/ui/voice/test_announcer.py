"""The announcer with a hand-cranked executor, a fake clock and a player whose sounds end when the test says so."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from kiosk.domain.announcing import TOO_OLD_MS, HeardCall
from ui.jobs import Jobs, ManualExecutor
from ui.voice.announcer import Announcer
from ui.voice.player import Player, SilentPlayer
from ui.voice.sound import Sound, VoicePack, silence

AT = 1_780_000_000_000


class HeldPlayer(Player):
    """Records what is played; `end` is the end of the sound."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[Sound] = []
        self.playing = False

    def play(self, sound: Sound) -> None:
        assert not self.playing, "two announcements at once"
        self.playing = True
        self.played.append(sound)

    def stop(self) -> None:
        self.playing = False

    def end(self) -> None:
        assert self.playing
        self.playing = False
        self.finished.emit()


@dataclass
class Stage:
    player: HeldPlayer
    announcer: Announcer
    executor: ManualExecutor
    clock: object
    calls: dict[str, HeardCall] = field(default_factory=dict)

    def call(self, number: str, counter: int = 1, *, times: int = 1, open: bool = True) -> None:
        at = self.clock.now_ms()  # type: ignore[attr-defined]
        self.calls[number] = HeardCall(number, number, counter, at, times, open)
        self.hear()

    def came(self, number: str) -> None:
        old = self.calls[number]
        self.calls[number] = HeardCall(number, number, old.counter, old.at, old.times, open=False)
        self.hear()

    def hear(self) -> None:
        self.announcer.hear(self.calls.values())
        self.executor.run_all()

    def end(self) -> None:
        """The sound ends, and so does the pause after it."""
        self.player.end()
        self.announcer._pause.stop()
        self.announcer._pause.timeout.emit()
        self.executor.run_all()


@pytest.fixture
def stage(qapp: QCoreApplication, clock: object) -> Stage:
    executor, player = ManualExecutor(), HeldPlayer()
    announcer = Announcer(VoicePack(), player, Jobs(executor), clock)  # type: ignore[arg-type]
    announcer.hear(())
    return Stage(player, announcer, executor, clock)


def test_three_calls_at_once_are_said_one_after_the_other(stage: Stage) -> None:
    for counter, number in enumerate(("A001", "B001", "A002"), 1):
        stage.call(number, counter)
    spoken = []
    while stage.announcer.speaking:
        spoken.append(stage.announcer.speaking)
        stage.end()
    assert spoken == ["A001", "B001", "A002"]
    assert [s.pcm for s in stage.player.played] == [
        VoicePack().announce(number, counter, 2).pcm for number, counter in (("A001", 1), ("B001", 2), ("A002", 3))
    ]


def test_who_came_meanwhile_is_not_announced(stage: Stage) -> None:
    stage.call("A001")
    stage.call("A002", 2)
    stage.came("A002")
    stage.end()
    assert stage.announcer.speaking == ""
    assert len(stage.player.played) == 1


def test_a_recall_while_it_is_said_is_said_again_afterwards(stage: Stage) -> None:
    stage.call("A001")
    stage.clock.forward(seconds=5)  # type: ignore[attr-defined]
    stage.call("A001", times=2)
    assert len(stage.player.played) == 1
    stage.end()
    assert stage.announcer.speaking == "A001"
    assert len(stage.player.played) == 2


def test_what_waited_too_long_behind_others_is_dropped_and_counted(stage: Stage) -> None:
    stage.call("A001")
    stage.call("A002", 2)
    stage.clock.forward(ms=TOO_OLD_MS + 1)  # type: ignore[attr-defined]
    stage.end()
    assert stage.announcer.speaking == ""
    assert stage.announcer.dropped == 1


def test_a_number_that_cannot_be_said_does_not_stop_the_next(stage: Stage) -> None:
    stage.call("A00-", 1)
    assert "Không đọc được số A00-" in stage.announcer.trouble
    stage.call("A002", 2)
    stage.announcer._pause.timeout.emit()
    stage.executor.run_all()
    assert stage.announcer.speaking == "A002"


def test_an_error_of_ours_costs_one_announcement(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VoicePack, "_clip", lambda self, name: 1 / 0)
    stage.call("A001")
    assert "Lỗi của chương trình" in stage.announcer.trouble
    assert stage.announcer.speaking == ""


def test_the_silent_player_takes_as_long_as_the_sound(qtbot: QtBot) -> None:
    player = SilentPlayer()
    with qtbot.waitSignal(player.finished, timeout=2_000):
        player.play(Sound(silence(60)))
        QCoreApplication.sendPostedEvents(player, QEvent.Type.MetaCall)
