"""Pure functions remembered: six machines fold the same events to the same ticket, each time for the price of its row.

Keys hold everything that the answer depends on, in the order given, so that a fold that minds the order of arrival is
not hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from kiosk.domain import counter, ticket_fold
from kiosk.domain.event import Event

MOST = 50_000


def _remembered(fold: Callable[[Iterable[Event]], Any]) -> Callable[[Iterable[Event]], Any]:
    known: dict[tuple[str, ...], Any] = {}

    def remember(events: Iterable[Event]) -> Any:
        line = [*events]
        key = tuple([e.chain_hash for e in line])
        if key not in known:
            if len(known) > MOST:
                known.clear()
            known[key] = fold(line)
        return known[key]

    return remember


@contextmanager
def remembering() -> Iterator[None]:
    """Folds with a memory."""
    with (
        patch.object(ticket_fold, "fold", _remembered(ticket_fold.fold)),
        patch.object(counter, "fold", _remembered(counter.fold)),
    ):
        yield
