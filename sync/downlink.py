"""Reading a server's feed: the cursor is committed with the rows it covers."""

from __future__ import annotations

import logging
import threading

from kiosk.domain.event import Event
from kiosk.domain.trouble import CallTechnician
from kiosk.services import promotion
from kiosk.services.owning_up import obeyed_calls, own_up
from kiosk.services.papers import join_typed
from kiosk.services.promotion import Obeyed
from kiosk.services.receiving import Fork, Gap, Refusal, receive
from kiosk.store import cursors, snapshots
from kiosk.store.seals import put_seals
from kiosk.store.store import Store, Transaction
from sync import wire
from sync.breaker import Breaker
from sync.client import Away, Conflict, Line
from sync.forking import Forking
from sync.meeting import is_another
from sync.seal_taker import take_seals
from sync.snapshot import SnapshotTaker
from sync.trust.sealing import sound

log = logging.getLogger(__name__)


class Downlink:
    """One server's feed into this store. `apply` may be called from several threads: pages are taken one at a time.
    `meets` = nothing counts before `met`: this machine was off, or another database answers; whoever it is may be a hub
    that was replaced (R4), or hold more of the own chain than this file (R6), which no feed would tell."""

    def __init__(
        self, store: Store, line: Line, source: str, forking: Forking | None = None, *, meets: bool = False
    ) -> None:
        self._store = store
        self._line = line
        self._source = source
        self._guard = threading.Lock()
        self._forking = forking or Forking(store)
        self._snapshot = SnapshotTaker(store, line, source, self._forking)
        self._tidy = False
        self._follows: Obeyed | None = None
        self._meets = self._unmet = meets
        self._breaker = Breaker(
            "feed-restarts", "Máy này phải đọc lại từ đầu quá nhiều lần.", "Chạy: motcua doctor trên máy chủ."
        )

    def run_once(self, wait: float) -> bool:
        """Fetches and records the next page, or at the start the next chunk of a snapshot; True when there is more now.
        Raises Away, Denied, and CallTechnician when the feed cannot be believed or is read from its start too often."""
        self._check_met()
        try:
            cursor = self.cursor()
            if not cursor and self._snapshot.step():
                return True
            cursor, obeyed = self._settled(cursor), self.obeyed()
            page = self._line.feed(self._store.me.office, self._store.me.incarnation, cursor, wait)
        except Conflict as conflict:
            if conflict.code != "stale-cursor":
                raise
            self._unmet = self._meets
            self._restart("its cursor is stale")
            return True
        return self.apply(page, cursor, obeyed) and page.more

    def cursor(self) -> str:
        """Where this store stands in the feed."""
        return self._store.read(lambda conn: cursors.cursor(conn, self._source))

    def obeyed(self) -> Obeyed:
        """Which hub this store obeys: what was asked under another is not to be believed any more."""
        return self._store.read(lambda conn: promotion.obeyed(conn, self._store.me.office))

    def follow(self, hub: str) -> None:
        """`hub` was just `met` on this line: its pages count as long as this store obeys it. Raises Away once it obeys
        another."""
        now = self.obeyed()
        if now[1] != hub:
            raise _turned()
        self._follows = now
        self.met()

    def met(self) -> None:
        """Whoever answers on this line was just asked who it is, and how far it holds the own chain."""
        self._unmet = False

    def heard(self, incarnation: str) -> None:
        """The server says which database it is: another one is to be met. A cursor would tell as much, but not before
        the first page."""
        if self._meets and is_another(self._store, self._source, incarnation):
            self._unmet = True

    def is_followed(self) -> bool:
        """Whether the server is still the database that was met on this line, and the one that this store obeys."""
        return not self._unmet and self._follows in (None, self.obeyed())

    def apply(self, page: wire.FeedPage, asked_from: str, obeyed: Obeyed) -> bool:
        """Records a page; the cursor moves only if nobody moved it since the page was asked for. False when the page
        does not fit and the feed is to be read from its start. Raises Away when this store has turned to another hub
        since it asked, or since it met this one (R4): a call that came too late must not be obeyed (I9)."""
        if not page.events and page.cursor == asked_from:
            return True

        def move(tx: Transaction) -> None:
            now = promotion.obeyed(tx.conn, self._store.me.office)
            self._check_met()
            if now != obeyed or self._follows not in (None, now):
                raise _turned()
            join_typed(tx)
            own_up(tx, before)
            under_way = snapshots.manifest(tx.conn, self._source)
            if cursors.cursor(tx.conn, self._source) == asked_from and not under_way:
                cursors.move_cursor(tx.conn, self._source, page.cursor)
            put_seals(tx.conn, sound(tx.conn, map(wire.to_seal, page.seals)))

        with self._guard:
            try:
                events = self._events(page)
                before = obeyed_calls(self._store, events)
                self._forking.told(events, self._source)
                receive(self._store, events, via=self._source, then=move)
            except Gap as gap:
                self._restart(str(gap))
                return False
            except Refusal as refusal:
                if isinstance(refusal, Fork) and self._forking.heal(refusal.origin, self._source):
                    return False
                log.exception("the feed of %s cannot be believed", self._source)
                raise CallTechnician(
                    "feed-flawed", "Dữ liệu từ máy chủ mâu thuẫn với máy này.", "Giữ nguyên tệp; chạy: motcua doctor."
                ) from refusal
        return True

    def _check_met(self) -> None:
        if self._unmet:
            raise Away("not-met", "Máy đang nối với máy chủ hàng đợi, thử lại sau vài giây.")

    def _settled(self, cursor: str) -> str:
        """The cursor, which a snapshot may have moved; what an earlier run left of a snapshot that is no more needed is
        put away, and seals over what came in bulk are fetched."""
        cursor = cursor or self.cursor()
        if cursor and not self._tidy:
            self._snapshot.forget()
            take_seals(self._store, self._line)
            self._tidy = True
        return cursor

    def _events(self, page: wire.FeedPage) -> list[Event]:
        if any(e.office != self._store.me.office for e in page.events):
            raise Away("foreign-answer", f"{self._line.url} trả dữ liệu của đơn vị khác.")
        return [wire.to_event(e) for e in page.events]

    def _restart(self, why: str) -> None:
        log.warning("reading the feed of %s from its start: %s", self._source, why)
        self._snapshot.forget()
        self._store.write(lambda tx: cursors.move_cursor(tx.conn, self._source, ""))
        self._tidy = False
        self._breaker.again()


def _turned() -> Away:
    return Away("epoch-new", "Hàng đợi vừa chuyển sang máy chủ khác.")
