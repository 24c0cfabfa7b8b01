"""A kiosk with a number series, and pictures of a whole database to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.services.issuing import lease_own_series
from kiosk.store.schema import PROJECTIONS, metadata
from kiosk.store.store import Store

Picture = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def kiosk(make_store: Callable[..., Store]) -> Store:
    store = make_store()
    lease_own_series(store)
    return store


@pytest.fixture
def picture() -> Callable[..., Picture]:
    """`picture(store)`: every row of every projection, `picture(store, every=True)`: of every table."""

    def take(store: Store, every: bool = False) -> Picture:
        tables = metadata.sorted_tables if every else PROJECTIONS
        return store.read(lambda c: {t.name: sorted(tuple(r) for r in c.execute(select(t))) for t in tables})

    return take
