"""The tail of a forked chain: taken out of the journal, kept whole (queue-rules R6)."""

from __future__ import annotations

import json
from dataclasses import asdict

from sqlalchemy import Connection, delete

from kiosk.domain.event import GENESIS, Event
from kiosk.store import journal, projections
from kiosk.store.journal import Origin
from kiosk.store.schema import event, event_aside, origin, parked
from kiosk.store.upsert import upsert


def set_aside(conn: Connection, of: Origin, after: int, at: int) -> list[Event]:
    """Moves the events of a chain with seq > `after` out of the journal and folds their streams without them; returns
    them in order."""
    tail = journal.chain(conn, of, after, 2**31)
    if not tail:
        return []
    office, station, incarnation = of
    place = {"office": office, "station": station, "incarnation": incarnation}
    rows = [{**place, "seq": e.seq, "event": json.dumps(asdict(e), ensure_ascii=False), "at": at} for e in tail]
    upsert(conn, event_aside, rows)
    for table in (event, parked):
        mine = (table.c.office == office) & (table.c.station == station) & (table.c.incarnation == incarnation)
        conn.execute(delete(table).where(mine, table.c.seq > after))
    kept = journal.chain(conn, of, after - 1, 1) if after else []
    last = kept[-1].chain_hash if kept else GENESIS
    upsert(conn, origin, [{**place, "last_seq": after, "last_hash": last}])
    streams = {(office, e.stream_id) for e in tail}
    for _, stream_id in streams:
        projections.forget(conn, office, stream_id)
    projections.project(conn, streams, lambda keys: journal.load_streams(conn, keys))
    return tail
