"""Stories of who is the hub: it is lost, replaced, comes back; two leads act at once (queue-rules R4, R4b)."""

from __future__ import annotations

from functools import partial

from faults import carriers_know, put_back
from leading import LEAD, calls_the_roll, go_on_calling, promote, went_elsewhere
from machine import COUNTER, HUB, KIOSK
from office import World, duty_of, epoch_of
from scenes import CALLS, RUSH, SERVICES, Story, attempt, calm_start, step_all

from kiosk.services import promotion, rollcall, serving

# -- the hub is lost


def standby_falls_behind(world: World) -> None:
    """No standby hears any more what the hub decides."""
    for standby in world.all_of(HUB)[1:]:
        if duty_of(standby) == promotion.STANDBY:
            world.network.island[standby.name] = 50


def a_counter_goes_off(world: World) -> None:
    """Its clerk has gone home; a lead will have to declare it off."""
    if len(desks := world.stations(COUNTER)) > 1:
        world.switch_off(world.random.choice(desks).name)


def hub_goes(world: World) -> None:
    """The hub dies, or its cable; now the standbys and the rest see one another."""
    hub = world.hub()
    world.network.island.clear()
    if world.random.random() < 0.5:
        world.switch_off(hub.name)
    else:
        world.network.island[hub.name] = 51


def cable_comes_off(world: World) -> None:
    """The hub runs on and reaches nobody."""
    world.network.island.clear()
    world.network.island[world.hub().name] = 51


def roll(world: World) -> None:
    """A lead calls the roll at a standby."""
    able = [m for m in world.stations(HUB) if duty_of(m) == promotion.STANDBY]
    if standby := world.pick(able):
        rollcall.begin_roll_call(standby.open, LEAD)
        world.tally["roll calls"] += 1


def find_the_new(world: World) -> None:
    """The counters and kiosks that are there turn to the new hub."""
    for machine in world.stations(KIOSK, COUNTER):
        step_all(world, machine)


# -- two leads


def fall_apart(world: World) -> None:
    """The office falls into two halves, each with a PC that may become the hub and some of the counters; in each a lead
    believes that the other half is off."""
    hubs, desks = world.all_of(HUB), world.all_of(COUNTER)
    world.random.shuffle(hubs)
    if world.random.random() < 0.5 and len(hubs) > 2:
        world.switch_off(hubs.pop().name)
    half = {hubs[0].name: 81, desks[0].name: 81}
    half |= {m.name: 81 for m in [*hubs[2:], *desks[2:], *world.all_of(KIOSK)] if world.random.random() < 0.5}
    world.network.island = half
    world.tally["two leads"] += 1


def both_roll(world: World) -> None:
    """Each lead calls the roll at a hub of the own half, whatever that hub holds itself for."""
    for side in (81, 0):
        here = [m for m in world.stations(HUB) if world.network.island.get(m.name, 0) == side]
        if (hub := world.pick(here)) and not any(map(calls_the_roll, here)):
            rollcall.begin_roll_call(hub.open, LEAD)
            world.tally["roll calls"] += 1


def both_declare(world: World) -> None:
    """Who does not answer is declared off by both, though it is on: they cannot look into the other half."""
    for hub in world.stations(HUB):
        if calls_the_roll(hub) and not went_elsewhere(hub):
            for desk in world.stations(COUNTER):
                if world.network.reaches(desk.name, hub.name):
                    world.step(desk, "roll")
            if not hub.store:
                continue
            for name in rollcall.roll(hub.open).missing:
                rollcall.declare_off(hub.open, name, LEAD)
                world.declared_off.add(name)
            attempt(world, partial(promote, hub=hub))


# -- a counter that forgot


def copy_the_counters(world: World) -> None:
    """The files of all counters are copied."""
    for desk in world.stations(COUNTER):
        desk.backups[:] = [desk.disk.image()]


def a_counter_forgets(world: World) -> None:
    """The disk of one that has a citizen dies; it will say in the roll call that it has nobody."""
    busy = [m for m in world.stations(COUNTER) if m.backups and serving.current_ticket(m.open)]
    if desk := world.pick([m for m in busy if carriers_know(world, m)]):
        put_back(world, desk, desk.backups[0])
        world.tally["forgot"] += 1


