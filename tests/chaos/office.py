"""A whole office in one process: real stores and services, an unreliable network between them, and its invariants.

One hub, two kiosks, three counters. Everything that happens comes from one seeded `Random`, so a history repeats.
The rules and invariants are those of the queue (R1-R8, I1-I11); `BROKEN` names variants that must be caught.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any
from unittest.mock import patch

from sqlalchemy import select, update

from kiosk.domain import facts
from kiosk.domain.event import Event
from kiosk.domain.office import Office
from kiosk.domain.ticket import HELD, Ticket, stream_of
from kiosk.domain.trouble import Refused
from kiosk.services import calling, issuing, serving
from kiosk.services.calling import ClaimRequest, accept_handovers
from kiosk.services.receiving import Gap, feed_page, receive
from kiosk.store import cursors, intents, journal, tickets
from kiosk.store.opening import open_station
from kiosk.store.schema import PROJECTIONS, claim_won, identity, ticket
from kiosk.store.store import Store, Transaction, new_id

OFFICE, HUB = "commune", "hub"
KIOSKS, DESKS = ("kiosk-1", "kiosk-2"), ("counter-1", "counter-2", "counter-3")
FIELDS = ("land", "certification")
MORNING = 1_795_395_600_000


class Lost(Exception):
    """The question or its answer did not arrive: the asker cannot know which."""


class Violation(AssertionError):
    """An invariant does not hold."""


@dataclass
class Clock:
    at: int = MORNING

    def now_ms(self) -> int:
        return self.at


@dataclass
class World:
    """One history. `step` lets one thing happen, `heal` lets everything arrive, `check` holds the invariants."""

    folder: Path
    office: Office
    random: Random
    clock: Clock = field(default_factory=Clock)
    stores: dict[str, Store] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    acked: dict[str, int] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    served: set[str] = field(default_factory=set)
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
        if station in self.cut or fate < 0.1:
            raise Lost
        answer = question()
        if fate < 0.25:
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
        if reached < self.acked.get(name, 0):
            raise Violation(f"I7 acked_through of {name} fell to {reached}")
        self.acked[name] = reached
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
            if now.id in self.served:
                raise Violation(f"I11 {now.number} was served twice")
            self.served.add(now.id)
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
        self.cut ^= {self.random.choice((*KIOSKS, *DESKS))}
        self.tally["cuts"] += 1

    def step(self) -> None:
        self.clock.at += self.random.choice((0, 900, 45_000, 180_000))
        act = self.random.choices(
            (self.issue, self.hand_over, self.next, self.serve, self.exchange, self.tear, self.crash),
            (16, 5, 22, 28, 24, 4, 1),
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
                    if now.id in self.served:
                        raise Violation(f"I11 {now.number} was served twice")
                    self.served.add(now.id)
                    self.tally["served at the end"] += 1
                idle += not self.next(name)
            self.heal()

    def _behind(self, name: str) -> bool:
        store = self.stores[name]
        reached, wanted = store.read(
            lambda c: (cursors.acked(c, HUB, store.me.origin), journal.head(c, store.me.origin)[0])
        )
        return reached < wanted

    # -- the invariants

    def check(self) -> None:
        check_numbers(self)
        check_chains(self)
        check_calls(self)

    def check_end(self) -> None:
        """After healing: all fold alike, a replay changes nothing, nobody is left waiting."""
        self.check()
        pictures = {name: _picture(store) for name, store in self.stores.items()}
        for name, picture in pictures.items():
            if picture != pictures[HUB]:
                raise Violation(f"I5 {name} folds otherwise than the hub")
        hub = self.stores[HUB]
        hub.write(lambda tx: journal.replay(tx.conn))
        if _picture(hub) != pictures[HUB]:
            raise Violation("I8 a replay gives other rows")
        rows = hub.read(lambda c: c.execute(select(ticket.c.number, ticket.c.state, ticket.c.conflict)).all())
        if len(rows) != len(self.told):
            raise Violation(f"I5 {len(self.told)} tickets were issued, the hub knows {len(rows)}")
        for number, state, conflict in rows:
            if conflict:
                raise Violation(f"I4 {number}: {conflict}")
            if state == "waiting":
                raise Violation(f"{number} waits for ever")


class _Calm(Random):
    """Chance that loses nothing: what a healed network does."""

    def random(self) -> float:
        return 0.999


def _picture(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return store.read(lambda c: {t.name: sorted(tuple(r) for r in c.execute(select(t))) for t in PROJECTIONS})


def check_numbers(world: World) -> None:
    """I1, I2: what was printed is unique and stands in the issuer's journal."""
    if len(set(world.told)) != len(world.told):
        twice = next(one for one in world.told if world.told.count(one) > 1)
        raise Violation(f"I1 {twice} was printed twice")
    kept: set[tuple[str, str]] = set()
    for name in KIOSKS:
        own = world.stores[name].read(lambda c: c.execute(select(ticket.c.service_day, ticket.c.number)).all())
        kept |= {(day, number) for day, number in own}
    if missing := set(world.told) - kept:
        raise Violation(f"I2 {missing} was printed and is not in a journal")


