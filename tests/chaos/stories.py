"""Rare orders made common: a story is a chain of acts that a history plays in order, amid whatever else happens.

The seed picks the story and says before which of its steps the next act comes; everything around it stays random.
"""

from __future__ import annotations

from collections.abc import Iterator

from acts import Act
from faults import restore
from machine import COUNTER, HUB, KIOSK
from office import World
from scenes import CALLS, RUSH, SERVICES, Story, calm_start, step_all
from succession import SUCCESSION

from kiosk.services import serving


def moves(world: World) -> Iterator[Act]:
    """The acts of the story that this history tells; none for the plain ones."""
    chance = world.random.random()
    standby = len(world.all_of(HUB)) > 1
    stories = [*SUCCESSION] if standby else []
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
_NAMES: dict[Story, str] = {
    **SUCCESSION,
    _RESTORE: "told: restore",
    _STAND_IN: "told: stand-in",
    _TWICE: "told: twice",
}
