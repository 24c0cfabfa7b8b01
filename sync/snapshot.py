"""Taking a snapshot: chunk by chunk beside the own data, checked, then swapped in with its cursor.

What has come is durable, so a cut or a restart goes on where it stopped. Own events that no server has are not touched:
they stand in chains that the snapshot does not reach.
"""

from __future__ import annotations

import gzip
import json
import logging
import threading
import zlib

from pydantic import ValidationError

from kiosk.domain.event import Event
from kiosk.domain.trouble import CallTechnician
from kiosk.services import promotion, snapshots
from kiosk.services.owning_up import obeyed_calls, own_up
from kiosk.services.papers import join_typed
from kiosk.services.promotion import Obeyed
from kiosk.services.receiving import Refusal, receive
from kiosk.store import cursors
from kiosk.store import snapshots as shelf
from kiosk.store.store import Snapshot, Store, Transaction
from sync import wire
from sync.client import Away, Line
from sync.forking import Forking

log = logging.getLogger(__name__)
SLICE = 40
"""Chunks of one transaction (20,000 events): an office of many years is swapped in by stretches that are each whole."""
LARGEST_CHUNK = 16 * 1024 * 1024
"""Bytes of a chunk unpacked."""


class SnapshotTaker:
    """One server's snapshots into this store."""

    def __init__(self, store: Store, line: Line, source: str, forking: Forking) -> None:
        self._store = store
        self._line = line
        self._source = source
        self._forking = forking
        self._one = threading.RLock()
        self._obeyed: Obeyed | None = None

    def step(self) -> bool:
        """Fetches one chunk, or swaps in what is whole; True until the cursor stands. False at once where a snapshot is
        not worth it: one page tells it all, everything is here, an older server offers none, or another worker of this
        station has brought the cursor to stand meanwhile.
        Raises Away, Conflict `stale-cursor`, CallTechnician."""
        with self._one:
            if self._store.read(lambda conn: cursors.cursor(conn, self._source)):
                return False
            manifest = self._manifest()
            if manifest is None:
                return False
            self._obeyed = self._obeyed or self._store.read(self._obeys)
            have = len(self._store.read(lambda conn: shelf.parts(conn, self._source)))
            if have < manifest.chunks:
                self._fetch(manifest, have)
            else:
                self._swap(manifest)
            return True

    def forget(self) -> None:
        """Drops what was fetched."""
        with self._one:  # never while another worker swaps it in
            self._obeyed = None
            self._store.write(lambda tx: shelf.forget(tx.conn, self._source))

    def _obeys(self, conn: Snapshot) -> Obeyed:
        return promotion.obeyed(conn, self._store.me.office)

    def _manifest(self) -> wire.SnapshotManifest | None:
        if text := self._store.read(lambda conn: shelf.manifest(conn, self._source)):
            return wire.SnapshotManifest.model_validate_json(text)
        try:
            manifest = self._line.snapshot(self._store.me.office)
        except Away as gone:
            if gone.code in ("http-404", "http-405"):
                return None
            raise
        heads = self._heads(manifest)
        if snapshots.digest_of(self._store.me.office, manifest.cursor, manifest.chunks, heads) != manifest.hash:
            raise Away("snapshot-flawed", f"{self._line.url}: mục lục của bản sao dữ liệu không khớp mã băm.")
        if manifest.chunks <= 1:
            return None
        self._look_at_own(heads)
        if not self._lacks(heads):
            self._store.write(lambda tx: cursors.move_cursor(tx.conn, self._source, manifest.cursor))
            return None
        log.info("taking a snapshot of %d events from %s", manifest.events, self._source)
        self._store.write(lambda tx: shelf.begin(tx.conn, self._source, manifest.model_dump_json(), tx.now))
        return manifest

    def _look_at_own(self, heads: tuple[snapshots.Head, ...]) -> None:
        """A server that knows more, or something else, of the own chain than this file: a fork. Of a former life it
        may know more."""
        me = self._store.me.origin
        for head in [h for h in heads if h.origin[:2] == me[:2]]:
            try:
                forked = snapshots.lacking(self._store, (head,)) and head.origin == me
            except ValueError:
                forked = True
            if forked:
                self._forking.heal(head.origin, self._source)

    def _lacks(self, heads: tuple[snapshots.Head, ...]) -> bool:
        try:
            return snapshots.lacking(self._store, heads)
        except ValueError as contradiction:
            log.error("the snapshot of %s cannot be believed: %s", self._source, contradiction)
            raise _contradiction() from contradiction

    def _heads(self, manifest: wire.SnapshotManifest) -> tuple[snapshots.Head, ...]:
        office = self._store.me.office
        return tuple(
            snapshots.Head((office, h.station, h.incarnation), h.last_seq, h.last_hash) for h in manifest.heads
        )

    def _fetch(self, manifest: wire.SnapshotManifest, no: int) -> None:
        body = self._line.snapshot_chunk(self._store.me.office, manifest.cursor, no)
        chunk = _unpacked(body)
        office = self._store.me.office
        if chunk.no != no or any(e.office != office for e in chunk.events):
            raise Away("snapshot-flawed", f"{self._line.url} trả phần dữ liệu không thuộc bản sao của đơn vị này.")
        self._store.write(lambda tx: shelf.keep(tx.conn, self._source, no, body))

    def _swap(self, manifest: wire.SnapshotManifest) -> None:
        for first in range(0, manifest.chunks, SLICE):
            numbers = range(first, min(first + SLICE, manifest.chunks))
            cursor, events = self._kept(numbers)
            self._take(events, cursor, manifest if numbers.stop == manifest.chunks else None)
        self._obeyed = None
        log.info("the snapshot of %s is taken: %d events", self._source, manifest.events)

    def _kept(self, numbers: range) -> tuple[str, list[Event]]:
        """Chunks that were checked when they came: where they end, and their events."""
        cursor, events = "", []
        for no in numbers:
            body = self._store.read(lambda conn, no=no: shelf.part(conn, self._source, no))  # type: ignore[misc]
            chunk = json.loads(gzip.decompress(body))
            cursor = chunk["cursor"]
            events += [Event(**plain) for plain in chunk["events"]]
        return cursor, events

    def _take(self, events: list[Event], cursor: str, last: wire.SnapshotManifest | None) -> None:
        """One stretch with its cursor; the last one only if every chain then ends as the manifest says."""
        before = obeyed_calls(self._store, events)

        def move(tx: Transaction) -> None:
            if self._obeys(tx.conn) != self._obeyed:
                raise _TooLate
            join_typed(tx)
            own_up(tx, before)
            tx.flush()
            if last and not snapshots.reaches(tx.conn, self._heads(last)):
                raise _Short
            cursors.move_cursor(tx.conn, self._source, last.cursor if last else cursor)
            if last:
                shelf.forget(tx.conn, self._source)

        try:
            receive(self._store, events, via=self._source, then=move)
        except _TooLate:
            self.forget()
            raise Away("epoch-new", "Hàng đợi vừa chuyển sang máy chủ khác.") from None
        except (_Short, Refusal) as wrong:
            log.exception("the snapshot of %s cannot be believed", self._source)
            self.forget()
            raise _contradiction() from wrong


class _TooLate(Exception):
    """This store has turned to another hub since the snapshot was begun (R4): what the old one said is not obeyed."""


class _Short(Exception):
    """The chunks do not come to what the manifest promised."""


def _contradiction() -> CallTechnician:
    return CallTechnician(
        "snapshot-flawed", "Bản sao dữ liệu từ máy chủ mâu thuẫn với máy này.", "Giữ nguyên tệp; chạy: motcua doctor."
    )


def _unpacked(body: bytes) -> wire.SnapshotChunk:
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(body, LARGEST_CHUNK)
        if not unzip.eof:
            raise zlib.error("not whole")
        return wire.SnapshotChunk.model_validate_json(plain)
    except (zlib.error, ValidationError) as wrong:
        raise Away("snapshot-flawed", "Một phần của bản sao dữ liệu không đọc được.") from wrong
