"""Meeting a server: is it the right one, and is it still the same database?"""

from __future__ import annotations

import logging

from kiosk.services.settings import remember, remembered
from kiosk.store import cursors
from kiosk.store.store import Store
from sync import wire
from sync.client import Away, Line

log = logging.getLogger(__name__)
HUB, PROVINCE = "hub", "province"


def meet(store: Store, line: Line, role: str) -> str:
    """Asks who answers and returns its station id; `role` is what is expected there. Raises Away.

    A server with a new incarnation (restored, replaced) is told everything again: what it has, it acknowledges at once.
    """
    hello = line.hello()
    if hello.product != "motcua" or hello.protocol != wire.PROTOCOL or hello.role != role:
        raise Away("wrong-server", f"{line.url} không phải máy chủ cần tìm ({hello.role} {hello.protocol}).")
    if role == HUB and hello.office != store.me.office:
        raise Away("wrong-office", f"{line.url} là máy chủ của đơn vị khác ({hello.office}).")
    key = f"sync.{role}-incarnation"
    if (before := remembered(store, key)) != hello.incarnation:
        if before:
            log.warning("%s at %s was another database before: telling it everything", role, line.url)
            store.write(lambda tx: cursors.forget(tx.conn, role))
        remember(store, key, hello.incarnation)
    return hello.station
