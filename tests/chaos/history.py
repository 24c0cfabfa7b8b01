"""One history: an office lives `steps` steps from a seed, is healed, and every invariant is held all the way."""

from __future__ import annotations

from pathlib import Path
from random import Random
from unittest.mock import patch

from invariants import Violation, Watch
from office import Clock, Ids, World
from variants import variant

from kiosk.domain.office import Office
from kiosk.domain.trouble import Refused


def play(seed: int, office: Office, folder: Path, *, steps: int = 60, broken: str = "") -> dict[str, int]:
    """One history from `seed` in the empty `folder`: what happened, counted. Raises Violation."""
    clock = Clock()
    world, ids = World(folder, office, Random(seed), clock), Ids(clock, seed)
    with variant(broken), patch("kiosk.store.store.uuid7", ids.ordered), patch("kiosk.store.store.uuid4", ids.any):
        try:
            world.begin()
            watch = Watch(world)
            for _ in range(steps):
                world.step()
                watch.check()
            world.heal()
            world.call_everybody()
            watch.check_end()
        except Refused as refused:
            raise Violation(f"what must be possible was refused: {refused.code}") from refused
        finally:
            world.close()
    return dict(world.tally)
