"""The invariants of the queue (I1-I11), asserted over everything that stands anywhere after every step of a history."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from office import DESKS, HUB, KIOSKS, OFFICE, World
from sqlalchemy import select

from kiosk.domain import facts
from kiosk.domain.event import Event
from kiosk.services.receiving import receive
from kiosk.store import journal, tickets
from kiosk.store.schema import PROJECTIONS, ticket
from kiosk.store.store import Store

_RELEASES = {f.type for f in (facts.TicketServed, facts.TicketAbsent, facts.TicketTransferred)}


class Violation(AssertionError):
    """An invariant does not hold."""


class Watch:
    """Reads what each writer has added to its own chain and holds the invariants over the union of all chains."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chains: dict[str, list[Event]] = {name: [] for name in world.stores}
        self.compared: dict[str, int] = dict.fromkeys(world.stores, 0)
        self.streams: dict[str, list[Event]] = defaultdict(list)
        self.printed: set[tuple[str, str]] = set()

    def check(self) -> None:
        """All that must hold at any instant. Raises Violation."""
        for stream in self._read():
            check_calls(stream, self.streams[stream])
        self._check_numbers()
        for name in (*KIOSKS, *DESKS):
            self._check_chain(name)
        self._check_owners()

    def _read(self) -> set[str]:
        touched = set()
        for name, store in self.world.stores.items():
            chain = self.chains[name]
            added = store.read(lambda c, of=store.me.origin, seen=len(chain): journal.chain(c, of, seen, 9999))
            chain += added
            for e in added:
                self.streams[e.stream_id].append(e)
                touched.add(e.stream_id)
                if e.type == facts.TicketIssued.type:
                    self.printed.add((e.body["service_day"], e.body["number"]))
        return touched

    def _check_numbers(self) -> None:
        told = self.world.told
        if len(set(told)) != len(told):
            raise Violation(f"I1 {next(one for one in told if told.count(one) > 1)} was printed twice")
        if missing := set(told) - self.printed:
            raise Violation(f"I2 {missing} was printed and stands in no journal")

    def _check_chain(self, name: str) -> None:
        acked = [reached for who, reached in self.world.acked if who == name] or [0]
        if acked != sorted(acked):
            raise Violation(f"I7 acked_through of {name} fell: {acked}")
        own, done = self.chains[name], self.compared[name]
        of = self.world.stores[name].me.origin
        here = self.world.stores[HUB].read(lambda c: journal.hashes(c, of, done + 1, len(own) + 99))
        if sorted(here) != list(range(done + 1, done + len(here) + 1)) or acked[-1] > done + len(here):
            raise Violation(f"I7 the hub has holes in the chain of {name}, acknowledged through {acked[-1]}")
        if [here[e.seq] for e in own[done : done + len(here)]] != [e.chain_hash for e in own[done : done + len(here)]]:
            raise Violation(f"I10 {name} and the hub hold different hashes")
        self.compared[name] = done + len(here)

    def _check_owners(self) -> None:
        owners: dict[str, list[str]] = defaultdict(list)
        for name, store in self.world.stores.items():
            for t in store.read(lambda c, me=store.me: tickets.owned(c, me.origin)):
                owners[t.number].append(name)
        if several := {number: who for number, who in owners.items() if len(who) > 1}:
            raise Violation(f"I3 several nodes may call: {several}")

    def check_end(self) -> None:
        """After healing: all fold alike, as after one clean upload and as after a replay; nobody is left waiting."""
        self.check()
        hub = self.world.stores[HUB]
        picture = _picture(hub)
        for name, store in self.world.stores.items():
            if _picture(store) != picture:
                raise Violation(f"I5 {name} folds otherwise than the hub")
        clean = self.world.open("clean")
        for name, chain in self.chains.items():
            receive(clean, chain, via=name)
        if _picture(clean) != picture:
            raise Violation("I8 one clean upload gives other rows")
        hub.write(lambda tx: journal.replay(tx.conn))
        if _picture(hub) != picture:
            raise Violation("I8 a replay gives other rows")
        self._check_outcome(hub)

    def _check_outcome(self, hub: Store) -> None:
        mine = select(ticket.c.number, ticket.c.state, ticket.c.conflict).where(ticket.c.office == OFFICE)
        rows = hub.read(lambda c: c.execute(mine).all())
        if len(rows) != len(self.world.told):
            raise Violation(f"I5 {len(self.world.told)} tickets were issued, the hub knows {len(rows)}")
        for number, state, conflict in rows:
            if conflict:
                raise Violation(f"I4 {number}: {conflict}")
            if state not in ("served", "absent"):
                raise Violation(f"{number} is left {state} for ever")


def check_calls(stream: str, events: list[Event]) -> None:
    """I4, I11: between a call and its release no other call; one service."""
    held, served = "", 0
    for e in sorted(events, key=lambda e: (e.stream_ver, e.event_id)):
        if e.type == facts.TicketCalled.type:
            if held:
                raise Violation(f"I4 {stream} was called while a counter held it")
            held = e.body["claim_id"]
        elif e.type in _RELEASES:
            held = ""
            served += e.type == facts.TicketServed.type
    if served > 1:
        raise Violation(f"I11 {stream} was served twice")


def _picture(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return store.read(lambda c: {t.name: sorted(tuple(r) for r in c.execute(select(t))) for t in PROJECTIONS})
