"""A hub answers nobody who obeys another epoch (queue-rules R4, I9).

Who asks under a lower one must learn of the promotion first; a higher one tells this hub that it was replaced.
"""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.domain.changes import Changes
from kiosk.domain.epoch import change_of
from kiosk.domain.trouble import Refused, TryLater
from kiosk.services import promotion
from kiosk.store.store import Store
from sync.server import problems

HEADER = b"motcua-epoch"
FENCED = ("/v1/claims", "/v1/series", "/v1/stations/")
"""What a hub decides or takes. The feed may be read by anybody: knowing is no obeying."""


def install(app: FastAPI, store: Store) -> None:
    """Puts the fence before the hub's deciding routes."""
    app.add_middleware(_Fence, store=store)


class _Fence:
    """ASGI: compares the epoch of a request with the highest that this store has seen."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app = app
        self._store = store
        self._epoch = store.read(lambda conn: promotion.epoch(conn, store.me.office))
        store.subscribe(self._heard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(FENCED):
            asked = _epoch_of(scope)
            if asked is not None and asked != self._epoch:
                refused = await run_in_threadpool(self._judge, asked)
                if refused is not None:
                    await problems.answer_to(refused)(scope, receive, send)
                    return
        await self._app(scope, receive, send)

    def _judge(self, asked: int) -> Refused | TryLater | None:
        if asked > self._epoch:
            promotion.outranked(self._store, asked)
            words = "Máy chủ này đã được thay bằng máy khác."
            return TryLater("not-the-hub", words, "Máy sẽ tự tìm máy chủ đang giữ hàng đợi.")
        words = f"Hàng đợi đã chuyển sang máy chủ mới (lần thứ {change_of(self._epoch)})."
        return TryLater("epoch-old", words, "Máy sẽ tự gặp lại máy chủ.")

    def _heard(self, changes: Changes) -> None:
        if "hub" in changes.topics:
            self._epoch = self._store.read(lambda conn: promotion.epoch(conn, self._store.me.office))


def _epoch_of(scope: Scope) -> int | None:
    """The epoch that a request names; None where it names none (a face of an office that never promoted anybody)."""
    text = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return int(text) if text.isdigit() and len(text) < 16 else None
