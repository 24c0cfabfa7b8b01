"""Liveness: once every machine is on, every line works and clerks go on, everything arrives and nobody is left."""

from __future__ import annotations

from acts import comes, lay_on, nobody_comes, serve_whole
from leading import end_the_matter, vouch
from machine import COUNTER, HUB, KIOSK, PROVINCE, Machine
from office import AT_HOME, FIELDS, World
from timekeeping import TIME

from kiosk.domain.ticket import Ticket
from kiosk.services import serving
from sync.client import Away

ROUNDS = 12
"""Rounds in which every worker takes a step; what has not settled by then never does."""
_LEFT = "SELECT id, owner, owner_incarnation FROM ticket WHERE state = 'waiting' AND transit_to = ''"
_UNSENT = """
SELECT 1 FROM origin LEFT JOIN uplink ON uplink.office = origin.office AND uplink.station = origin.station
    AND uplink.incarnation = origin.incarnation
WHERE origin.station = :me AND origin.last_seq > coalesce(uplink.acked_through, 0)
UNION ALL SELECT 1 FROM ticket WHERE owner = :me AND state = 'waiting'
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
    settle(world)
    vouch(world)
    settle(world)


def settle(world: World) -> None:
    """Lets every worker that has something to carry step until all machines hold the same. Raises Stuck."""
    desks = world.stations(KIOSK, COUNTER)
    for _ in range(ROUNDS):
        before = known(world)
        most = max(before.values())
        for machine in world.stations(KIOSK, COUNTER, HUB, PROVINCE):
            if unsent(machine) or astray(world, machine) or before[machine.name] < most or machine.kind == HUB:
                TIME.at += 6_000
                for loop in [*machine.loops]:
                    world.step(machine, loop)
        after = known(world)
        if after == before and len(set(after.values())) == 1 and not any(astray(world, m) for m in desks):
            return
    raise Stuck(f"not at rest after {ROUNDS} rounds: {known(world)}")


def astray(world: World, machine: Machine) -> bool:
    """Whether a station has not met the hub of the day."""
    return machine.sync is not None and (not machine.sync.state().up or machine.sync.state().hub != world.hub().name)


def unsent(machine: Machine) -> bool:
    """Whether a station has tickets or events of its own that no hub has acknowledged."""
    row = machine.disk.raw.execute(_UNSENT, {"me": machine.name}).fetchone()
    return machine.kind in (KIOSK, COUNTER) and row is not None


def known(world: World) -> dict[str, int]:
    """How many events stand at each machine."""
    return {m.name: m.disk.raw.execute("SELECT count(*) FROM event").fetchone()[0] for m in world.machines.values()}


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
        if not (busy or _show_papers(world)):
            return
    raise Stuck("calling has no end")


def _show_papers(world: World) -> bool:
    """Whom no machine may call, because a former life of a restored one had the ticket, shows the paper (R3, R6)."""
    rows = world.hub().disk.raw.execute(_LEFT).fetchall()
    desk, shown = world.stations(COUNTER)[0], False
    for ticket_id, owner, life in rows:
        if owner and (world.machines[owner].kind != KIOSK or world.machines[owner].open.me.incarnation == life):
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
