"""Liveness: once every machine is on, every line works and clerks go on, everything arrives and nobody is left."""

from __future__ import annotations

from acts import comes, lay_on, nobody_comes, serve_whole
from invariants import in_doubt
from leading import call_for_the_stranded, end_the_matter, vouch
from machine import COUNTER, HUB, KIOSK, Machine
from office import AT_HOME, FIELDS, SELDOM, World
from timekeeping import BEAT_S, TIME

from kiosk.domain.ticket import Ticket
from kiosk.services import serving
from sync.client import Away

ROUNDS = 12
"""Rounds in which every worker takes a step; what has not settled by then never does."""
PATIENT = 3
"""After so many every worker of every machine takes a step, as if nobody knew what is left to do."""
_HELD = "SELECT coalesce(sum(last_seq), 0) FROM origin"
_LEFT = "SELECT id, owner, owner_incarnation FROM ticket WHERE state = 'waiting' AND transit_to = ''"
_WAITING = "SELECT 1 FROM ticket WHERE state = 'waiting'"
_UNSENT = """
SELECT 1 FROM origin LEFT JOIN uplink ON uplink.office = origin.office AND uplink.station = origin.station
    AND uplink.incarnation = origin.incarnation
WHERE origin.station = ? AND origin.last_seq > coalesce(uplink.acked_through, 0)
UNION ALL SELECT 1 FROM ticket WHERE owner = ? AND state = 'waiting'
"""


class Stuck(Exception):
    """Healed and still not at rest."""


def heal(world: World) -> None:
    """Power, cables and clocks are in order again, and every worker goes on until nothing is left to carry."""
    world.network.calm = True
    world.network.island.clear()
    for machine in world.machines.values():
        machine.skew = 0
        if not machine.store:
            world.start(machine)
    world.network.wandering.clear()
    end_the_matter(world)
    _let_twins_part(world)
    settle(world)
    vouch(world)
    settle(world)
    if call_for_the_stranded(world):
        end_the_matter(world)
        settle(world)


def _let_twins_part(world: World) -> None:
    """Three signs of life of each are enough for two machines that have one file to know it."""
    for _ in range(3):
        for machine in world.stations(KIOSK):
            if any(station == machine.station for station, _ in world.contested):
                TIME.at += int(BEAT_S * 1000)
                world.step(machine, "sync-up")


def settle(world: World) -> None:
    """Lets every worker that has something to carry step until all machines hold the same; where that does not do, all
    of them. Raises Stuck."""
    before: dict[str, int] = {}
    for turn in range(ROUNDS):
        if _at_rest(world, before):
            return
        before = known(world)
        patient = turn < PATIENT
        if turn and any(astray(world, m) for m in world.stations(KIOSK, COUNTER)):
            TIME.at += int(BEAT_S * 1000)  # who believes in another hub learns better with the next sign of life
        for machine in world.stations(KIOSK, COUNTER):
            if not patient or unsent(machine) or astray(world, machine):
                _step(world, machine, ("sync-up",) if patient else tuple(machine.loops))
        if not patient or len(set(known(world).values())) > 1:
            for machine in world.stations(HUB):
                _step(world, machine, tuple([loop for loop in machine.loops if not patient or loop not in SELDOM]))
        held = known(world)
        for machine in world.stations(KIOSK, COUNTER):
            if held[machine.name] < max(held.values()):
                _step(world, machine, ("sync-down",))
    raise Stuck(f"not at rest after {ROUNDS} rounds: {known(world)}")


def _at_rest(world: World, before: dict[str, int]) -> bool:
    """Whether all hold the same and have met the hub of the day. What a former life of a restored machine left unsent
    may stay: then a round that brings nothing shows it."""
    now, desks = known(world), world.stations(KIOSK, COUNTER)
    if len(set(now.values())) > 1 or any(astray(world, m) for m in desks):
        return False
    return now == before or not any(unsent(m) for m in desks)


def _step(world: World, machine: Machine, loops: tuple[str, ...]) -> None:
    TIME.at += 6_000
    for loop in loops:
        world.step(machine, loop)


def astray(world: World, machine: Machine) -> bool:
    """Whether a station has not met the hub of the day, or does not know yet whether it has (R6)."""
    if machine.sync is None:
        return False
    state = machine.sync.state()
    return not state.up or state.hub != world.hub().name or in_doubt(machine)


def unsent(machine: Machine) -> bool:
    """Whether a station has tickets or events of its own that no hub has acknowledged."""
    return machine.kind in (KIOSK, COUNTER) and bool(machine.disk.look(_UNSENT, (machine.station, machine.station)))


def known(world: World) -> dict[str, int]:
    """How many events stand at each machine."""
    return {m.name: m.disk.look(_HELD)[0][0] for m in world.machines.values()}


def call_everybody(world: World) -> None:
    """Clerks call and serve until nobody waits. Raises Stuck when there is no end to it."""
    desks, most = world.stations(COUNTER), len(world.papers) * 4 + 12
    for _ in range(most):
        busy = False
        for desk in desks:
            while _work_off(world, desk):
                busy, most = True, most - 1
                if not most:
                    raise Stuck("calling has no end")
        settle(world)
        nobody_waits = not world.hub().disk.look(_WAITING)
        if nobody_waits or not (busy or _show_papers(world)):
            return
    raise Stuck("calling has no end")


def _show_papers(world: World) -> bool:
    """Whom no machine may call, because a former life of a restored one had the ticket, shows the paper (R3, R6)."""
    rows = world.hub().disk.look(_LEFT)
    desk, shown = world.stations(COUNTER)[0], False
    alive = {m.open.me.origin[1:] for m in world.stations(KIOSK)}
    for ticket_id, owner, life in rows:
        if owner and (world.machines[owner].kind != KIOSK or (owner, life) in alive):
            continue
        paper = world.papers.get(ticket_id)
        if paper and paper.at == AT_HOME and not serving.current_ticket(desk.open):
            lay_on(world, desk, paper)
            serve_whole(world, desk, serving.current_ticket(desk.open) or _missing(ticket_id))
            shown = True
    return shown


def _missing(ticket_id: str) -> Ticket:
    raise Stuck(f"{ticket_id} was shown and is not served")


def _work_off(world: World, desk: Machine) -> bool:
    """Serves whom the counter has, then calls the next; False when there was nobody."""
    store, busy = desk.open, False
    for held in serving.held_tickets(store):
        if not serving.current_ticket(store):
            serving.resume(store, held.id, desk.name)
    while now := serving.current_ticket(store):
        if comes(world, desk, now):
            serve_whole(world, desk, now)
        else:
            nobody_comes(desk, now)
        busy = True
    assert desk.sync
    with world.turn(desk):
        try:
            won = desk.sync.claims.next(int(desk.name.rpartition("-")[2]), FIELDS, desk.name)
        except Away as away:
            raise Stuck(f"{desk.name} cannot call: {away.code} {away}") from away
    return busy or won is not None or bool(serving.held_tickets(store))
