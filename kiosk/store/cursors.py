"""How far this station has sent and read: local rows, each committed with what it covers."""

from __future__ import annotations

from sqlalchemy import Connection, and_, bindparam, delete, select

from kiosk.store import files
from kiosk.store.journal import Origin
from kiosk.store.schema import downlink, origin, uplink
from kiosk.store.upsert import upsert


def acked(conn: Connection, target: str, of: Origin) -> int:
    """The last seq of a chain that `target` acknowledged; 0 for none."""
    office, station, incarnation = of
    place = {"target": target, "office": office, "station": station, "incarnation": incarnation}
    return conn.scalar(_ACKED, place) or 0


def note_acked(conn: Connection, target: str, of: Origin, acked_through: int) -> None:
    """Keeps what `target` said it holds."""
    office, station, incarnation = of
    row = {"target": target, "office": office, "station": station, "incarnation": incarnation}
    upsert(conn, uplink, [{**row, "acked_through": acked_through}])


def cursor(conn: Connection, source: str) -> str:
    """The cursor in `source`'s feed; "" before the first page."""
    return conn.scalar(_CURSOR, {"source": source}) or ""


def move_cursor(conn: Connection, source: str, to: str) -> None:
    """Keeps the cursor; call it in the transaction that records the page."""
    upsert(conn, downlink, [{"source": source, "cursor": to}])


def all_acked(conn: Connection, target: str) -> dict[Origin, int]:
    """The last acknowledged seq of every chain that `target` has acknowledged anything of."""
    rows = conn.execute(_ALL_ACKED, {"target": target})
    return {(r.office, r.station, r.incarnation): r.acked_through for r in rows}


def behind(conn: Connection, target: str) -> list[tuple[Origin, int, int]]:
    """(chain, its last seq, the last that `target` acknowledged) of every chain that stands here."""
    rows = conn.execute(_BEHIND, {"target": target})
    return [((r.office, r.station, r.incarnation), r.last_seq, r.acked_through or 0) for r in rows]


def forget(conn: Connection, server: str) -> None:
    """Forgets how far `server` was told and read: another database answers there now."""
    conn.execute(delete(uplink).where(uplink.c.target == server))
    conn.execute(delete(downlink).where(downlink.c.source == server))
    files.forget_sent(conn, server)


def read_again(conn: Connection) -> None:
    """Lets every feed be read from its start: they left out what came through this file's life, though a copy of the
    file may have written it."""
    conn.execute(delete(downlink))


_ACKED = select(uplink.c.acked_through).where(
    uplink.c.target == bindparam("target"),
    uplink.c.office == bindparam("office"),
    uplink.c.station == bindparam("station"),
    uplink.c.incarnation == bindparam("incarnation"),
)
_ALL_ACKED = select(uplink).where(uplink.c.target == bindparam("target"))
_BEHIND = select(origin, uplink.c.acked_through).join_from(
    origin,
    uplink,
    and_(
        uplink.c.target == bindparam("target"),
        *(uplink.c[name] == origin.c[name] for name in ("office", "station", "incarnation")),
    ),
    isouter=True,
)
_CURSOR = select(downlink.c.cursor).where(downlink.c.source == bindparam("source"))
"""Built once, as in `kiosk.store.journal`."""
