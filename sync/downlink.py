"""Reading a server's feed: the cursor is committed with the rows it covers."""

from __future__ import annotations

import logging
import threading

from kiosk.services.receiving import Gap, receive
from kiosk.store import cursors
from kiosk.store.store import Store, Transaction
from sync import wire
from sync.client import Conflict, Line

log = logging.getLogger(__name__)


class Downlink:
    """One server's feed into this store. `apply` may be called from several threads: pages are taken one at a time."""

    def __init__(self, store: Store, line: Line, source: str) -> None:
        self._store = store
        self._line = line
        self._source = source
        self._guard = threading.Lock()

    def run_once(self, wait: float) -> bool:
        """Fetches and records the next page; True when another one is there now. Raises Away and Conflict."""
        cursor = self.cursor()
        try:
            page = self._line.feed(self._store.me.office, self._store.me.station, cursor, wait)
        except Conflict as conflict:
            if conflict.code != "stale-cursor":
                raise
            log.warning("cursor of %s is stale: reading its feed from the start", self._source)
            self._store.write(lambda tx: cursors.move_cursor(tx.conn, self._source, ""))
            return True
        self.apply(page, cursor)
        return page.more

    def cursor(self) -> str:
        """Where this store stands in the feed."""
        return self._store.read(lambda conn: cursors.cursor(conn, self._source))

    def apply(self, page: wire.FeedPage, asked_from: str) -> None:
        """Records a page; the cursor moves only if nobody moved it since the page was asked for."""
        if not page.events and page.cursor == asked_from:
            return

        def move(tx: Transaction) -> None:
            if cursors.cursor(tx.conn, self._source) == asked_from:
                cursors.move_cursor(tx.conn, self._source, page.cursor)

        with self._guard:
            try:
                receive(self._store, [wire.to_event(e) for e in page.events], via=self._source, then=move)
            except Gap as gap:
                log.warning("feed of %s does not fit (%s): reading it from the start", self._source, gap)
                self._store.write(lambda tx: cursors.move_cursor(tx.conn, self._source, ""))
