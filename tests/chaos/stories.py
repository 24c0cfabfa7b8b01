"""Rare orders made common: a story is a chain of acts that a history plays in order, amid whatever else happens.

The seed picks the story and says before which of its steps the next act comes; everything around it stays random.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from acts import Act, call, issue, serve
from faults import mend, restore
from leading import LEAD, calls_the_roll, go_on_calling
from machine import COUNTER, HUB, KIOSK, Machine
from office import World, duty_of, epoch_of

from kiosk.domain.trouble import Trouble
from kiosk.services import promotion, rollcall, serving

Story = tuple[Act, ...]


def moves(world: World) -> Iterator[Act]:
    """The acts of the story that this history tells; none for the plain ones."""
    chance = world.random.random()
    standby = len(world.all_of(HUB)) > 1
    stories = [_PROMOTION, _RESTART] if standby else []
    told = world.random.choice([*stories, _RESTORE, _STAND_IN]) if chance < 0.5 else ()
    world.tally[_NAMES.get(told, "plain")] += 1
    yield from told


def each(world: World, act: Act) -> None:
    """The same act, once for every counter or kiosk of the office; one that is refused stops no other."""
    for _ in world.stations(COUNTER, KIOSK):
        attempt(world, act)


def attempt(world: World, act: Act) -> None:
    """One act that may be refused without ending the story's step."""
    try:
        act(world)
    except Trouble as trouble:
        world.tally[f"refused {trouble.code}"] += 1


def calm_start(world: World) -> None:
    """All run and follow the hub: the story begins in an office that works."""
    mend(world)
    for machine in world.stations(KIOSK, COUNTER, HUB):
        step_all(world, machine)


def step_all(world: World, machine: Machine) -> None:
    """Every worker of a machine takes a step. One that loses power stops."""
    for loop in [*machine.loops]:
        world.step(machine, loop)


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


def roll(world: World) -> None:
    """A lead calls the roll at a standby."""
    able = [m for m in world.stations(HUB) if duty_of(m) == promotion.STANDBY]
    if (standby := world.pick(able)) and not any(calls_the_roll(m) for m in world.all_of(HUB)):
        rollcall.begin_roll_call(standby.open, LEAD)
        world.tally["roll calls"] += 1


def find_the_new(world: World) -> None:
    """The counters and kiosks that are there turn to the new hub."""
    for machine in world.stations(KIOSK, COUNTER):
        step_all(world, machine)


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


# -- a file is put back


def kiosk_alone(world: World) -> None:
    """A kiosk is cut off, so that it keeps what it issues, and its file is copied."""
    if kiosk := world.pick(world.stations(KIOSK)):
        world.network.island[kiosk.name] = 70


def copy_the_lonely(world: World) -> None:
    """Its file is copied while citizens wait there."""
    for name, where in world.network.island.items():
        if where == 70 and world.machines[name].store:
            world.machines[name].backups[:] = [world.machines[name].disk.image()]


def copy_the_busy(world: World) -> None:
    """The file of a counter is copied while a citizen sits there."""
    for desk in world.stations(COUNTER):
        if serving.current_ticket(desk.open):
            desk.backups[:] = [desk.disk.image()]
            return


def come_back(world: World) -> None:
    """The cable is in again, and what waited goes to the hub."""
    world.network.island.clear()
    for kiosk in world.stations(KIOSK):
        step_all(world, kiosk)


def hub_out_of_reach(world: World) -> None:
    """One kiosk and one counter see each other and nobody else; the kiosk's file was copied just before."""
    kiosk, desk = world.pick(world.stations(KIOSK)), world.pick(world.stations(COUNTER))
    if kiosk and desk:
        kiosk.backups[:] = [kiosk.disk.image()]
        world.network.island.update({kiosk.name: 80, desk.name: 80})


_RUSH, _CALLS, _SERVICES = partial(each, act=issue), partial(each, act=call), partial(each, act=serve)
_PROMOTION: Story = (
    calm_start, _SERVICES, _SERVICES, _RUSH, calm_start, standby_falls_behind, _CALLS, _CALLS, hub_goes, roll,
    go_on_calling, go_on_calling, go_on_calling, find_the_new, _CALLS, _CALLS, old_hub_returns, _CALLS,
)  # fmt: skip
_RESTART: Story = (
    calm_start, _RUSH, calm_start, a_counter_goes_off, hub_goes, roll,
    go_on_calling, go_on_calling, go_on_calling, go_on_calling, old_hub_returns, _CALLS, find_the_new, _CALLS,
)  # fmt: skip
_RESTORE: Story = (
    calm_start, _CALLS, copy_the_busy, kiosk_alone, _RUSH, copy_the_lonely, come_back, _CALLS, _SERVICES, restore,
    _CALLS, _SERVICES,
)  # fmt: skip
_STAND_IN: Story = (
    calm_start, _SERVICES, _SERVICES, hub_out_of_reach, _RUSH, _RUSH, _CALLS, _SERVICES, _CALLS, restore, come_back,
    _CALLS, _SERVICES,
)  # fmt: skip
"""A counter calls at a kiosk in the hub's place, and then the kiosk's disk dies (R2, R6)."""
_NAMES: dict[Story, str] = {
    _PROMOTION: "told: promotion",
    _RESTART: "told: restart",
    _RESTORE: "told: restore",
    _STAND_IN: "told: stand-in",
}
