"""Wakes long polls when the store has committed something."""

from __future__ import annotations

import asyncio

from kiosk.domain.changes import Changes
from kiosk.store.store import Store


class Bell:
    """Each waiter sleeps until the next commit or its own time-out."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiters: set[asyncio.Event] = set()
        self.closing = False

    def listen(self, store: Store) -> None:
        """Rings at every commit of `store`; call it inside the running loop."""
        self._loop = asyncio.get_running_loop()
        store.subscribe(self._heard)

    def waiter(self) -> asyncio.Event:
        """An event that the next ring sets; take it before looking, so that no commit falls between."""
        event = asyncio.Event()
        self._waiters.add(event)
        return event

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """True when it rang within `seconds`."""
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            self._waiters.discard(event)
        return True

    def forget(self, event: asyncio.Event) -> None:
        """Gives a waiter back that was not needed."""
        self._waiters.discard(event)

    def close(self) -> None:
        """Lets every waiter go."""
        self.closing = True
        self._ring()

    def _heard(self, _changes: Changes) -> None:
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring)

    def _ring(self) -> None:
        for event in self._waiters:
            event.set()
