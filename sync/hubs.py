"""Which of the office's PCs holds the queue now: a station turns its lines to that one (queue-rules R4)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kiosk.domain.trouble import Trouble
from kiosk.services import promotion
from kiosk.services.settings import remember, remembered
from kiosk.store.store import Store
from sync.claiming import StandIn
from sync.client import Line
from sync.downlink import Downlink
from sync.trust.folder import Trust
from sync.trust.names import station_name

log = logging.getLogger(__name__)
KIOSKS, HUBS = "sync.kiosks", "sync.hubs"
ANSWERS_AT = "answers-at"
"""A kiosk's heartbeat says under this key where it answers claims while the hub is away (R2)."""


def epoch_of(store: Store) -> Callable[[], int]:
    """What a line says of itself in every request: the highest epoch that this store has seen."""
    return lambda: store.read(lambda conn: promotion.epoch(conn, store.me.office))


def turn(store: Store, lines: Iterable[Line], urls: Sequence[str], trust: Trust | None) -> bool:
    """Points the lines to whoever serves under an epoch that is not behind; False when nobody does."""
    known = epoch_of(store)()
    for url in urls:
        line = Line(url, trust, connect_s=2.0, stall_s=6.0)
        try:
            hello = line.hello()
        except Trouble as away:
            log.info("%s: %s", url, away)
            continue
        finally:
            line.close()
        leads = hello.duty in (promotion.SERVING, promotion.WAITING)
        if hello.office == store.me.office and leads and hello.epoch >= known:
            log.warning("the hub is %s at %s now", hello.station, url)
            for one in lines:
                one.turn_to(url)
            return True
    return False


@dataclass(frozen=True, slots=True)
class KnownHubs:
    """Every address where the office's hub may be: as configured, and as the hub has told since."""

    store: Store
    configured: tuple[str, ...]

    def all(self) -> tuple[str, ...]:
        """In the order in which they are asked."""
        told = json.loads(remembered(self.store, HUBS, "[]"))
        return tuple(dict.fromkeys((*self.configured, *told)))

    def learn(self, told: Sequence[str]) -> None:
        """Keeps what the hub says of the others; silence forgets nothing."""
        if told and (text := json.dumps(list(told))) != remembered(self.store, HUBS, "[]"):
            remember(self.store, HUBS, text)


@dataclass(slots=True)
class StandIns:
    """The kiosks that answer claims, as the hub last told of them."""

    store: Store
    trust: Trust | None = None
    lines: dict[tuple[str, str], StandIn] = field(default_factory=dict)

    def learn(self, hub: Line) -> None:
        """Asks the hub where kiosks answer, and remembers it. Raises Away."""
        told = {s.station: str(s.report.get(ANSWERS_AT, "")) for s in hub.stations(self.store.me.office).stations}
        text = json.dumps({station: url for station, url in sorted(told.items()) if url})
        if text != remembered(self.store, KIOSKS, "{}"):
            remember(self.store, KIOSKS, text)

    def all(self) -> list[StandIn]:
        """Everyone who may be asked in the hub's place."""
        return [self._one(*place) for place in json.loads(remembered(self.store, KIOSKS, "{}")).items()]

    def close(self) -> None:
        """Drops kept connections."""
        for one in self.lines.values():
            one.line.close()

    def _one(self, station: str, url: str) -> StandIn:
        if (station, url) not in self.lines:
            peer = station_name(station, self.store.me.office)
            line = Line(url, self.trust, peer=peer, connect_s=2.0, stall_s=6.0, epoch=epoch_of(self.store))
            self.lines[station, url] = StandIn(station, line, Downlink(self.store, line, f"kiosk:{station}"))
        return self.lines[station, url]
