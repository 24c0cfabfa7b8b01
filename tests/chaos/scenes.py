"""What stories are made of: acts of everybody at once, and an office in which all is well."""

from __future__ import annotations

from functools import partial

from acts import Act, call, issue, serve
from faults import mend
from machine import COUNTER, HUB, KIOSK, Machine
from office import World

from kiosk.domain.trouble import Trouble

Story = tuple[Act, ...]


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


RUSH, CALLS, SERVICES = partial(each, act=issue), partial(each, act=call), partial(each, act=serve)