# -- the hub's disk dies


def copy_the_hubs(world: World) -> None:
    """The files of all hubs are copied."""
    for hub in world.stations(HUB):
        hub.backups[:] = [hub.disk.image()]


def a_hub_is_put_back(world: World) -> None:
    """The disk of the hub dies, or that of a standby, and an old file takes its place."""
    hubs = [m for m in world.all_of(HUB) if m.backups]
    hub = world.hub() if world.random.random() < 0.7 else world.pick(hubs)
    if hub and hub.backups and carriers_know(world, hub):
        put_back(world, hub, hub.backups[0])
        world.tally["hubs put back"] += 1


# -- the old hub comes back


def old_hub_returns(world: World) -> None:
    """It is switched on beside the stations that obey the least, cut off from all that know better."""
    old = [m for m in world.all_of(HUB) if epoch_of(m) < epoch_of(world.hub())] or world.all_of(HUB)[:1]
    hub = world.random.choice(old)
    island = world.network.island
    island.clear()
    least = min(epoch_of(m) for m in world.all_of(COUNTER))
    beside = [m for m in world.all_of(COUNTER) if epoch_of(m) == least] or [world.random.choice(world.all_of(COUNTER))]
    for machine in (hub, world.random.choice(beside)):
        island[machine.name] = 60
        if machine.store:
            world.switch_off(machine.name)
    for name in [name for name, where in island.items() if where == 60]:
        world.start(world.machines[name])
        if world.machines[name].kind == COUNTER:
            step_all(world, world.machines[name])


def beside_the_old(world: World) -> None:
    """A counter that has answered the roll is plugged in where the replaced hub still serves."""
    newest = max(epoch_of(m) for m in world.all_of(COUNTER))
    old = [m for m in world.stations(HUB) if duty_of(m) == promotion.SERVING and epoch_of(m) < newest]
    free = [m for m in world.stations(COUNTER) if epoch_of(m) == newest and not serving.current_ticket(m.open)]
    if old and len(free) > 1:
        world.network.island = {old[0].name: 61, world.random.choice(free).name: 61}
        world.tally["beside the old hub"] += 1


_PROMOTION: Story = (
    calm_start, SERVICES, SERVICES, RUSH, calm_start, standby_falls_behind, CALLS, CALLS, hub_goes, roll,
    go_on_calling, go_on_calling, go_on_calling, find_the_new, CALLS, CALLS, old_hub_returns, CALLS,
)  # fmt: skip
_RESTART: Story = (
    calm_start, RUSH, calm_start, a_counter_goes_off, hub_goes, roll,
    go_on_calling, go_on_calling, go_on_calling, go_on_calling, old_hub_returns, CALLS, find_the_new, CALLS,
)  # fmt: skip
_FENCE: Story = (
    calm_start, SERVICES, SERVICES, RUSH, RUSH, calm_start, cable_comes_off, roll, go_on_calling, go_on_calling,
    go_on_calling, beside_the_old, CALLS, CALLS,
)  # fmt: skip
_TWO_LEADS: Story = (
    calm_start, SERVICES, SERVICES, RUSH, RUSH, calm_start, fall_apart, both_roll, both_declare, find_the_new,
    CALLS, CALLS, SERVICES, CALLS,
)  # fmt: skip
_FORGETFUL: Story = (
    calm_start, SERVICES, SERVICES, copy_the_counters, RUSH, RUSH, calm_start, standby_falls_behind, CALLS, hub_goes,
    a_counter_forgets, roll, go_on_calling, go_on_calling, go_on_calling, find_the_new, CALLS,
)  # fmt: skip
_HUB_PUT_BACK: Story = (
    calm_start, SERVICES, copy_the_hubs, RUSH, calm_start, CALLS, RUSH, a_hub_is_put_back, find_the_new, CALLS,
    SERVICES, RUSH, CALLS,
)  # fmt: skip
SUCCESSION: dict[Story, str] = {
    _PROMOTION: "told: promotion", _RESTART: "told: restart", _FENCE: "told: fence", _TWO_LEADS: "told: two leads",
    _FORGETFUL: "told: forgetful",
    _HUB_PUT_BACK: "told: hub put back",
}  # fmt: skip
"""Each needs a standby."""
