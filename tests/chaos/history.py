"""One history: an office lives `steps` steps from a seed, is healed, and every invariant is held all the way."""

from __future__ import annotations

from hashlib import sha256
from random import Random

from acts import step
from cleanly import check_cleanly
from healing import Stuck, call_everybody, heal
from invariants import Watch
from office import World
from stories import moves
from witnessed import Violation

from kiosk.domain.office import Office
from kiosk.domain.trouble import Trouble

CLEANLY = 4
"""One seed of so many is told cleanly once more, and replayed (I8)."""
STORY = 0.5
"""Of the steps of a history that tells a story, so many are its own until it ends."""


def play(seed: int, office: Office, *, steps: int = 60, slow: bool = False) -> World:
    """One history from `seed`. `slow` takes SQLAlchemy's own engine. Raises Violation."""
    world = World(office, Random(seed), slow)
    try:
        world.begin(seed)
        watch = Watch(world)
        story = moves(world)
        for _ in range(steps):
            step(world, next(story, None) if world.random.random() < STORY else None)
            watch.check()
        heal(world)
        call_everybody(world)
        watch.check_end()
        if seed % CLEANLY == 0:
            check_cleanly(world)
    except Trouble as trouble:
        raise Violation(f"what must be possible was refused: {trouble.code} {trouble}") from trouble
    except Stuck as stuck:
        watch.check()
        raise Violation(f"liveness: {stuck}") from stuck
    return world


def digest(world: World) -> str:
    """One hash over every chain on every disk: two histories with the same digest were the same."""
    whole = sha256()
    for m in world.machines.values():
        for row in m.disk.raw.execute("SELECT feed_no, chain_hash, via FROM event ORDER BY feed_no"):
            whole.update(repr(row).encode())
    return whole.hexdigest()
