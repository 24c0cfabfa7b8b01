"""The invariants of the queue (I1-I11), asserted over everything that stands on any disk after every step of a history.

Disks are read bare, not through the product's code. Only what was added since the last step is looked at.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from fairness import Fairness
from holders import Holders
from machine import COUNTER, HUB, OFFICE, PROVINCE, Machine
from office import GONE, World, epoch_of
from witnessed import PRESENTED, RELEASES, Line, Violation

from kiosk.domain import facts
from kiosk.services import promotion
from kiosk.store import tickets
from kiosk.store.schema import PROJECTIONS
from kiosk.store.store import Identity

_CALLED, _SERVED, _ISSUED = facts.TicketCalled.type, facts.TicketServed.type, facts.TicketIssued.type
_TAKEN_OVER = facts.TicketTakenOver.type
VISIBLE = ("voided_while_called", "called_after_voided")
"""What two people may do at once, each in the right: it is shown to the lead (R5)."""
NAMED = ("called_while_declared_off", "called_under_old_epoch")
"""What a wrong answer in a roll call comes to (R4)."""
Chain = tuple[str, str]
"""(station, incarnation)."""
_WORDS = f"CASE WHEN type IN ('{_CALLED}', '{_TAKEN_OVER}') THEN body ELSE '' END"
_READ = f"SELECT {', '.join(Line._fields[:-1])}, {_WORDS} FROM event WHERE office = ? AND feed_no > ? ORDER BY feed_no"
_OUTCOMES = "SELECT service_day, number, state, conflict FROM ticket WHERE state != 'joined'"
_ACKED = "SELECT target, office, station, incarnation, acked_through FROM uplink"
_DOUBT = "SELECT 1 FROM setting WHERE key = 'hub.doubtful' AND value != ''"
_LABEL = "SELECT service_day, number FROM ticket WHERE office = ? AND id = ?"


class Watch:
    """Holds the invariants over the union of all chains and over what each machine believes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.fairness = Fairness(world.office.policy, world.machines)
        world.network.judging = self.fairness.judging
        self.chains: dict[Chain, list[str]] = defaultdict(list)
        self.streams: dict[str, dict[str, Line]] = defaultdict(dict)
        self.seen: dict[str, int] = defaultdict(lambda: -1)
        self.fed: dict[str, int] = defaultdict(int)
        self.births: dict[str, Any] = {}
        self.reached: dict[str, dict[Chain, int]] = defaultdict(dict)
        self.epochs: dict[str, tuple[int, int]] = {}
        self.owned: dict[str, set[str]] = {}
        self.acked: dict[str, tuple[int, dict[tuple[str, ...], int]]] = {}
        self.held_before: dict[str, dict[Chain, int]] = {}
        self.holders = Holders(world, self._told)
        self.printed: set[tuple[str, str]] = set()
        self.counted: set[tuple[str, str]] = set()

    def check(self) -> None:
        """All that must hold at any instant. Raises Violation."""
        changed = [m for m in self.world.machines.values() if self.seen[m.name] != m.disk.commits]
        news = {m.name: self._news(m) for m in changed}
        for m in changed:
            self._learn(m, news[m.name])
        self.held_before = {
            m.name: {**self.reached[m.name]} for m in self.world.all_of(HUB) + self.world.all_of(PROVINCE)
        }
        touched = set()
        for m in changed:
            touched |= self._compare(m, news[m.name])
            self._check_acknowledged(m)
            self.seen[m.name] = m.disk.commits
        for stream in touched:
            check_calls(stream, [*self.streams[stream].values()], self.world.forgetful)
        self._check_epochs(changed)
        self._check_numbers()
        self._check_order()
        self._check_owners(changed)
        self.holders.check(changed)

    def _news(self, m: Machine) -> list[Line]:
        """What was recorded here since the last look; everything, after another image was put on the disk."""
        birth = m.disk.born
        if self.births.get(m.name) != birth:
            if m.name in self.births:
                self._forget_lost(m)
            self.births[m.name], self.fed[m.name] = birth, 0
            self.reached[m.name].clear()
        lines = [Line(*row) for row in m.disk.raw.execute(_READ, (OFFICE, self.fed[m.name]))]
        self.fed[m.name] = lines[-1].feed_no if lines else self.fed[m.name]
        return lines

    def _forget_lost(self, m: Machine) -> None:
        """What stood on a dead disk alone has never happened, as far as anybody will ever know."""
        stands = {
            row[0]
            for one in self.world.machines.values()
            for row in one.disk.raw.execute("SELECT event_id FROM event WHERE station = ?", (m.station,))
        }
        for events in self.streams.values():
            for one in [e for e in events.values() if e.station == m.station and e.event_id not in stands]:
                del events[one.event_id]

    def _learn(self, m: Machine, lines: list[Line]) -> None:
        """What a machine has written itself is the truth of its chain (I10)."""
        for e in lines:
            if e.station != m.station:
                continue
            chain, contested = self.chains[e[:2]], e[:2] in self.world.contested
            if e.seq == len(chain) + 1 and not contested:
                chain.append(e.chain_hash)
            self.streams[e.stream_id][e.event_id] = e
            if e.type == _ISSUED:
                row = m.disk.raw.execute(_LABEL, (OFFICE, e.stream_id[7:])).fetchone()
                self.printed.add(tuple(row))

    def _compare(self, m: Machine, lines: list[Line]) -> set[str]:
        """I7: what stands here of a chain is 1..n; I10: with the hashes that its writer gave it."""
        reached = self.reached[m.name]
        for e in lines:
            of = (e.station, e.incarnation)
            if e.station == m.station and of in self.world.contested:
                continue
            if e.seq != reached.get(of, 0) + 1:
                raise Violation(f"I7 {m.name} holds {of} with a hole before {e.seq}")
            reached[of] = e.seq
            self.streams[e.stream_id].setdefault(e.event_id, e)
            chain = self.chains[of]
            if of in self.world.contested and e.seq == len(chain) + 1:  # of two writers, the one whom others have heard
                chain.append(e.chain_hash)
            if e.seq > len(chain) or chain[e.seq - 1] != e.chain_hash:
                raise Violation(f"I10 {m.name} holds another event {e.seq} of {of} than its writer wrote")
        return {e.stream_id for e in lines}

    def _check_order(self) -> None:
        """I6, R7: the first of whom the rule names goes first, by the branch that was told."""
        for words in self.fairness.unfair:
            raise Violation(words)

    def _check_epochs(self, changed: list[Machine]) -> None:
        """I9: what a machine obeys never falls."""
        for m in changed:
            before, now = self.epochs.get(m.name, (m.disk.born, 0)), epoch_of(m)
            if before[0] == m.disk.born and now < before[1]:
                raise Violation(f"I9 {m.name} obeys epoch {now} after {before[1]}")
            self.epochs[m.name] = (m.disk.born, now)

    def _check_acknowledged(self, m: Machine) -> None:
        """I7: what a machine knows to be acknowledged never falls, unless it sends again on purpose, or has met a hub
        that holds no more than that."""
        now = {tuple(of): through for *of, through in m.disk.look(_ACKED)}
        born, before = self.acked.get(m.name, (m.disk.born, {}))
        again = self.world.sent_again.pop(m.name, None)
        for of, through in now.items():
            if born == m.disk.born and through < before.get(of, 0) and again != of[2] and through < self._least(of):
                raise Violation(f"I7 {m.name} takes back what {of} acknowledged: {through} after {before[of]}")
        self.acked[m.name] = (m.disk.born, now)

    def _least(self, of: tuple[str, ...]) -> int:
        """How much of a chain every server held, before this step, that may have been asked."""
        servers = [m.name for m in self.world.machines.values() if m.kind == (PROVINCE if of[0] == PROVINCE else HUB)]
        return min(self.held_before.get(name, {}).get(of[2:], 0) for name in servers)  # type: ignore[call-overload]

    def _visible(self, ticket_id: str) -> tuple[str, ...]:
        """What may stand in conflict, shown to the lead: a counter had called somebody that was declared off, or forgot
        with its disk what it had done, or ended once more, on a disk that was put back, the visit that it had passed
        on; a citizen who showed the paper and was passed on was served, unheard, where he had been called
        before (R3)."""
        declared = NAMED if self.world.declared_off or self.world.forgetful else ()
        events = self._told(ticket_id)
        shown_at = {e.station for e in events if e.type == PRESENTED}
        passed_on = any(e.type == facts.TicketTransferred.type and e.station in shown_at for e in events)
        let_go = {e[:2] for e in events if e.type in RELEASES and e.station in self.world.forgetful}
        again = any(e.type == _SERVED and let_go - {e[:2]} and e.station in dict(let_go) for e in events)
        return (*VISIBLE, *declared, *(("called_after_served",) if passed_on or again else ()))

    def _check_numbers(self) -> None:
        for one in self.world.told[len(self.counted) :]:
            if one in self.counted:
                raise Violation(f"I1 {one} was printed twice")
            if one not in self.printed:
                raise Violation(f"I2 {one} was printed and stands in no journal")
            self.counted.add(one)

    def _check_owners(self, changed: list[Machine]) -> None:
        """I3: at most one machine could have a ticket called."""
        for m in changed:
            self.owned.pop(m.name, None)
            if m.store:
                self.owned[m.name] = m.store.read(lambda conn, me=m.store.me: _callable(conn, me))  # type: ignore[misc]
        owner: dict[str, str] = {}
        for name, ids in self.owned.items():
            for one in ids if self._is_asked(name) else ids & self.world.came_back.get(name, set()):
                if (first := owner.setdefault(one, name)) != name:
                    raise Violation(f"I3 {first} and {name} may both have {one} called")

    def _is_asked(self, name: str) -> bool:
        """A hub that was replaced while cut off decides for nobody: no counter that is there obeys it; one that started
        since must not decide about those before even if it were asked (R4b). A counter that was declared off may ask
        one, when it comes back on that side, or one that forgot with its disk what it obeyed; the lead hears of it by
        name."""
        if not self.world.machines[name].store or name in self.world.blind:
            return False
        if self.world.machines[name].kind != HUB:
            return True
        desks = [m for m in self.world.stations(COUNTER) if m.name not in self.world.declared_off and not in_doubt(m)]
        return any(epoch_of(m) <= epoch_of(self.world.machines[name]) for m in desks)

    def _told(self, ticket_id: str) -> Iterable[Line]:
        return self.streams[f"ticket:{ticket_id}"].values()

    def check_end(self) -> None:
        """After healing: all fold alike and nobody is left waiting."""
        self.check()
        if self.world.one_file:
            raise Violation(f"R6 {sorted(self.world.one_file)} speak with one file for ever")
        hub = self.world.hub()
        truth = picture(hub)
        for m in self.world.machines.values():
            if picture(m) != truth:
                raise Violation(f"I5 {m.name} folds otherwise than the hub")
        self.holders.check_told(hub)
        rows = hub.disk.raw.execute(
            "SELECT service_day, number, state, conflict, id FROM ticket WHERE state != 'joined'"
        ).fetchall()
        states = {(day, number): what for day, number, *what in rows}
        if missing := [one for one in self.world.told if one not in states and one not in self.world.lost]:
            raise Violation(f"I5 {missing} was issued and nobody knows it")
        for (day, number), (state, conflict, ticket_id) in states.items():
            if conflict and conflict not in self._visible(ticket_id):
                raise Violation(f"I4 {number}: {conflict}")
            nobodys = state == "waiting" and ((day, number) not in self.counted or self._is_gone(ticket_id))
            if state not in ("served", "absent", "voided", "expired") and not nobodys:
                raise Violation(f"liveness: {number} is left {state} for ever")

    def _is_gone(self, ticket_id: str) -> bool:
        """Whether the citizen has gone home, served by a counter whose disk died with the word of it. Such a ticket,
        and one without a paper, expires when the day ends."""
        paper = self.world.papers.get(ticket_id)
        return bool(self.world.forgetful) and paper is not None and paper.at == GONE


