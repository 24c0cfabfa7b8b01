"""What an office lead and a technician do when the hub is gone: the roll call, its answers, the old hub's return."""

from __future__ import annotations

from machine import COUNTER, HUB, Machine
from office import World, duty_of, epoch_of, hub_of

from kiosk.services import promotion, rollcall
from kiosk.store.duties import ELSEWHERE

LEAD = "lead-1"


def call_roll(world: World) -> None:
    """A lead makes another PC the hub: because the old one is off, or cannot be reached, or without any need. Nobody
    keeps a second lead from calling another roll meanwhile."""
    standby = world.pick([m for m in world.stations(HUB) if duty_of(m) in (promotion.STANDBY, promotion.RETIRED)])
    if not standby:
        return
    leader = world.hub()
    needed = not leader.store or not world.network.reaches(standby.name, leader.name)
    if needed or world.random.random() < 0.2:
        rollcall.begin_roll_call(standby.open, LEAD)
        world.tally["roll calls"] += 1


def go_on_calling(world: World) -> None:
    """Who is missing is waited for, or declared off by name; then the standby takes the office over. Or it is left, or
    called again because some have answered another."""
    for standby in world.stations(HUB):
        if not standby.store or not calls_the_roll(standby):
            continue
        for machine in world.stations(COUNTER):
            if world.random.random() < 0.7:
                world.step(machine, "roll")
        if not standby.store:  # it fell over an answer
            continue
        if world.random.random() < 0.05:
            rollcall.cancel_roll_call(standby.open)
            return
        if went_elsewhere(standby):
            if world.random.random() < 0.3:
                _call_anew(world, standby)
            continue
        _declare(world, standby)
        if not rollcall.roll(standby.open).missing:
            _take_care_of_the_old(world, standby)
            promote(world, standby)


def went_elsewhere(standby: Machine) -> bool:
    """Whether a counter has answered another hub for a higher epoch."""
    return any(entry.state == ELSEWHERE for entry in rollcall.roll(standby.open).entries)


def _call_anew(world: World, standby: Machine) -> None:
    rollcall.begin_roll_call(standby.open, LEAD)
    world.tally["called anew"] += 1


def promote(world: World, hub: Machine) -> None:
    """A lead makes it the hub."""
    rollcall.promote(hub.open, LEAD)
    for machine in world.stations(HUB):
        world.came_back.pop(machine.name, None)
    world.tally["promotions"] += 1


def _declare(world: World, standby: Machine) -> None:
    """Only what is off is declared off: the lead has looked. A former life of a restored machine is off for certain."""
    for name in rollcall.roll(standby.open).missing:
        machine = world.machines.get(name)
        if machine is None or not machine.store:
            rollcall.declare_off(standby.open, name, LEAD)
            world.declared_off.add(name)


def _take_care_of_the_old(world: World, standby: Machine) -> None:
    """The page asks the lead to switch the old hub off; some forget it."""
    leader = world.hub()
    if leader is not standby and leader.store and world.random.random() < 0.5:
        world.switch_off(leader.name)


def vouch(world: World) -> None:
    """A person confirms at a hub that waits after a restart that nobody took its place (R4b), where that is true."""
    newest = max(epoch_of(m) for m in world.machines.values())
    for hub in world.stations(HUB):
        waits = hub.open.read(lambda conn, me=hub.open.me: promotion.standing(conn, me)).duty == promotion.WAITING  # type: ignore[misc]
        if waits and epoch_of(hub) == newest:
            promotion.clear(hub.open, LEAD)


def _rolling(world: World) -> bool:
    return any(calls_the_roll(m) for m in world.all_of(HUB))


def calls_the_roll(hub: Machine) -> bool:
    """Whether a roll call is open there, and no journal that came since tells of a later promotion."""
    asked = rollcall.roll(hub.open).duty if hub.store else duty_of(hub)
    return asked == promotion.ROLL_CALL


def end_the_matter(world: World) -> None:
    """After healing: an open roll call is finished, and one whose counters wait for a hub that gave it up is called
    again; all that it needs answer now."""
    for _ in range(6):
        for machine in world.stations(HUB, COUNTER):
            for loop in [*machine.loops]:
                world.step(machine, loop)
        for standby in world.stations(HUB):
            if calls_the_roll(standby):
                if went_elsewhere(standby):
                    _call_anew(world, standby)
                    break
                _declare(world, standby)
                if not rollcall.roll(standby.open).missing:
                    promote(world, standby)
        if not _rolling(world) and not _call_again(world):
            return


def call_for_the_stranded(world: World) -> bool:
    """The hub whose file was put back says that some wait whom nobody may call; its lead calls the roll there, once
    everybody has told it all."""
    hub = world.hub()
    if not rollcall.roll(hub.open).tickets:
        return False
    rollcall.begin_roll_call(hub.open, LEAD)
    world.tally["called for the stranded"] += 1
    return True


def _call_again(world: World) -> bool:
    """Where some obey an epoch under which nobody serves, the way out is a roll call at the hub that they wait for."""
    newest = max(epoch_of(m) for m in world.machines.values())
    if any(epoch_of(m) == newest and duty_of(m) in (promotion.SERVING, promotion.WAITING) for m in world.all_of(HUB)):
        return False
    waited = {hub_of(m) for m in world.machines.values() if epoch_of(m) == newest}
    able = [m for m in world.stations(HUB) if duty_of(m) in (promotion.STANDBY, promotion.RETIRED)]
    if chosen := next((m for m in able if m.name in waited), able[0] if able else None):
        rollcall.begin_roll_call(chosen.open, LEAD)
        world.tally["called again"] += 1
    return chosen is not None
