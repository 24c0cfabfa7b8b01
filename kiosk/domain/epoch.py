"""Epochs: which hub the office obeys (queue-rules R4, I9).

Two leads may call the roll at two hubs at once, each for the change after the last one that they know of. So that every
node puts both in the same order, an epoch carries who calls: above stands which change of hub it is, below it 32 bits
of a hash over the caller's station and incarnation. Epochs are compared as plain numbers everywhere (ADR 0031).
"""

from __future__ import annotations

from hashlib import sha256

_BITS = 32


def next_epoch(seen: int, station: str, incarnation: str) -> int:
    """The epoch that a hub proposes which has seen `seen` (0 for none): above every one of that change of hub."""
    return change_of(seen) + 1 << _BITS | _caller(station, incarnation)


def is_called_by(epoch: int, station: str, incarnation: str) -> bool:
    """Whether this very life of a hub proposed an epoch. Its former life's are not its own: they may be in force."""
    return epoch & (1 << _BITS) - 1 == _caller(station, incarnation)


def change_of(epoch: int) -> int:
    """Which change of hub an epoch is, for people: 1 for the first. Before ADR 0031 epochs were nothing but that."""
    return epoch >> _BITS or epoch


def _caller(station: str, incarnation: str) -> int:
    return int.from_bytes(sha256(f"{station}\n{incarnation}".encode()).digest()[: _BITS // 8], "big")
