"""Reading counters as frozen values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from kiosk.domain.counter import CounterState
from kiosk.store.schema import counter


def counter_states(conn: Connection, office: str) -> list[CounterState]:
    """Every counter that was ever opened, by number."""
    return [
        _counter(r) for r in conn.execute(select(counter).where(counter.c.office == office).order_by(counter.c.number))
    ]


def _counter(row: Row[Any]) -> CounterState:
    return CounterState(
        row.id,
        row.office,
        row.number,
        row.station,
        row.state,
        row.staff,
        row.staff_name,
        tuple(filter(None, row.fields.split("\n"))),
        row.reason,
        row.since,
        row.version,
    )
