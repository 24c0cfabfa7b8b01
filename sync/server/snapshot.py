"""The snapshot's routes: a manifest, and chunks that are made once and kept for the next reader."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from typing import Annotated

from fastapi import FastAPI, Path
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from kiosk.services import snapshots
from kiosk.store.store import Store
from sync import wire
from sync.client import CHUNK_HASH

KEPT = 128
"""Chunks kept in memory, about 10 MB: the stations of one office start together."""
GZIP = "application/gzip"

Cursor = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,200}$")]
Number = Annotated[int, Path(ge=0, le=10_000_000)]


def add_snapshot(app: FastAPI, store: Store) -> None:
    """`GET …/snapshot` and its chunks."""
    shelf = Shelf(store)

    @app.get("/v1/offices/{office}/snapshot")
    def manifest(office: wire.Name) -> wire.SnapshotManifest:
        """What a snapshot of the office holds now."""
        found = snapshots.manifest(store, office)
        heads = [wire.ChainHead(station=h.origin[1], incarnation=h.origin[2], last_seq=h.last_seq,
                                last_hash=h.last_hash) for h in found.heads]  # fmt: skip
        return wire.SnapshotManifest(cursor=found.cursor, chunks=found.chunks, events=found.events, heads=heads,
                                     hash=found.digest)  # fmt: skip

    @app.get(
        "/v1/offices/{office}/snapshot/{cursor}/{no}",
        response_class=Response,
        responses={
            200: {"content": {GZIP: {}}, "description": "gzip of a SnapshotChunk; `Motcua-Hash` is its SHA-256"}
        },
    )
    def chunk(office: wire.Name, cursor: Cursor, no: Number) -> Response:
        """Chunk `no`, to be asked for again after a cut; 410 when the snapshot is of another life of this server."""
        body = shelf.chunk(office, cursor, no)
        if body is None:
            raise HTTPException(404, "Bản sao không có phần này.")
        return Response(body, media_type=GZIP, headers={CHUNK_HASH: hashlib.sha256(body).hexdigest()})


class Shelf:
    """Full chunks as they were sent: they never change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, int], bytes] = OrderedDict()

    def chunk(self, office: str, cursor: str, no: int) -> bytes | None:
        """The chunk's bytes; None where the snapshot has no such chunk. Raises StaleCursor."""
        place = (office, self._store.me.incarnation, no)
        if snapshots.is_full(self._store, cursor, no):
            with self._guard:
                if body := self._kept.get(place):
                    self._kept.move_to_end(place)
                    return body
        made = snapshots.chunk(self._store, office, cursor, no)
        if made is None:
            return None
        body = _packed(no, made)
        if made.full:
            self._keep(place, body)
        return body

    def _keep(self, place: tuple[str, str, int], body: bytes) -> None:
        with self._guard:
            self._kept[place] = body
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def _packed(no: int, chunk: snapshots.Chunk) -> bytes:
    plain = {"no": no, "cursor": chunk.cursor, "events": wire.to_plain_list(chunk.events)}
    return gzip.compress(json.dumps(plain, ensure_ascii=False).encode(), 6, mtime=0)
