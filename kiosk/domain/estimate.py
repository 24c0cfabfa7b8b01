"""How long a newcomer will wait: an honest spread, or nothing when nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import mean, stdev

ENOUGH = 5
"""Measured services from which the office's own figures replace the profile's."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Whole minutes, low ≤ high."""

    low: int
    high: int


def estimate(people: int, counters: int, minutes: int, lengths_ms: Sequence[int]) -> Spread | None:
    """The wait behind `people` with `counters` open. `minutes` is the profile's length of one service, `lengths_ms`
    the office's last measured ones. None without an open counter: then nobody can know."""
    if counters <= 0:
        return None
    if people <= 0:
        return Spread(0, 0)
    measured = [ms / 60_000 for ms in lengths_ms]
    one = mean(measured) if len(measured) >= ENOUGH else float(minutes)
    doubt = stdev(measured) if len(measured) >= ENOUGH else one / 2
    middle = people * one / counters
    wide = sqrt(people) * doubt / counters
    low = max(1, int(middle - wide))
    return Spread(low, max(low + 1, ceil(middle + wide)))
