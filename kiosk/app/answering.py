"""A kiosk that answers counters while they cannot reach the hub (queue-rules R2)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.domain.office import Office
from kiosk.domain.trouble import CallTechnician
from kiosk.services.settings import remember, remembered
from kiosk.store.store import Store

if TYPE_CHECKING:
    from socket import socket

    from sync.trust.folder import Trust

log = logging.getLogger(__name__)
PORT = "answers.port"


def answer_beside(store: Store, office: Office, listen: str, trust: Trust | None) -> tuple[str, Callable[[], None]]:
    """Serves claims on `listen` on a thread of its own; returns the address that counters ask, and the way to end it.
    Port 0 takes any free one, after a restart the same: without the hub nobody could tell counters of another.
    Raises CallTechnician when the address cannot be had."""
    from kiosk.app.serving import server_for
    from sync.server.kiosk import create_kiosk_app
    from sync.trust.addresses import is_anywhere, network_address

    sock = _opened(store, listen)
    host, port = sock.getsockname()[:2]
    app = create_kiosk_app(store, office, trusted=trust is not None)
    app.state.sealing = trust.key if trust else None
    server = server_for(app, listen, trust)
    thread = threading.Thread(target=lambda: server.run(sockets=[sock]), name="answers", daemon=True)
    thread.start()

    def end() -> None:
        server.should_exit = True
        thread.join(3.0)

    shown = network_address() if is_anywhere(host) else host
    url = f"{'https' if trust else 'http'}://{shown}:{port}"
    log.info("answering claims at %s while the hub is away", url)
    return url, end


def _opened(store: Store, listen: str) -> socket:
    from kiosk.app.serving import open_address

    host, _, port = listen.rpartition(":")
    if port != "0":
        return open_address(listen)
    if last := remembered(store, PORT):
        try:
            return open_address(f"{host}:{last}")
        except CallTechnician as taken:
            log.warning("not at the same address as before: %s", taken)
    sock = open_address(listen)
    remember(store, PORT, str(sock.getsockname()[1]))
    return sock