def in_doubt(m: Machine) -> bool:
    """Whether a counter that was put back asks no hub yet, because it cannot know which leads (R4, R6)."""
    return bool(m.disk.look(_DOUBT))


def _callable(conn: Any, me: Identity) -> set[str]:
    """What this machine would have called, in the product's own words."""
    after = promotion.owned_after(conn, me)
    if after is None:
        return set()
    of = dict(zip(("office", "owner", "incarnation"), me.origin, strict=True))
    return {row.id for row in conn.execute(tickets._OWNED, of) if tickets.may_call(row, after)}


def check_calls(stream: str, events: list[Line], forgetful: set[str]) -> None:
    """I4, I11: between a call that counts and its release no other call; one service. Of the `forgetful`, a later life
    may tell once more of a service by the paper, when the word that it was told had died with the hub's disk, or is on
    the far side of a split."""
    held, over = False, [json.loads(e.words) for e in events if e.type == _TAKEN_OVER]
    shown_at, served = {e.station for e in events if e.type == PRESENTED}, set()
    for e in sorted(events, key=lambda e: (e.stream_ver, e.event_id)):
        if e.type == _CALLED:
            if over and _is_fenced(json.loads(e.words), over):
                continue
            if held:
                raise Violation(f"I4 {stream} was called while a counter held it")
            held = True
        elif e.type in RELEASES:
            held = False
        if e.type == _SERVED:
            again = e.station in forgetful & shown_at
            served.add(e.station if again else e.event_id)
    if len(served) > 1:
        raise Violation(f"I11 {stream} was served twice")


def _is_fenced(call: dict[str, Any], over: list[dict[str, Any]]) -> bool:
    """Whether a take-over of a higher epoch did not know of a call (R4)."""
    return any(call.get("epoch", 0) < one["epoch"] and call["claim_id"] not in one["claims"] for one in over)


def picture(m: Machine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that screens could read at a machine."""
    return {t.name: sorted(m.disk.raw.execute(f'SELECT * FROM "{t.name}"')) for t in PROJECTIONS}
