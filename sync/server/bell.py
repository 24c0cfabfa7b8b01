"""Wakes long polls when the store has committed events of their office."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from kiosk.domain.changes import Changes
from kiosk.store.store import Store


class Bell:
    """Each waiter sleeps until the next commit of its office or its own time-out."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiters: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    def listen(self, store: Store) -> None:
        """Rings at every commit of `store`; call it inside the running loop."""
        self._loop = asyncio.get_running_loop()
        store.subscribe(self._heard)

    def waiter(self, office: str) -> asyncio.Event:
        """An event that the office's next ring sets; take it before looking, so that no commit falls between."""
        event = asyncio.Event()
        self._waiters[office].add(event)
        return event

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """True when it rang within `seconds`; the event is ready for the next ring then."""
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        event.clear()
        return True

    def forget(self, office: str, event: asyncio.Event) -> None:
        """Gives a waiter back."""
        if waiters := self._waiters.get(office):
            waiters.discard(event)
            if not waiters:
                del self._waiters[office]

    def close(self) -> None:
        """Lets every waiter go."""
        self.closing = True
        self._ring(set(self._waiters))

    def _heard(self, changes: Changes) -> None:
        offices = {e.office for e in changes.events}
        if offices and self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, offices)

    def _ring(self, offices: set[str]) -> None:
        for office in offices:
            for event in self._waiters.get(office, ()):
                event.set()
