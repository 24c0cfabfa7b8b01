"""Rare orders made common: a story is a chain of acts that a history plays in order, amid whatever else happens.

The seed picks the story and says before which of its steps the next act comes; everything around it stays random.
"""

from __future__ import annotations

from collections.abc import Iterator

from acts import Act, present
from faults import restore
from machine import COUNTER, HUB, KIOSK
from office import AT_HOME, FIELDS, World
from scenes import CALLS, RUSH, SERVICES, Story, attempt, calm_start, step_all
from succession import SUCCESSION, find_the_new

from kiosk.services import serving


def moves(world: World) -> Iterator[Act]:
    """The acts of the story that this history tells; none for the plain ones."""
    chance = world.random.random()
    standby = len(world.all_of(HUB)) > 1
    stories = [*SUCCESSION, _PAPERS] if standby else []
    told = world.random.choice([*stories, _RESTORE, _STAND_IN, _TWICE]) if chance < 0.5 else ()
    world.tally[_NAMES.get(told, "plain")] += 1
    yield from told


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


def copy_a_kiosk(world: World) -> None:
    """The file of one kiosk is the only one that is ever put back."""
    for machine in world.machines.values():
        machine.backups.clear()
    if kiosk := world.pick(world.stations(KIOSK)):
        kiosk.backups.append(kiosk.disk.image())


def hub_out_of_reach(world: World) -> None:
    """One kiosk and one counter see each other and nobody else; the kiosk's file was copied just before."""
    kiosk, desk = world.pick(world.stations(KIOSK)), world.pick(world.stations(COUNTER))
    if kiosk and desk:
        kiosk.backups[:] = [kiosk.disk.image()]
        world.network.island.update({kiosk.name: 80, desk.name: 80})


# -- papers are shown while the hub waits


def hub_restarts_alone(world: World) -> None:
    """The hub is switched off and on where it reaches no standby: it has nobody called who came before (R4b)."""
    for standby in world.all_of(HUB)[1:]:
        world.network.island[standby.name] = 50
    hub = world.hub()
    if hub.store:
        world.switch_off(hub.name)
    world.start(hub)


def papers_are_shown(world: World) -> None:
    """Who waits goes to any counter that is free and shows the paper (R3)."""
    for _ in world.stations(COUNTER):
        attempt(world, present)


def pass_on(world: World) -> None:
    """Each counter passes on, or keeps for later, the citizen who came with the paper."""
    for desk in world.stations(COUNTER):
        now = serving.current_ticket(desk.open)
        if not now or not now.by_paper or not desk.sync:
            continue
        if world.random.random() < 0.3:
            serving.hold(desk.open, now.id, desk.name)
            continue
        hub, field = desk.sync.state().hub, world.random.choice(FIELDS)
        serving.transfer(desk.open, now.id, desk.name, hub=hub, to_field=field)
        if paper := world.papers.get(now.id):
            paper.at = AT_HOME


_RESTORE: Story = (
    calm_start, CALLS, copy_the_busy, kiosk_alone, RUSH, copy_the_lonely, come_back, CALLS, SERVICES, restore,
    CALLS, SERVICES,
)  # fmt: skip
_STAND_IN: Story = (
    calm_start, SERVICES, SERVICES, hub_out_of_reach, RUSH, RUSH, CALLS, SERVICES, CALLS, restore, come_back,
    CALLS, SERVICES,
)  # fmt: skip
"""A counter calls at a kiosk in the hub's place, and then the kiosk's disk dies (R2, R6)."""
_TWICE: Story = (
    calm_start, RUSH, copy_a_kiosk, RUSH, restore, calm_start, RUSH, kiosk_alone, RUSH, CALLS, restore, come_back, RUSH,
    CALLS, SERVICES,
)  # fmt: skip
"""The same backup is put back a second time: two lives have begun where it ends (R6)."""
_PAPERS: Story = (
    calm_start, RUSH, calm_start, CALLS, hub_restarts_alone, papers_are_shown, pass_on, find_the_new, CALLS,
    papers_are_shown, pass_on, CALLS, SERVICES,
)  # fmt: skip
"""Tickets of before its restart come to a hub that waits, from counters that served by the paper (R3, R4b)."""
_NAMES: dict[Story, str] = {
    **SUCCESSION,
    _RESTORE: "told: restore",
    _STAND_IN: "told: stand-in",
    _TWICE: "told: twice",
    _PAPERS: "told: papers",
}
