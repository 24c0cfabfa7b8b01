"""A LAN that falls into two: network namespaces, a link that goes down, and people who go on on both sides."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cast import HUB, Office
from judgement import judge_office
from kills import heal
from outcome import Outcome

FORWARD = Path(__file__).parent / "forward.py"
SPACE, NEAR, FAR = "motcua-chaos", "mcchaos0", "mcchaos1"
HERE, THERE = "10.213.77.1", "10.213.77.2"
BEYOND = ("kiosk-1", "counter-1")
"""Who is cut off from the hub."""


def run(seed: int, short: bool, folder: Path) -> Outcome:
    """30 s of split (four minutes in the full form), in which both sides work."""
    outcome, lasting = Outcome("split", "LAN split in network namespaces"), 30.0 if short else 240.0
    if os.geteuid() != 0:
        outcome.skipped = "needs root for network namespaces"
        return outcome
    with ExitStack() as stack:
        stack.enter_context(_space())
        office = stack.enter_context(Office(folder, seed, kiosks=2, counters=2, boards=0))
        outer = _forward(stack, [], HERE, *map(str, office.at[HUB]))
        prefix = ["ip", "netns", "exec", SPACE]
        inner = _forward(stack, prefix, "127.0.0.1", HERE, outer)
        for name in BEYOND:
            office.stations[name].end()
            office.behind[name] = (prefix, office.members.reached_by(f"http://127.0.0.1:{inner}"), THERE)
            earlier = office.stations[name].said
            office.open_station(name).said[:0] = earlier
        time.sleep(3)
        _split(office, lasting, outcome)
        heal(office, outcome)
    judge_office(office, outcome)
    return outcome


def _split(office: Office, lasting: float, outcome: Outcome) -> None:
    begun = time.time()
    _ip("link", "set", NEAR, "down")
    time.sleep(lasting)
    _ip("link", "set", NEAR, "up")
    outcome.times = 1
    beyond = [o for o in office.stations["kiosk-1"].things("issued") if o["at"] > begun]
    outcome.must(len(beyond) > lasting / 5, f"the kiosk beyond the split gave only {len(beyond)} numbers")
    here = [o for o in office.stations["counter-2"].things("called") if o["at"] > begun]
    outcome.must(here, "nobody was called on the hub's side")
    away = [o for o in office.stations["kiosk-1"].things("line") if o["at"] > begun and o["hub"] is False]
    outcome.must(away, "the kiosk beyond the split never knew")
    outcome.figures.append(f"{lasting:.0f} s, {len(beyond)} numbers beyond, {len(here)} calls here")
    if away:
        outcome.figures.append(f"noticed after {away[0]['at'] - begun:.1f} s")


@contextmanager
def _space() -> Iterator[None]:
    """A network of two machines."""
    subprocess.run(["ip", "netns", "del", SPACE], check=False, capture_output=True)
    _ip("netns", "add", SPACE)
    try:
        _ip("link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", SPACE)
        _ip("addr", "add", f"{HERE}/24", "dev", NEAR)
        _ip("link", "set", NEAR, "up")
        _ip("-n", SPACE, "addr", "add", f"{THERE}/24", "dev", FAR)
        for device in (FAR, "lo"):
            _ip("-n", SPACE, "link", "set", device, "up")
        yield
    finally:
        _ip("netns", "del", SPACE)


def _forward(stack: ExitStack, prefix: list[str], listen: str, host: str, port: str) -> str:
    """The port of a carrier, on this machine or beyond."""
    command = [*prefix, sys.executable, str(FORWARD), listen, host, port]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    stack.callback(process.wait)
    stack.callback(process.kill)
    assert process.stdout is not None
    stack.callback(process.stdout.close)
    return process.stdout.readline().split()[1]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
