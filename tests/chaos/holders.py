"""I4 as people see it: no two counters have the same citizen; where a wrong answer made it so, a lead reads it.

Whoever came with the paper is where the paper is (R3), and is left out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from machine import COUNTER, Machine
from office import World
from witnessed import PRESENTED, RELEASES, Line, Violation

from kiosk.services import conflicts, serving
from kiosk.services.promotion import former_life

_HOLDS = "SELECT id FROM ticket WHERE holder = ? AND state IN ('called', 'serving', 'held') AND by_paper = 0"
_CALLED_TO = "SELECT station FROM call WHERE ticket_id = ?"


class Holders:
    """Whom each counter shows as called to it, and who was at two at once. `told` gives what was ever written of a
    ticket."""

    def __init__(self, world: World, told: Callable[[str], Iterable[Line]]) -> None:
        self.world = world
        self._told = told
        self._lives: dict[str, int] = {}
        self._holds: dict[str, set[str]] = {}
        self._excused: dict[str, set[str]] = {}
        self._forgotten: dict[str, set[str]] = {}
        self._doubles: set[tuple[str, str, str]] = set()

    def check(self, changed: list[Machine]) -> None:
        """No two counters that are sure of themselves show the same citizen; what an old file shows was cleared away
        before. Raises Violation."""
        for m in changed:
            if m.kind == COUNTER and m.store:
                self._look(m)
        holder: dict[str, str] = {}
        for name, ids in self._holds.items():
            for one in ids if self.world.machines[name].store else ():
                if self._by_paper(one):
                    continue
                self._doubles |= {(one, other, name) for other in self._forgotten.get(one, ()) if other != name}
                if (first := holder.setdefault(one, name)) != name:
                    if not {first, name} & self.world.declared_off:
                        raise Violation(f"I4 {first} and {name} both have {one}")
                    self._doubles.add((one, first, name))

    def _look(self, m: Machine) -> None:
        assert m.store
        holds = {row[0] for row in m.disk.look(_HOLDS, (m.name,))}
        if self._lives.get(m.name) != m.disk.images:
            for one in self._holds.get(m.name, set()) - holds:
                self._forgotten.setdefault(one, set()).add(m.name)
            self._lives[m.name], self._excused[m.name] = m.disk.images, holds
        for one in holds:
            self._forgotten.get(one, set()).discard(m.name)
        self._excused[m.name] &= holds
        unsure = serving.unsure(m.store) if holds else ()
        self._holds[m.name] = holds.difference(self._excused[m.name], unsure)
        if former_life(m.name) in self.world.declared_off:
            self._holds[m.name] -= {one for one in self._holds[m.name] if self._let_go(one, m)}

    def _by_paper(self, ticket_id: str) -> bool:
        return any(e.type == PRESENTED for e in self._told(ticket_id))

    def _let_go(self, ticket_id: str, desk: Machine) -> bool:
        """Whether a counter's former life had passed the citizen on. Where it was declared off, nobody who is there may
        know: its file shows a number that nobody answers, and the clerk clears it away (ADR 33)."""
        mine = [e for e in self._told(ticket_id) if e.station == desk.station and e.type in RELEASES]
        return any(e.incarnation != desk.open.me.incarnation for e in mine)

    def check_told(self, hub: Machine) -> None:
        """R4, R5: whom two counters had, the lead reads by name; but for a call that died with every disk that knew of
        it. Raises Violation."""
        shown = {c.ticket.id: " ".join(c.parties) for c in conflicts.conflicts(hub.open)}
        for one, *both in sorted(self._doubles):
            called = {row[0] for row in hub.disk.look(_CALLED_TO, (one,))}
            if self._by_paper(one) or not {*both} <= called:
                continue
            self.world.tally["doubles shown"] += 1
            if not all(name in shown.get(one, "") for name in both):
                raise Violation(f"R5 {' and '.join(both)} had {one}, and nobody is told: {shown.get(one)}")
