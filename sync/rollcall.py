"""A counter answers a roll call (queue-rules R4): it obeys the new epoch first, then delivers all that it has done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from kiosk.domain.trouble import Trouble
from kiosk.services import promotion, rollcall
from kiosk.store import cursors
from kiosk.store.store import Store
from sync import wire
from sync.client import Line
from sync.loop import Loop
from sync.roll_forms import RollAnswer
from sync.trust.folder import Trust
from sync.uplink import Uplink

log = logging.getLogger(__name__)
LISTEN_S = 5.0


def answer(store: Store, line: Line, hello: wire.Hello) -> bool:
    """Answers the hub that said `hello` while calling the roll; False when this counter obeys a higher epoch, and says
    no more than that. Raises Away: the step is repeated as a whole, and nothing of it does harm twice."""
    said = rollcall.answer_roll(store, hello.proposed, hello.station, hello.incarnation)
    if said.epoch > hello.proposed:
        line.answer_roll(RollAnswer(epoch=said.epoch, station=said.station, incarnation=said.incarnation))
        return False
    target = f"roll-{hello.proposed}"
    uplink = Uplink(store, line, target, relay=False)
    while uplink.run_once():
        pass
    if store.me.incarnation != said.incarnation:  # the hub knew more of this counter than its file
        said = rollcall.answer_roll(store, hello.proposed, hello.station, hello.incarnation)
    line.answer_roll(
        RollAnswer(epoch=said.epoch, station=said.station, incarnation=said.incarnation, held=list(said.held),
                   forgot=said.forgot)
    )  # fmt: skip
    store.write(lambda tx: cursors.forget(tx.conn, target))
    log.warning("answered the roll call of %s for epoch %d, holding %d", hello.station, said.epoch, len(said.held))
    return True


class RollWatch:
    """A counter's ear for roll calls: asks every PC that may be the hub, beside all other work."""

    def __init__(self, store: Store, urls: Callable[[], Sequence[str]], trust: Trust | None = None) -> None:
        self._store, self._urls, self._trust = store, urls, trust
        self._lines: dict[str, Line] = {}
        self._loop = Loop("roll", self._step, failed=lambda words: log.warning("%s", words), cap_s=LISTEN_S)

    def start(self) -> None:
        """Begins to listen."""
        self._loop.start()

    def stop(self) -> None:
        """Ends."""
        self._loop.stop(0.2)
        for line in self._lines.values():
            line.close()

    def _step(self) -> float:
        heard = [self._listen(url) for url in self._urls()]
        if None not in heard:
            promotion.asked_all(self._store, max(filter(None, heard), default=0))
        return LISTEN_S

    def _listen(self, url: str) -> int | None:
        """Answers the hub at `url` if it calls the roll; the epoch that it knows, None while it is away."""
        line = self._lines.setdefault(url, Line(url, self._trust, connect_s=2.0, stall_s=6.0))
        try:
            hello = line.hello()
            if hello.office != self._store.me.office:
                return None
            if hello.duty == promotion.ROLL_CALL:
                answer(self._store, line, hello)
        except Trouble as away:
            log.debug("%s: %s", line.url, away)
            return None
        return hello.epoch
