"""Wakes long polls when events of their office were committed, here or by another process on the same database."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

from fastapi.concurrency import run_in_threadpool

from kiosk.domain.changes import Changes
from kiosk.domain.trouble import Trouble
from kiosk.services.receiving import feed_heads
from kiosk.store.store import Store

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.5
"""Seconds between two looks at what other processes committed: one question for all long polls together."""


class Bell:
    """Each waiter sleeps until the next commit of its office or its own time-out."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiters: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._lookout: asyncio.Task[None] | None = None
        self.closing = False

    def listen(self, store: Store) -> None:
        """Rings at every commit of `store`; call it inside the running loop."""
        self._loop = asyncio.get_running_loop()
        store.subscribe(self._heard)
        if store.database.shared:
            self._lookout = self._loop.create_task(self._look_out(store))

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

    async def ended(self) -> None:
        """Waits until nothing of it reads the store any more; `close` it before."""
        if self._lookout:
            await self._lookout

    async def _look_out(self, store: Store) -> None:
        """Rings for every office whose feed has moved on since the last look; a new waiter's is rung once."""
        seen: dict[str, int] = {}
        while not self.closing:
            await asyncio.sleep(LOOK_AGAIN_S)
            try:
                heads = await run_in_threadpool(feed_heads, store, list(self._waiters))
            except Trouble as away:
                log.warning("cannot look for news of other processes: %s", away)
                continue
            self._ring({office for office, head in heads.items() if seen.get(office) != head})
            seen = heads

    def _heard(self, changes: Changes) -> None:
        offices = {e.office for e in changes.events}
        if offices and self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, offices)

    def _ring(self, offices: set[str]) -> None:
        for office in offices:
            for event in self._waiters.get(office, ()):
                event.set()
