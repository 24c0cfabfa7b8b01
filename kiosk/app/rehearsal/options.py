"""What a rehearsal is asked to play."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """`outage` is the length in seconds of the cut to the province; `province_db` a postgresql:// URL or "" for SQLite;
    `kill_hub` kills the hub with SIGKILL in the middle and starts it again; `trust` has every machine join, so that all
    speak TLS and sign."""

    out: Path
    kiosks: int = 2
    counters: int = 3
    visitors: int = 120
    outage: float = 20.0
    seed: int = 1
    headless: bool = False
    province_db: str = ""
    kill_hub: bool = False
    profile: str = "commune"
    verbose: bool = False
    trust: bool = True
