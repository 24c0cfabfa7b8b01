"""Every station of every office as this server knows it, the ones in trouble first."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace

from kiosk import __version__
from kiosk.domain.health import BAD, Finding, Known, findings, serves
from kiosk.store import sightings
from kiosk.store.store import Snapshot, Store


@dataclass(frozen=True, slots=True)
class Watched:
    """A station and what somebody should look at."""

    known: Known
    findings: tuple[Finding, ...]

    @property
    def bad(self) -> int:
        """How many findings are bad."""
        return sum(f.level == BAD for f in self.findings)


def watched(store: Store, office: str = "") -> tuple[Watched, ...]:
    """Every station that wrote, reported or was let in, the worst first. `office` "" = all."""
    now = store.clock.now_ms()
    all_known = store.read(lambda conn: _known(conn, office))
    serving = Counter(known.office for known in all_known if serves(known, now))
    judged = [replace(k, rivals=serving[k.office] - 1) if serves(k, now) else k for k in all_known]
    found = [Watched(known, findings(known, now, __version__)) for known in judged]
    return tuple(sorted(found, key=lambda w: (-w.bad, -len(w.findings), w.known.office, w.known.station)))


def _known(conn: Snapshot, office: str) -> list[Known]:
    seen, lives = sightings.all_seen(conn, office), sightings.lives(conn, office)
    waiting, keys = sightings.parked_counts(conn, office), sightings.enrolled(conn, office)
    differing = sightings.differences(conn, office)
    found = []
    for place in sorted({*seen, *lives, *keys}):
        sign = seen.get(place)
        kind, revoked_at = keys.get(place, (sign.kind if sign else "", 0))
        count, events = lives.get(place, (0, 0))
        report = json.loads(sign.report) if sign else {}
        found.append(Known(*place, kind or (sign.kind if sign else ""), sign.last_seen if sign else 0, report,
                           count, events, waiting.get(place, 0), revoked_at, differing.get(place, 0)))  # fmt: skip
    return found
