"""Time, chance and threads of the simulation: one seeded source for all of them, so that a history repeats.

`rehearsed()` is laid over the product for the life of a process: modules of `sync` read the fake time, their loops have
no thread, HTTP goes over the fake network, and new ids come from the seed.
"""

from __future__ import annotations

import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

import starlette.concurrency
from disk import Beside
from network import Wire

import sync.breaker
import sync.digest
import sync.loop
import sync.quarantine
from kiosk.domain.trouble import Trouble
from sync.client import Away

MORNING = 1_795_395_600_000
"""2026-11-23 08:00 in Vietnam, in ms since 1970."""

BEAT_S = 120.0
"""Seconds between two signs of life when nothing else is to be said: a step of a history takes a minute on average."""


class Time:
    """The one true time of a history, in ms; `time` as modules of `sync` see it."""

    def __init__(self) -> None:
        self.at = MORNING
        self.nightly = True

    def now_ms(self) -> int:
        return self.at

    def monotonic(self) -> float:
        return self.at / 1000

    def sleep(self, seconds: float) -> None:
        """Nobody sleeps here."""


class Ids:
    """Ids that repeat with the seed: what `uuid7` and `uuid4` are to the store. `now` is the writer's own clock."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, seed: int) -> None:
        self.count, self.random, self.now = 0, Random(f"ids {seed}"), MORNING

    def ordered(self) -> UUID:
        self.count += 1
        return UUID(int=(self.now & (1 << 48) - 1) << 80 | self.count << 48 | self.random.getrandbits(48))

    def any(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))


class Stepper:
    """`sync.loop.Loop` without its thread: the scheduler lets it take a step when it likes."""

    _built: dict[str, Stepper] = {}

    def __init__(
        self, name: str, step: Callable[[], float], *, failed: Callable[[str], None], **_patience: float
    ) -> None:
        self.name = name
        self.stopped = False
        self._step = step
        self._failed = failed
        Stepper._built[name] = self

    @classmethod
    def built_since(cls) -> dict[str, Stepper]:
        """The loops built since the last question: those of the program that was just begun."""
        built, cls._built = cls._built, {}
        return built

    def start(self) -> None:
        """Nothing runs by itself."""

    wake = alive = resume = start

    def stop(self, seconds: float = 2.0) -> None:
        """Takes no step any more."""
        self.stopped = True

    def step(self) -> bool:
        """One step; trouble is told and survived as in the product, an error of ours ends the history."""
        try:
            self._step()
        except Away as away:
            self._failed(away.message)
            return False
        except Trouble as trouble:
            self._failed(str(trouble))
            return False
        return True


TIME, IDS = Time(), Ids()


_begin_night = sync.digest.Nightly._begin


def _by_night(nightly: sync.digest.Nightly) -> bool:
    """Comparing digests costs a tenth of a history."""
    return TIME.nightly and _begin_night(nightly)


def _idle(_self: object) -> None:
    """Nothing hangs where nothing runs by itself."""


async def _inline(work: Callable[..., Any], *args: Any, **options: Any) -> Any:
    return work(*args, **options)


def _loosely(data: bytes, _level: int = 0, *, mtime: int = 0) -> bytes:
    """What is packed here travels nowhere."""
    return zlib.compress(data, 0, wbits=31)


_REPLACED = (
    ("time", time, TIME),
    ("Loop", sync.loop.Loop, Stepper),
    ("run_in_threadpool", starlette.concurrency.run_in_threadpool, _inline),
)
_WHERE = ("sync.", "fastapi.", "starlette.")
_LEFT = ("sync.transport", "sync.loop", "starlette.concurrency")
"""What is replaced, by its name in every module that has it, and the modules that take no part here."""


@asynccontextmanager
async def _patience(_seconds: float | None) -> AsyncIterator[None]:
    """Where nobody else runs, no wait has an end to watch for."""
    yield


@contextmanager
def rehearsed() -> Iterator[None]:
    """The product with the simulation's time, ids, network and scheduler."""
    with ExitStack() as stack:
        for name, module in [*sys.modules.items()]:
            for thing, real, ours in _REPLACED:
                if name.startswith(_WHERE) and name not in _LEFT and getattr(module, thing, None) is real:
                    stack.enter_context(patch.object(module, thing, ours))
        stack.enter_context(patch("sync.watchdog.Watchdog.start", _idle))
        stack.enter_context(patch("sync.digest.Nightly._begin", _by_night))
        stack.enter_context(patch("sync.station.BEAT_S", BEAT_S))
        stack.enter_context(patch("sync.relay.BEAT_S", BEAT_S))
        stack.enter_context(patch("sync.accounts_following.EVERY_S", 86_400.0))
        stack.enter_context(patch("asyncio.timeout", _patience))
        stack.enter_context(patch("gzip.compress", _loosely))
        stack.enter_context(patch("sync.client.Transport", Wire))
        for counted in (sync.quarantine.Quarantine, sync.breaker.Breaker):
            stack.enter_context(patch.object(counted.__init__, "__defaults__", (TIME.monotonic,)))
        stack.enter_context(patch("kiosk.store.witness.read", lambda _folder: Beside.note))
        stack.enter_context(patch("kiosk.store.witness.machine", lambda: Beside.here))
        stack.enter_context(patch("kiosk.store.store.uuid7", IDS.ordered))
        stack.enter_context(patch("kiosk.store.store.uuid4", IDS.any))
        yield
