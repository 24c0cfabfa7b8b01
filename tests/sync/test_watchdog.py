"""A loop that hangs is noticed, written down, begun anew and said; one that works or sleeps is left alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sync import breaker
from sync.loop import Loop
from sync.station import StationSync
from sync.watchdog import Watchdog


def until(fits: Callable[[], Any], seconds: float = 10.0) -> None:
    limit = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def loops() -> Iterator[Callable[..., Loop]]:
    made: list[Loop] = []

    def make(step: Callable[[], float], patience_s: float = 0.2) -> Loop:
        made.append(Loop("tested", step, failed=lambda words: None, patience_s=patience_s))
        made[-1].start()
        return made[-1]

    yield make
    for loop in made:
        loop.stop(0.1)


def test_a_step_that_hangs_is_begun_anew_with_its_stack_in_the_log(
    loops: Any, caplog: pytest.LogCaptureFixture
) -> None:
    release, steps = threading.Event(), []

    def hangs_once() -> float:
        steps.append(threading.current_thread())
        if len(steps) == 1:
            release.wait(20)
        return 0.05

    loop = loops(hangs_once)
    dog = Watchdog([loop], look_s=0.05)
    with caplog.at_level(logging.CRITICAL):
        dog.start()
        until(lambda: len(steps) > 3)
    dog.stop()
    assert "hangs_once" in caplog.text, "the stack names the place"
    assert dog.restarts() == 1
    assert "tự chạy lại" in dog.alarm()
    assert len(set(steps[1:])) == 1
    release.set()
    steps[0].join(2)
    assert not steps[0].is_alive(), "the old thread ends when it comes back"
    assert len(set(steps[1:])) == 1


def test_sleeping_backing_off_and_long_work_that_says_so_are_no_hanging(loops: Any) -> None:
    def busy() -> float:
        for _ in range(10):
            time.sleep(0.05)
            working.alive()
        return 30.0

    def broken() -> float:
        raise ValueError("an error of ours")

    working = loops(busy, 0.25)
    dog = Watchdog([working, loops(lambda: 60.0), loops(broken)])
    for _ in range(12):
        dog.look()
        time.sleep(0.05)
    assert (dog.restarts(), dog.alarm()) == (0, "")


def test_what_hangs_again_and_again_calls_a_person_and_is_left_alone(loops: Any) -> None:
    forever = threading.Event()
    begun: list[int] = []

    def hangs() -> float:
        begun.append(1)
        forever.wait(30)
        return 0.0

    loop = loops(hangs, 0.05)
    dog = Watchdog([loop])
    limit = time.monotonic() + 10
    while "Khởi động lại" not in dog.alarm():
        assert time.monotonic() < limit
        dog.look()
        time.sleep(0.02)
    count = dog.restarts()
    for _ in range(10):
        dog.look()
        time.sleep(0.02)
    assert count == dog.restarts() == breaker.MOST + 1
    forever.set()


def test_a_stopped_loop_is_not_begun_again(loops: Any) -> None:
    loop = loops(lambda: 0.01, 0.05)
    loop.stop(1)
    time.sleep(0.1)
    dog = Watchdog([loop])
    dog.look()
    assert dog.restarts() == 0


def test_a_hung_station_is_mended_and_says_so_on_screen_and_to_the_hub(
    make_store: Any, hub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = StationSync(make_store("counter-1", kind="counter"), hub.url)
    release, honest = threading.Event(), sync._uplink.run_once
    hung: list[int] = []

    def hang_once() -> bool:
        if not hung:
            hung.append(1)
            release.wait(30)
        return honest()

    monkeypatch.setattr(sync._uplink, "run_once", hang_once)
    monkeypatch.setattr(sync.watchdog, "_look_s", 0.05)
    monkeypatch.setattr(sync._up, "_patience_s", 0.3)
    sync.start()
    until(lambda: sync.state().up and "bị treo" in sync.state().trouble)
    until(lambda: '"watchdog":1' in told(hub))
    release.set()
    sync.stop()


def told(hub: Any) -> str:
    from kiosk.store import reports

    return "".join(report for *_, report in hub.store.read(lambda conn: reports.stations(conn, "commune")))
