"""Sending the journal up: own events from a station, everybody's from a hub. Only `acked_through` acknowledges."""

from __future__ import annotations

import logging
import time

from kiosk.store import cursors, journal, reports
from kiosk.store.journal import Origin
from kiosk.store.seals import covering, put_seals, sealed_through
from kiosk.store.store import Snapshot, Store, Transaction
from sync import wire
from sync.client import Away, Conflict, Line, Unacceptable
from sync.forking import Forking
from sync.pace import Pace
from sync.parcel import NoSeal, Parcel, next_parcel
from sync.quarantine import Quarantine

log = logging.getLogger(__name__)
SEAL_TROUBLES = ("unsealed", "bad-seal")


class Uplink:
    """Drains chains towards one server. `relay` sends every chain that stands here, else only those of this station:
    what an earlier incarnation left unsent, too. `forking` is shared by all lines of a store."""

    def __init__(self, store: Store, line: Line, target: str, *, relay: bool, forking: Forking | None = None) -> None:
        self._store = store
        self._line = line
        self._target = target
        self._relay = relay
        self._quarantine = Quarantine(wire.MAX_EVENTS)
        self._sealless: set[Origin] = set()
        self._pace = Pace(wire.MAX_EVENTS)
        self._forking = forking or Forking(store)

    def run_once(self) -> bool:
        """Sends at most one batch; False when nothing was left that can be sent. Raises Away and Denied; a gap heals
        by itself, and a chain that the server does not take is set aside (`alarm`)."""
        try:
            parcel = self._store.read(self._next_parcel)
        except NoSeal as missing:
            self._quarantine.set_aside(missing.origin, missing.seq, missing)
            self._sealless.add(missing.origin)
            return True
        if parcel is None:
            return False
        origin, batch = parcel.origin, parcel.events
        try:
            acked = self._send(parcel)
        except Unacceptable as unreadable:
            self._refused(parcel, unreadable)
            return True
        except Conflict as conflict:
            if not self._stands(parcel):
                return True
            if conflict.code == "fork" and self._forking.heal(origin, self._target):
                return True
            if conflict.code != "gap" or conflict.acked_through is None:
                self._quarantine.set_aside(origin, batch[0].seq, conflict)
                return True
            acked = conflict.acked_through
            log.warning("%s holds %s only through %d", self._target, origin, acked)
        self._note(parcel, acked)
        return True

    def compare(self) -> None:
        """Asks how far the server holds the own chain: more than this file, or another event there, means an old copy
        or a twin, and is better known before a number is given."""
        origin = self._store.me.origin
        reached = self._line.reached(origin)
        if self._is_ahead(origin, reached) or not self._is_same(origin, reached):
            self._forking.renew(origin, self._target)

    def backlog(self) -> tuple[int, int]:
        """(events that the server has not acknowledged, wall time in ms of the oldest)."""

        def work(conn: Snapshot) -> tuple[int, int]:
            counts = [reports.unacked(conn, self._target, origin) for origin, _ in self._behind(conn)]
            return sum(n for n, _ in counts), min((at for n, at in counts if n), default=0)

        return self._store.read(work)

    def alarm(self) -> str:
        """Vietnamese words about chains that the server does not take, and about forks; "" for none."""
        return " ".join(filter(None, (self._quarantine.alarm(), self._forking.alarm())))

    def _send(self, parcel: Parcel) -> int:
        started, size = time.monotonic(), len(parcel.events)
        try:
            acked = self._line.upload(parcel.events, self._store.me.incarnation, parcel.seal)
        except Away as gone:
            if gone.code == "unreachable":
                self._pace.stalled(size)
            raise
        self._pace.took(size, time.monotonic() - started)
        return acked

    def _refused(self, parcel: Parcel, unreadable: Unacceptable) -> None:
        """Less of it can be tried only where the chain can be cut, and heals no seal."""
        origin, batch, index = parcel.origin, parcel.events, unreadable.index
        if unreadable.code in SEAL_TROUBLES or len(batch) > self._quarantine.limit(origin):
            self._quarantine.set_aside(origin, batch[index or 0].seq, unreadable)
        else:
            self._quarantine.unreadable(origin, batch, index, unreadable)

    def _note(self, parcel: Parcel, acked: int) -> None:
        origin, batch = parcel.origin, parcel.events
        if acked == batch[0].seq - 1:
            raise Away("no-progress", "Máy chủ trả lời nhưng không nhận thêm dữ liệu.")
        if self._is_ahead(origin, acked):
            self._forking.renew(origin, self._target)
            return
        self._quarantine.went(origin)
        own, compared = origin == self._store.me.origin, batch[-1].seq
        forked = own and acked > compared and not self._is_same(origin, acked)
        if forked:
            acked = compared

        def keep(tx: Transaction) -> None:
            cursors.note_acked(tx.conn, self._target, origin, acked)
            if parcel.seal and acked >= parcel.seal.seq:
                put_seals(tx.conn, [parcel.seal])

        self._store.write(keep)
        if forked:
            self._forking.renew(origin, self._target)

    def _is_same(self, origin: Origin, seq: int) -> bool:
        """Whether the server holds the own chain's event at `seq` as it stands here: its hash vouches for all before
        it. How far a server's chain reaches says nothing of that."""
        if not seq:
            return True
        parcel = self._store.read(lambda c: next_parcel(c, origin, seq - 1, 1, self._store.me, self._line.sealing))
        try:
            self._line.upload(parcel.events, self._store.me.incarnation, parcel.seal)
        except Conflict as conflict:
            if conflict.code != "fork":
                raise
            return False
        except Unacceptable as unreadable:
            log.warning("%s at %d cannot be compared with %s: %s", origin, seq, self._target, unreadable)
        return True

    def _stands(self, parcel: Parcel) -> bool:
        """False for a batch whose chain was forked while it was under way: its tail lives elsewhere now."""
        seq, chain_hash = parcel.events[-1].seq, parcel.events[-1].chain_hash
        return self._store.read(lambda conn: journal.hashes(conn, parcel.origin, seq, seq)).get(seq) == chain_hash

    def _is_ahead(self, origin: Origin, acked: int) -> bool:
        return origin == self._store.me.origin and acked > self._store.read(lambda conn: journal.head(conn, origin)[0])

    def _behind(self, conn: Snapshot) -> list[tuple[Origin, int]]:
        """Chains with something unacknowledged, and how far the server has acknowledged each. What this station wrote
        before it had a key counts as unsent until a seal covers it."""
        me = self._store.me.origin[:2]
        chains = [one for one in cursors.behind(conn, self._target) if self._relay or one[0][:2] == me]
        if self._line.sealing:
            chains = [(o, n, min(seq, sealed_through(conn, o)) if o[:2] == me else seq) for o, n, seq in chains]
        return [(o, acked) for o, last, acked in chains if acked < last]

    def _next_parcel(self, conn: Snapshot) -> Parcel | None:
        ready = [(o, acked) for o, acked in self._behind(conn) if self._may_go(conn, o, acked)]
        if not ready:
            return None
        _, acked, origin = min((journal.feed_number(conn, o, acked + 1), acked, o) for o, acked in ready)
        most = min(self._quarantine.limit(origin), self._pace.limit)
        return next_parcel(conn, origin, acked, most, self._store.me, self._line.sealing)

    def _may_go(self, conn: Snapshot, origin: Origin, acked: int) -> bool:
        """No server refused a chain that only lacked a seal here: it goes on as soon as the seal has come, which is
        fetched after a snapshot."""
        seal = covering(conn, origin, acked + 1) if origin in self._sealless else None
        if seal and seal.seq - acked <= wire.MAX_EVENTS:
            self._sealless.discard(origin)
            self._quarantine.lift(origin)
        return self._quarantine.is_open(origin)
