"""A crowd is told when to come back: at once, each at a time of its own, and what holds a turn is work, not a line."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import Any

import pytest

from sync.server.crowding import FARTHEST_S, Crowded, Turns


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_the_refused_are_booked_one_behind_the_other() -> None:
    clock = Clock()

    async def crowd() -> list[float]:
        turns = Turns(1, patience_s=0.01, clock=clock)
        began = await turns.take()
        clock.at += 10.0  # one turn of ten seconds: the usual time grows
        turns.give(began)
        await turns.take()
        times = []
        for _ in range(400):
            with pytest.raises(Crowded) as crowded:
                await turns.take()
            times.append(crowded.value.retry_after)
        return times

    times = asyncio.run(crowd())
    assert times == sorted(times)
    assert len(set(times)) > 50, "no two seconds get the whole crowd"
    assert max(times) <= FARTHEST_S


def test_whoever_waited_in_vain_leaves_the_turn_to_others() -> None:
    async def play() -> None:
        turns = Turns(1, patience_s=0.02)
        began = await turns.take()
        with pytest.raises(Crowded):
            await turns.take()
        turns.give(began)
        async with turns.turn():
            pass
        async with turns.turn():
            pass

    asyncio.run(play())


def test_a_crowd_hears_later_and_a_slow_line_holds_nobody_up(
    province: Any, chain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight lines that send half a body hold no turn; a busy store is answered 503 with a time, before long."""
    url = province.url.removeprefix("http://").split(":")
    slow = [socket.create_connection((url[0], int(url[1]))) for _ in range(8)]
    for line in slow:
        head = b"POST /v1/stations/kiosk-9/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        line.sendall(head + b"Content-Length: 1000\r\n\r\n{")
    assert province.upload(chain().tickets(2)).status_code == 200
    busy, real = threading.Event(), province.store.write

    def stuck(*args: Any, **options: Any) -> Any:
        busy.wait(20)
        return real(*args, **options)

    monkeypatch.setattr(province.store, "write", stuck)
    answers: list[Any] = []
    began = time.monotonic()
    crowd = [threading.Thread(target=lambda n=n: answers.append(
        province.upload(chain(f"kiosk-{n}").tickets(2)))) for n in range(12)]  # fmt: skip
    for one in crowd:
        one.start()
    while len(answers) < 8 and time.monotonic() - began < 15:
        time.sleep(0.02)
    busy.set()
    for one in crowd:
        one.join()
    later = [a for a in answers if a.status_code == 503]
    assert len(later) == 8
    assert {a.status_code for a in answers} == {200, 503}
    assert all(a.json()["code"] == "busy" and int(a.headers["Retry-After"]) >= 3 for a in later)
    for line in slow:
        line.close()
