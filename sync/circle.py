"""The hubs of one office among themselves: who serves, who stands by, who was replaced (queue-rules R4, R4b)."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from kiosk.services import promotion
from kiosk.services.promotion import RETIRED, ROLL_CALL, SERVING, STANDBY, WAITING
from kiosk.store.store import Store
from sync import wire
from sync.client import Away, Denied, Line
from sync.loop import Loop
from sync.meeting import HUB
from sync.relay import Relay
from sync.trust.folder import Trust

log = logging.getLogger(__name__)
LOOK_S = 5.0


class Circle:
    """Asks the office's other hubs who they are. One that does not serve follows the one that does: it tells all that
    it has, and reads all that is told, so that it can take over."""

    def __init__(self, store: Store, urls: Sequence[str], trust: Trust | None = None) -> None:
        self._store = store
        self._trust = trust
        self._lines = {url: Line(url, trust, connect_s=2.0, stall_s=6.0) for url in urls}
        self._follower: tuple[str, Relay] | None = None
        self._loop = Loop("circle", self._step, failed=lambda words: log.warning("%s", words), cap_s=LOOK_S)

    def start(self) -> None:
        """Begins to look around."""
        self._loop.start()

    def stop(self) -> None:
        """Ends."""
        self._loop.stop()
        self._follow("")
        for line in self._lines.values():
            line.close()

    def _step(self) -> float:
        seen = {url: self._ask(line) for url, line in self._lines.items()}
        told = {url: hello for url, hello in seen.items() if hello}
        for hello in told.values():
            self._obey(hello)
        own = self._store.read(lambda conn: promotion.standing(conn, self._store.me))
        if own.duty == WAITING and all(hello and _stands_below(hello, own.epoch) for hello in seen.values()):
            promotion.clear(self._store, "standby")
            log.info("every standby says that nobody took this hub's place")
        leads = own.duty in (SERVING, WAITING)
        self._follow("" if leads else next((url for url, h in told.items() if _serves(h, own.epoch)), ""))
        return LOOK_S

    def _ask(self, line: Line) -> wire.Hello | None:
        try:
            hello = line.hello()
        except (Away, Denied):
            return None
        ours = hello.role == HUB and hello.office == self._store.me.office
        return hello if ours and hello.incarnation != self._store.me.incarnation else None

    def _obey(self, hello: wire.Hello) -> None:
        own = self._store.read(lambda conn: promotion.standing(conn, self._store.me))
        if hello.duty in (SERVING, WAITING) and hello.epoch > own.epoch:
            promotion.adopt(self._store, hello.epoch, hello.station, hello.incarnation)
            log.warning("%s is the hub since epoch %d", hello.station, hello.epoch)

    def _follow(self, url: str) -> None:
        if self._follower and self._follower[0] != url:
            self._follower[1].stop()
            self._follower = None
        if url and self._follower is None:
            relay = Relay(self._store, url, self._trust, role=HUB)
            relay.start()
            self._follower = (url, relay)


def _serves(hello: wire.Hello, epoch: int) -> bool:
    return hello.duty in (SERVING, WAITING) and hello.epoch >= epoch


def _stands_below(hello: wire.Hello, epoch: int) -> bool:
    """It vouches that nobody was promoted: it only stands by, calls no roll, and knows of no higher epoch."""
    return hello.duty in (STANDBY, RETIRED) and hello.epoch <= epoch and hello.duty != ROLL_CALL
