"""One station without a window: the real services and workers, driven by chance, saying each thing that is done.

Run by path: kind (kiosk, counter, board), configuration, seed, seconds between two deeds. Each line of standard output
is a JSON object, written only after the deed was acknowledged by the store. Standard input takes `rest`, `work`,
`hurry` (no pause between deeds), `count` and `end`; its end is `end`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import Any

from kiosk.app.config import Config
from kiosk.app.config_text import load_config
from kiosk.app.office import office_of
from kiosk.app.station import Station, open_up
from kiosk.domain.ticket import Ticket
from kiosk.domain.trouble import Refused, Trouble
from kiosk.services import issuing, serving
from kiosk.services.counters import open_counter
from kiosk.services.staff import Staff

LOOK_S = 0.05
EVENTS = "SELECT station, incarnation, seq, chain_hash FROM event ORDER BY station, incarnation, seq"
_voice = threading.Lock()


def say(did: str, **what: Any) -> None:
    """One whole line, for whoever reads the pipe after this process was killed."""
    line = json.dumps({"did": did, "at": time.time(), **what}, ensure_ascii=False) + "\n"
    with _voice:
        os.write(1, line.encode())


class Actor:
    """What all stations have in common: obeying, and telling how the line stands."""

    def __init__(self, station: Station, config: Config, random: Random, pace: float) -> None:
        self.station, self.config, self.random, self.pace = station, config, random, pace
        self.store = station.store
        self.resting, self.ended = threading.Event(), threading.Event()

    def live(self) -> None:
        """Works until told to end."""
        for task in (self._obey, self._watch_lines):
            threading.Thread(target=task, daemon=True).start()
        while not self.ended.is_set():
            if self.resting.is_set():
                self.ended.wait(LOOK_S)
                continue
            try:
                self.step()
            except Trouble as trouble:
                say("trouble", code=trouble.code, words=trouble.message)
                self.ended.wait(0.2)
            self.ended.wait(self.random.uniform(0, 2 * self.pace))

    def step(self) -> None:
        """One deed."""
        self.ended.wait(LOOK_S)

    def _obey(self) -> None:
        for line in sys.stdin:
            match line.strip():
                case "rest":
                    self.resting.set()
                case "work":
                    self.resting.clear()
                case "hurry":
                    self.pace = 0.0
                case "count":
                    self._count()
                case "end":
                    break
        self.ended.set()

    def _count(self) -> None:
        rows = self.store.read(lambda conn: conn.exec_driver_sql(EVENTS).fetchall())
        digest = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
        say("count", events=len(rows), digest=digest, unsent=self.station.hub_link().unsent)

    def _watch_lines(self) -> None:
        before: tuple[bool | None, bool | None] = (None, None)
        while not self.ended.is_set():
            hub, above = self.station.hub_link(), self.station.province_link()
            now = (hub.up, above.up if above else None)
            if now != before:
                say("line", hub=now[0], province=now[1], words=hub.trouble)
            before = now
            self.ended.wait(LOOK_S)


class KioskActor(Actor):
    """Gives numbers, online or not; the paper comes out, does not, or is left in doubt."""

    def step(self) -> None:
        link, office = self.station.hub_link(), self.station.office
        priorities = [p.code for p in office.priorities]
        begun = time.perf_counter()
        given = issuing.issue(
            self.store,
            office,
            field=self.random.choice(office.fields).code,
            priority=self.random.choice(priorities) if self.random.random() < 0.1 else "",
            hub=link.hub if link.up else "",
            printing=True,
        )
        ms = (time.perf_counter() - begun) * 1000
        say("issued", ticket=given.id, number=given.number, day=given.service_day, ms=ms)
        fate = self.random.random()
        if fate < 0.8:
            issuing.printed(self.store, given.id)
            say("printed", ticket=given.id)
        elif fate < 0.9:
            issuing.unprinted(self.store, given.id, "paper_out")


class CounterActor(Actor):
    """Calls whoever is next and brings everybody to an end."""

    def open(self) -> None:
        """Takes its place, as a clerk does."""
        self.number = self.config.counter.number
        counter = self.station.office.counter(self.number)
        assert counter is not None
        self.fields = tuple(counter.fields)
        name = self.config.station.name
        open_counter(self.store, self.number, Staff(name, name, "clerk"), self.fields)

    def step(self) -> None:
        current = serving.current_ticket(self.store)
        if current is None:
            self._take_somebody()
        else:
            self._attend(current)

    def _take_somebody(self) -> None:
        held = serving.held_tickets(self.store)
        if held and self.random.random() < 0.5:
            serving.resume(self.store, held[0].id, "clerk")
            return
        assert self.station.sync is not None
        begun = time.perf_counter()
        won = self.station.sync.claims.next(self.number, self.fields, "clerk")
        if won is None:
            say("idle", held=len(held))
            self.ended.wait(0.1)
        else:
            say("called", ticket=won.id, number=won.number, ms=(time.perf_counter() - begun) * 1000)

    def _attend(self, one: Ticket) -> None:
        fate = self.random.random()
        try:
            if one.state == "called" and fate < 0.7:
                serving.start(self.store, one.id, "clerk")
            elif fate < 0.05:
                serving.hold(self.store, one.id, "clerk")
            elif fate < 0.1:
                link = self.station.hub_link()
                serving.transfer(self.store, one.id, "clerk", hub=link.hub, to_field=self.random.choice(self.fields))
            elif fate < 0.15 and one.state == "called":
                serving.absent(self.store, one.id, "clerk")
                say("absent", ticket=one.id, number=one.number)
            else:
                serving.finish(self.store, one.id, "clerk")
                say("served", ticket=one.id, number=one.number)
        except Refused as refused:
            say("refused", code=refused.code, ticket=one.id)


KINDS = {"kiosk": KioskActor, "counter": CounterActor, "board": Actor}


def main() -> int:
    """Opens the station as the program does and lives."""
    kind, file, seed, pace = sys.argv[1:5]
    config = load_config(Path(file), {}, kind)
    try:
        station = open_up(config, kind, office_of(config))
    except Trouble as trouble:
        say("closed", code=trouble.code, words=str(trouble))
        return 3
    recovery = station.recovery
    say("open", incarnation=station.store.me.incarnation, recovery=recovery.message if recovery else "")
    actor = KINDS[kind](station, config, Random(seed), float(pace))
    try:
        if isinstance(actor, CounterActor):
            actor.open()
        actor.live()
    finally:
        station.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
