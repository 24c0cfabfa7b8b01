"""A station asks the province, through its hub, to sign for what it holds: a hub that withholds the end of a chain is
seen within minutes, not by the next night's digest (ADR 0037)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing

from kiosk.domain.service_day import local_time
from kiosk.domain.trouble import Refused, Trouble
from kiosk.services import receipts
from kiosk.services.receipts import Proven
from kiosk.store import cursors
from kiosk.store.store import Store
from sync.client import Line
from sync.link import LinkState
from sync.meeting import HUB, PROVINCE
from sync.trust.folder import Trust
from sync.trust.names import role_name

log = logging.getLogger(__name__)
FIRST_S, EVERY_S = 20.0, 300.0
"""Seconds after the start, and between two questions: 2,000 stations ask a province seven times a second."""
STALL_S = 3.0
"""Seconds without a byte: the station's own events wait meanwhile."""
LATE_MS = 15 * 60_000
"""So old is what a hub says it has carried, and the province has not signed for, before somebody is called."""
_PROVINCE = role_name(PROVINCE, PROVINCE)


class Receipts:
    """One station's. `where` is the address of whoever is the hub now. Nothing is asked without a province."""

    def __init__(self, store: Store, where: Callable[[], str], trust: Trust | None) -> None:
        self._store, self._where = store, where
        self._trust = trust if trust and trust.place.authority_name == _PROVINCE else None
        self._next = time.monotonic() + FIRST_S
        self._false = ""

    def step(self, above: LinkState | None) -> None:
        """Asks when it is time, the hub says that its line (`above`) is up, and something is not signed for. A hub that
        does not pass it on is asked again."""
        if self._trust is None or above is None or not above.up or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_S
        if not receipts.proven(self._store).missing:
            return
        try:
            with closing(Line(self._where(), self._trust, beyond=_PROVINCE, stall_s=STALL_S)) as line:
                receipts.believe(self._store, line.receipt(self._store.me.incarnation))
            self._false = ""
        except Refused as false:
            log.error("the receipt is not believed: %s", false.code)
            self._false = str(false)
        except Trouble as none:
            log.info("no receipt of the province: %s", none)

    def report(self) -> dict[str, str | int | bool]:
        """For heartbeats: `proven`, the last event that the province signed for, and `unproven-since` (wall time in ms
        of the oldest that it did not, 0 = none); nothing before the first receipt."""
        kept = receipts.last(self._store) if self._trust else None
        return {"proven": kept.through, "unproven-since": receipts.proven(self._store).since} if kept else {}

    def alarm(self, above: LinkState | None) -> str:
        """Vietnamese words when the hub says that all has gone up (`above`: its line, as it tells) and the province has
        not signed for it; "" for none."""
        if self._trust is None or self._false or (kept := receipts.last(self._store)) is None:
            return self._false
        standing = receipts.proven(self._store)
        if not self._withheld(standing, kept.through, above):
            return ""
        return (
            f"Máy chủ đơn vị báo đã chuyển hết lên tỉnh, nhưng tỉnh chưa ký nhận {standing.missing} việc của máy này, "
            f"cũ nhất từ {local_time(standing.since):%H:%M %d/%m}. Báo kỹ thuật của tỉnh."
        )

    def _withheld(self, standing: Proven, through: int, above: LinkState | None) -> bool:
        if not standing.missing or above is None or not above.up or above.unsent:
            return False
        taken = self._store.read(lambda conn: cursors.acked(conn, HUB, self._store.me.origin))
        late = self._store.clock.now_ms() - standing.since >= LATE_MS
        return late and taken > through
