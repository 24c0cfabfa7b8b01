"""A server holds another history of this chain: a cloned disk, or an old file put back by hand (queue-rules R6).

The file goes on under a new incarnation, leases a new series and tells again what was not acknowledged.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from kiosk.domain.event import Event
from kiosk.services.surrender import part, renew
from kiosk.store import cursors, journal
from kiosk.store.journal import Origin
from kiosk.store.store import Store
from sync.breaker import Breaker
from sync.meeting import HUB, PROVINCE

log = logging.getLogger(__name__)
_WORDS = (
    "Dữ liệu của máy này đã rẽ nhánh (tệp cũ được chép lại, hoặc có máy dùng bản sao). "
    "Máy đã mở đời dữ liệu mới và gửi lại những gì chưa gửi; báo kỹ thuật tìm bản sao."
)


class Forking:
    """What a store does about forks of its own chain, whichever server tells of one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._one = threading.Lock()
        self._breaker = Breaker(
            "fork-again",
            "Dữ liệu của máy này rẽ nhánh nhiều lần liền.",
            "Tìm máy đang dùng bản sao của tệp dữ liệu này và tắt nó; chạy: motcua doctor.",
        )
        self._words = ""

    def alarm(self) -> str:
        """What a person must know, in Vietnamese; "" for nothing. Stands until the program is started again."""
        return self._words

    def told(self, events: Iterable[Event], source: str) -> None:
        """Events that `source` tells: one of the own chain that is not here was written by somebody else with this
        file."""
        origin = self._store.me.origin
        own = [e.seq for e in events if (e.office, e.station, e.incarnation) == origin]
        if own and max(own) > self._store.read(lambda conn: journal.head(conn, origin)[0]):
            self.renew(origin, source)

    def heal(self, origin: Origin, target: str) -> bool:
        """Goes on after a fork of any life of this station's; False for somebody else's chain, and where nothing is
        left to do: the server contradicts what it has acknowledged. Raises Circling."""
        me = self._store.me.origin
        if origin == me:
            self.renew(origin, target)
            return True
        return origin[:2] == me[:2] and self._part(origin, target)

    def _part(self, former: Origin, target: str) -> bool:
        with self._one:
            acked = self._store.read(lambda conn: cursors.acked(conn, target, former))
            if not part(self._store, former, acked):
                return False
            self._words = _WORDS
            self._breaker.again()
            return True

    def renew(self, origin: Origin, target: str) -> None:
        """Goes on under a new incarnation, unless another worker has done so already. Raises Circling when it happens
        again and again."""
        with self._one:
            if self._store.me.origin != origin:
                return
            self._words = _WORDS
            self._breaker.again()
            acked = self._store.read(lambda conn: cursors.acked(conn, target, origin))
            log.error("%s tells of another history of %s after %d", target, origin, acked)
            renew(self._store, acked)
            for server in (HUB, PROVINCE):
                self._store.write(lambda tx, server=server: cursors.forget(tx.conn, server))  # type: ignore[misc]