def check_chains(world: World) -> None:
    """I7, I10: the hub holds exactly 1..n of every chain, hash for hash what its writer holds."""
    hub = world.stores[HUB]
    for name in (*KIOSKS, *DESKS):
        store = world.stores[name]
        of = store.me.origin
        last, _ = hub.read(lambda c, of=of: journal.head(c, of))
        theirs = hub.read(lambda c, of=of, last=last: journal.hashes(c, of, 1, last + 99))
        own = store.read(lambda c, of=of, last=last: journal.hashes(c, of, 1, last))
        if sorted(theirs) != list(range(1, last + 1)):
            raise Violation(f"I7 the hub holds holes of {name}")
        if theirs != own:
            raise Violation(f"I10 {name} and the hub hold different hashes")


def check_calls(world: World) -> None:
    """I3, I4, I11: all that stands anywhere, put together: no call between a call and its release, one service."""
    union: dict[str, Event] = {}
    for store in world.stores.values():
        for of, _ in store.read(lambda c: [o for o in journal.origins(c) if o[0][1] == store.me.station]):
            union |= {e.event_id: e for e in store.read(lambda c, of=of: journal.chain(c, of, 0, 9999))}
    streams: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(union.values(), key=lambda e: (e.stream_ver, e.event_id)):
        streams[event.stream_id].append(event)
    for stream, line in streams.items():
        held = ""
        for e in line:
            if e.type == facts.TicketCalled.type:
                if held and held != e.body["claim_id"]:
                    raise Violation(f"I4 {stream} was called while a counter held it")
                held = e.body["claim_id"]
            elif e.type in _RELEASES:
                held = ""
        if sum(e.type == facts.TicketServed.type for e in line) > 1:
            raise Violation(f"I11 {stream} was served twice")
    owners = _owners(world)
    if several := {number: who for number, who in owners.items() if len(who) > 1}:
        raise Violation(f"I3 several nodes may call: {several}")


_RELEASES = {f.type for f in (facts.TicketServed, facts.TicketAbsent, facts.TicketTransferred)}


def _owners(world: World) -> dict[str, list[str]]:
    result: dict[str, list[str]] = defaultdict(list)
    for name, store in world.stores.items():
        for t in store.read(lambda c, me=store.me: tickets.owned(c, me.origin)):
            result[t.number].append(name)
    return result


# -- variants of the code that the invariants must catch


def _shared_series(*_: object, **__: object) -> str:
    return "B"


def _careless(conn: Any, claim_id: str, chosen: Ticket, at: int) -> None:
    """Notes the claim without asking whether the ticket is still free."""
    conn.execute(
        claim_won.insert(),
        {"claim_id": claim_id, "ticket_id": chosen.id, "ticket_version": -at - hash(claim_id), "at": at},
    )
    conn.execute(update(ticket).where(ticket.c.id == chosen.id).values(state="called"))


def _any_line(conn: Any, office: str, day: str, *, owner: object = None, **fits: Any) -> list[Ticket]:
    """The line as it stood before the last call: a claim that reads first and sets later."""
    now = _line(conn, office, day, owner=owner, **fits)
    called = [t for t in tickets.announced(conn, office, day, 1) if t.state in ("called", "serving", HELD)]
    return now or [replace(t, state="waiting") for t in called]


def _take_back(store: Store, hub: str) -> int:
    """A giver without an answer takes its tickets back."""

    def work(tx: Transaction) -> int:
        unanswered = [t for t in tickets.in_transit_to(tx.conn, OFFICE, hub) if t.station == tx.me.station]
        for t in unanswered:
            tx.append(stream_of(t.id), facts.TicketHandedOver(tx.me.station, t.handoff + 1), "timeout")
            tx.append(stream_of(t.id), facts.TicketAccepted(t.handoff + 1), "timeout")
        return len(unanswered)

    return store.write(work) or _hand_over(store, hub)


_line, _hand_over = tickets.line, issuing.hand_over
BROKEN: dict[str, tuple[tuple[str, Any], ...]] = {
    "shared-series": (("kiosk.store.tickets.own_series", _shared_series),),
    "claim-not-compare-and-set": (
        ("kiosk.store.tickets.win_claim", _careless),
        ("kiosk.store.tickets.line", _any_line),
    ),
    "timeout-takes-back": (("kiosk.services.issuing.hand_over", _take_back),),
}


@contextmanager
def _variant(name: str) -> Iterator[None]:
    patches = [patch(where, broken) for where, broken in BROKEN[name]] if name else []
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def play(seed: int, office: Office, folder: Path, *, steps: int = 60, broken: str = "") -> dict[str, int]:
    """One history from `seed` in the empty `folder`: what happened, counted. Raises Violation."""
    world = World(folder, office, Random(seed))
    with _variant(broken):
        try:
            world.begin()
            for _ in range(steps):
                world.step()
                world.check()
            world.heal()
            world.call_everybody()
            world.check_end()
        except Refused as refused:
            raise Violation(f"what must be possible was refused: {refused.code}") from refused
        finally:
            world.close()
    return dict(world.tally)
