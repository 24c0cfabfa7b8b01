"""A whole office in one process: real stores and services, an unreliable network between them.

One hub, two kiosks, three counters. Everything that happens comes from one seeded `Random`, the ids too, so a history
repeats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any
from uuid import UUID

from kiosk.domain.office import Office
from kiosk.services import calling, issuing, serving
from kiosk.services.calling import ClaimRequest, accept_handovers
from kiosk.services.receiving import Gap, feed_page, receive
from kiosk.store import cursors, intents, journal, tickets
from kiosk.store.opening import open_station
from kiosk.store.schema import identity
from kiosk.store.store import Store, new_id

OFFICE, HUB = "commune", "hub"
KIOSKS, DESKS = ("kiosk-1", "kiosk-2"), ("counter-1", "counter-2", "counter-3")
FIELDS = ("land", "certification")
MORNING = 1_795_395_600_000


class Lost(Exception):
    """The question or its answer did not arrive: the asker cannot know which."""


@dataclass
class Clock:
    at: int = MORNING

    def now_ms(self) -> int:
        return self.at


@dataclass
class World:
    """One history. `step` lets one thing happen, `heal` lets everything arrive."""

    folder: Path
    office: Office
    random: Random
    clock: Clock = field(default_factory=Clock)
    stores: dict[str, Store] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    acked: list[tuple[str, int]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    tally: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def open(self, name: str) -> Store:
        kind = name.partition("-")[0]
        store = open_station(self.folder / name, office=OFFICE, station=name, kind=kind, clock=self.clock)
        self.stores[name] = store
        return store

    def prepare(self) -> None:
        """Migrates one nameless file and copies it, because six migrations take longer than a history."""
        names = (HUB, *KIOSKS, *DESKS)
        blank = self.open(names[0])
        blank.write(lambda tx: tx.conn.execute(identity.delete()))
        blank.close()
        for name in names[1:]:
            copytree(self.folder / names[0], self.folder / name)

    def begin(self) -> None:
        """Opens every file and leases the kiosks' series while the network still works."""
        self.prepare()
        chance, self.random = self.random, _Calm(0)
        for name in (HUB, *KIOSKS, *DESKS):
            self.open(name)
        for name in KIOSKS:
            me = self.stores[name].me
            issuing.lease_series(self.stores[HUB], me.station, me.incarnation, plain_first=False)
            self.down(name)
        self.random = chance

    def close(self) -> None:
        for store in self.stores.values():
            store.close()

    # -- the network: a question is lost before or after it was answered, or the answer arrives

    def ask(self, station: str, question: Callable[[], Any]) -> Any:
        fate = self.random.random()
        if station in self.cut or fate < 0.05:
            raise Lost
        answer = question()
        if fate < 0.15:
            self.tally["replies lost"] += 1
            raise Lost
        return answer

    def up(self, name: str) -> None:
        """One batch of the station's own chain, cut at random, now and then from too early."""
        store, hub = self.stores[name], self.stores[HUB]
        known = store.read(lambda c: cursors.acked(c, HUB, store.me.origin))
        after = max(0, known - self.random.choice((0, 0, 0, 3)))
        batch = store.read(lambda c: journal.chain(c, store.me.origin, after, self.random.randint(1, 12)))
        if not batch:
            return

        def deliver() -> int:
            try:
                return receive(hub, batch, via=name, then=accept_handovers)[store.me.origin]
            except Gap as gap:
                return gap.acked_through

        reached = self.ask(name, deliver)
        self.acked.append((name, reached))
        store.write(lambda tx: cursors.note_acked(tx.conn, HUB, store.me.origin, reached))

    def down(self, name: str) -> bool:
        """One page of the feed; True when more is there."""
        store, hub = self.stores[name], self.stores[HUB]
        cursor = store.read(lambda c: cursors.cursor(c, HUB))
        limit = self.random.choice((2, 20, 200, 200))
        page = self.ask(name, lambda: feed_page(hub, OFFICE, cursor, not_via=name, limit=limit))
        receive(store, page.events, via=HUB, then=lambda tx: cursors.move_cursor(tx.conn, HUB, page.cursor))
        return page.more

    # -- what people do

    def issue(self) -> None:
        name = self.random.choice(KIOSKS)
        hub = HUB if name not in self.cut and self.random.random() < 0.7 else ""
        priority = self.random.choice(("", "", self.office.priorities[0].code))
        given = issuing.issue(
            self.stores[name], self.office, field=self.random.choice(FIELDS), hub=hub, priority=priority
        )
        self.told.append((given.service_day, given.number))
        self.tally["issued"] += 1

    def hand_over(self) -> None:
        name = self.random.choice(KIOSKS)
        if name not in self.cut:
            issuing.hand_over(self.stores[name], HUB)

    def next(self, name: str | None = None) -> str:
        """A counter claims with a durable id; a question without an answer is asked again with the same id."""
        name = name or self.random.choice(DESKS)
        store = self.stores[name]
        if serving.current_ticket(store):
            return ""
        left = store.read(intents.open_intent)
        claim_id = left[0] if left else new_id()
        store.write(lambda tx: intents.ask(tx.conn, claim_id, {}, tx.now))
        wish = ClaimRequest(claim_id, name, DESKS.index(name) + 1, FIELDS, name)
        try:
            won = self.ask(name, lambda: calling.claim(self.stores[HUB], self.office, wish))
        finally:
            self.tally["claims"] += 1
        if won:
            self.tally["won"] += 1
            while self.down(name):
                pass
            held = store.read(lambda c: tickets.get(c, OFFICE, won.id))
            if held is None or all(c.claim_id != claim_id for c in held.calls):
                raise Lost
        store.write(lambda tx: intents.answer(tx.conn, claim_id, won.id if won else "", tx.now))
        return won.id if won else ""

    def serve(self, name: str | None = None) -> None:
        busy = [desk for desk in DESKS if serving.current_ticket(self.stores[desk])]
        name = name or self.random.choice(busy or DESKS)
        store = self.stores[name]
        now = serving.current_ticket(store)
        if not now:
            for held in serving.held_tickets(store)[:1]:
                serving.resume(store, held.id, name)
            return
        way = self.random.random()
        if way < 0.6:
            serving.finish(store, now.id, name)
            self.tally["served"] += 1
        elif way < 0.7:
            serving.hold(store, now.id, name)
        elif way < 0.85:
            serving.transfer(store, now.id, name, hub=HUB, to_field=self.random.choice(FIELDS))
            self.tally["transfers"] += 1
        elif now.state == "called":
            serving.absent(store, now.id, name)

    def crash(self) -> None:
        name = self.random.choice((HUB, *KIOSKS, *DESKS))
        self.stores[name].close()
        self.open(name)
        self.tally["crashes"] += 1

    def tear(self) -> None:
        """A line is cut, or all that are cut work again."""
        if self.cut and self.random.random() < 0.6:
            self.cut.clear()
            return
        self.cut.add(self.random.choice((*KIOSKS, *DESKS)))
        self.tally["cuts"] += 1

    def step(self) -> None:
        self.clock.at += self.random.choice((0, 900, 45_000, 180_000))
        act = self.random.choices(
            (self.issue, self.hand_over, self.next, self.serve, self.exchange, self.tear, self.crash),
            (16, 5, 24, 26, 30, 4, 1),
        )[0]
        try:
            act()
        except Lost:
            self.tally["lost"] += 1

    def exchange(self) -> None:
        name = self.random.choice((*KIOSKS, *KIOSKS, *DESKS))
        for _ in range(3):
            self.up(name)
        self.down(name)

    def heal(self) -> None:
        """Every line works again and is drained."""
        self.cut.clear()
        self.random = _Calm(self.random.random())
        for _ in range(3):
            for name in KIOSKS:
                issuing.hand_over(self.stores[name], HUB)
            for name in (*KIOSKS, *DESKS):
                while self._behind(name):
                    self.up(name)
            for name in (*KIOSKS, *DESKS):
                while self.down(name):
                    pass

    def call_everybody(self) -> None:
        """Liveness: after healing every waiting ticket is called in the end."""
        idle, waiting = 0, len(self.told) * 4 + 20
        while idle < len(DESKS) and waiting:
            waiting -= 1
            idle = 0
            for name in DESKS:
                store = self.stores[name]
                while (held := serving.held_tickets(store)) or serving.current_ticket(store):
                    now = serving.current_ticket(store) or serving.resume(store, held[0].id, name)
                    serving.finish(store, now.id, name)
                    self.tally["served at the end"] += 1
                idle += not self.next(name)
            self.heal()

    def _behind(self, name: str) -> bool:
        store = self.stores[name]
        reached, wanted = store.read(
            lambda c: (cursors.acked(c, HUB, store.me.origin), journal.head(c, store.me.origin)[0])
        )
        return reached < wanted


class Ids:
    """Ids that repeat with the seed: what `uuid7` and `uuid4` are to the store, without this machine's chance."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.clock, self.count, self.random = clock, 0, Random(f"ids {seed}")

    def ordered(self) -> UUID:
        self.count += 1
        return UUID(int=self.clock.at << 80 | self.count << 48 | self.random.getrandbits(48))

    def any(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))


class _Calm(Random):
    """Chance that loses nothing: what a healed network does."""

    def random(self) -> float:
        return 0.999
