"""One table over everything that chaos has tried, with the seed that repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OK, FAILED, SKIPPED = "ok", "FAIL", "-"


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one part: `times` how often chance struck, `deeds` what was said or done aloud, `healed` after how
    many seconds of peace all nodes were equal; None where it does not apply."""

    part: str
    name: str
    state: str
    times: int
    deeds: int | None = None
    lost: int | None = None
    double: int | None = None
    healed: float | None = None
    seconds: float = 0.0


def table(seed: int, lines: Sequence[Line]) -> str:
    """The lines under a head, and the verdict."""
    head = f"{'part':<11} {'what':<11} {'':<5} {'times':>7} {'deeds':>8}"
    head += f" {'lost':>5} {'double':>7} {'healed s':>9} {'s':>7}"
    rows = [
        f"{one.part:<11} {one.name:<11} {one.state:<5} {one.times:>7} {_shown(one.deeds):>8} {_shown(one.lost):>5}"
        f" {_shown(one.double):>7} {_shown(one.healed):>9} {one.seconds:>7.0f}"
        for one in lines
    ]
    failed = [one.name for one in lines if one.state == FAILED]
    verdict = f"seed {seed}: " + (f"FAILED: {', '.join(failed)}" if failed else "nothing lost, nothing twice")
    return "\n".join(["", head, *rows, verdict])


def _shown(number: float | None) -> str:
    return "-" if number is None else f"{number:.1f}" if isinstance(number, float) else str(number)
