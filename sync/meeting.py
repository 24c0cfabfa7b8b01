"""Meeting a server: is it the right one, and is it still the same database?"""

from __future__ import annotations

import logging

from kiosk.services.days import vouch
from kiosk.services.promotion import SERVING, WAITING, adopt
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
    if role == HUB:
        _obey(store, line, hello)
    vouch(store, hello.at)
    key = _met_as(role)
    if (before := remembered(store, key)) != hello.incarnation:
        if before:
            log.warning("%s at %s was another database before: telling it everything", role, line.url)
            store.write(lambda tx: cursors.forget(tx.conn, role))
        remember(store, key, hello.incarnation)
    return hello.station


def is_another(store: Store, role: str, incarnation: str) -> bool:
    """Whether a server that says it is `incarnation` is another database than the one that was met ("" = an older
    server, which does not say)."""
    return incarnation not in ("", remembered(store, _met_as(role)))


def _met_as(role: str) -> str:
    return f"sync.{role}-incarnation"


def _obey(store: Store, line: Line, hello: wire.Hello) -> None:
    """Raises Away unless this hub holds the queue under the highest epoch that this machine has seen (R4)."""
    if hello.duty not in (SERVING, WAITING, ""):
        raise Away("not-the-hub", f"{line.url} hiện không giữ hàng đợi của đơn vị.")
    if not adopt(store, hello.epoch, hello.station, hello.incarnation):
        raise Away("epoch-old", f"{line.url} đã được thay bằng máy chủ khác.")
