"""Reading the log of opened records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.store.schema import record_opening


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened something: `actor` is a login, `at` wall time in ms of the station that wrote it."""

    event_id: str
    actor: str
    station: str
    what: str
    subject: str
    label: str
    place: str
    why: str
    at: int


def openings(conn: Connection, office: str, since: int, until: int) -> Iterator[Opening]:
    """The office's openings from `since` up to `until` (ms), newest first."""
    columns = [record_opening.c[name] for name in Opening.__slots__]
    rows = conn.execute(
        select(*columns)
        .where(record_opening.c.office == office, record_opening.c.at >= since, record_opening.c.at < until)
        .order_by(record_opening.c.at.desc(), record_opening.c.event_id.desc())
    )
    return (Opening(*row) for row in rows)
