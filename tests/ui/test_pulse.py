from __future__ import annotations

from threading import Thread

from PySide6.QtCore import QThread

from kiosk.domain.changes import Changes
from ui.pulse import Pulse


class Station:
    """What a pulse follows, with commits made by hand."""

    def __init__(self):
        self.listeners = []

    def subscribe(self, listener):
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def commit(self, *topics):
        for listener in self.listeners:
            listener(Changes(frozenset(topics), ()))


def test_many_commits_of_any_thread_are_one_beat_on_the_gui_thread(qtbot):
    station, beats = Station(), []
    pulse = Pulse(station)
    pulse.changed.connect(lambda topics: beats.append((topics, QThread.currentThread())))
    worker = Thread(target=lambda: [station.commit("ticket") for _ in range(50)])
    worker.start()
    worker.join()
    station.commit("counter")
    assert beats == []
    qtbot.waitUntil(lambda: bool(beats))
    assert beats == [(frozenset({"ticket", "counter"}), QThread.currentThread())]
    station.commit("staff")
    qtbot.waitUntil(lambda: len(beats) == 2)
    assert beats[1][0] == frozenset({"staff"})


def test_a_closed_pulse_is_silent_and_follows_one_source_only(qtbot):
    first, second = Station(), Station()
    pulse = Pulse(first)
    pulse.follow(second)
    assert (len(first.listeners), len(second.listeners)) == (0, 1)
    pulse.close()
    assert not second.listeners
