"""Rows of the benchmark table: a figure, its yardstick of the same run, their ratio, and the target if there is one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`met` is None where issue and docs set no target."""

    name: str
    figure: str
    yardstick: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None


def show(rows: Sequence[Row]) -> None:
    """Prints rows in columns."""
    for row in rows:
        verdict = {True: "met", False: "NOT MET", None: ""}[row.met]
        sys.stdout.write(
            f"{row.name:<46} {row.figure:<38} {row.yardstick:<34} {row.ratio:<12} {row.target:<26} {verdict}\n"
        )
    sys.stdout.flush()


def at(values: Sequence[float], share: float) -> float:
    """The value at this share of the sorted line (nearest rank)."""
    line = sorted(values)
    return line[min(len(line) - 1, int(share * len(line)))]


def spread(values: Sequence[float]) -> str:
    """p50, p95 and p99 in milliseconds."""
    return f"p50 {at(values, 0.5):.1f}  p95 {at(values, 0.95):.1f}  p99 {at(values, 0.99):.1f} ms"
