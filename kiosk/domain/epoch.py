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
    caller = sha256(f"{station}\n{incarnation}".encode()).digest()[: _BITS // 8]
    return change_of(seen) + 1 << _BITS | int.from_bytes(caller, "big")


def change_of(epoch: int) -> int:
    """Which change of hub an epoch is, for people: 1 for the first. Before ADR 0031 epochs were nothing but that."""
    return epoch >> _BITS or epoch
