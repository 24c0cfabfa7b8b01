"""A signed request is taken once. One process remembers nonces in memory; workers that share a database, in a table."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from typing import Protocol

from kiosk.domain.trouble import TryLater
from kiosk.store import nonces
from kiosk.store.store import Store

MOST_PER_KEY = 20_000
"""Requests of one station within the life of a signature: 200 a second and more."""
SWEEP_MS = 10_000


class Seen(Protocol):
    """Remembers nonces at least until they expire (times in ms of the gate's own time)."""

    def is_first(self, key_id: str, nonce: str, expires: int, now: int) -> bool:
        """Whether this key shows this nonce for the first time. Raises TryLater when it cannot remember more."""


def seen_by(store: Store) -> Seen:
    """What fits the store: alone in memory, or together in the database."""
    return SeenTogether(store) if store.database.shared else SeenHere()


class SeenHere:
    """In memory, bounded per key, so that no station can push out what another has shown. What was shown before a
    restart is refused by the new life of the gate."""

    def __init__(self, most: int = MOST_PER_KEY) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._of: defaultdict[str, OrderedDict[str, int]] = defaultdict(OrderedDict)

    def is_first(self, key_id: str, nonce: str, expires: int, now: int) -> bool:
        with self._guard:
            shown = self._of[key_id]
            while shown and next(iter(shown.values())) < now:
                shown.popitem(last=False)
            if nonce in shown:
                return False
            if len(shown) >= self._most:
                raise TryLater("too-many-requests", "Máy này gửi quá nhiều yêu cầu.", "Chương trình sẽ tự thử lại.")
            shown[nonce] = expires
            return True


class SeenTogether:
    """In an unlogged table: no disk is waited for."""

    def __init__(self, store: Store) -> None:
        self._database = store.database
        self._swept = 0

    def is_first(self, key_id: str, nonce: str, expires: int, now: int) -> bool:
        if now - self._swept > SWEEP_MS:
            self._swept = now
            self._database.write(lambda conn: nonces.forget(conn, now))
        return self._database.write(lambda conn: nonces.is_first(conn, key_id, nonce, expires))
