"""A kiosk that answers counters while they cannot reach the hub (queue-rules R2)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.domain.office import Office
from kiosk.store.store import Store

if TYPE_CHECKING:
    from sync.trust.folder import Trust

log = logging.getLogger(__name__)


def answer_beside(store: Store, office: Office, listen: str, trust: Trust | None) -> tuple[str, Callable[[], None]]:
    """Serves claims on `listen` on a thread of its own; returns the address that counters ask, and the way to end it.
    Raises CallTechnician when the address cannot be had."""
    from kiosk.app.serving import open_address, server_for
    from sync.server.kiosk import create_kiosk_app
    from sync.trust.addresses import is_anywhere, network_address

    sock = open_address(listen)
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
