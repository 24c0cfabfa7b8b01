"""Snapshots under way: the manifest and the chunks that have come, durable beside the station's own data."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select

from kiosk.store.schema import snapshot_fetch, snapshot_part
from kiosk.store.upsert import upsert


def manifest(conn: Connection, source: str) -> str:
    """The manifest (JSON) of the snapshot that is being fetched from `source`; "" for none."""
    return conn.scalar(_MANIFEST, {"source": source}) or ""


def begin(conn: Connection, source: str, text: str, at: int) -> None:
    """Notes a manifest; chunks of an earlier one are forgotten."""
    forget(conn, source)
    upsert(conn, snapshot_fetch, [{"source": source, "manifest": text, "since": at}])


def keep(conn: Connection, source: str, no: int, body: bytes) -> None:
    """Keeps a checked chunk."""
    conn.execute(insert(snapshot_part), {"source": source, "no": no, "body": body})


def parts(conn: Connection, source: str) -> list[int]:
    """The numbers of the chunks that are here, in order."""
    return list(
        conn.execute(
            select(snapshot_part.c.no).where(snapshot_part.c.source == source).order_by(snapshot_part.c.no)
        ).scalars()
    )


def part(conn: Connection, source: str, no: int) -> bytes:
    """A chunk as it was kept."""
    of = (snapshot_part.c.source == source, snapshot_part.c.no == no)
    return bytes(conn.execute(select(snapshot_part.c.body).where(*of)).scalar_one())


def forget(conn: Connection, source: str) -> None:
    """Drops what was fetched."""
    for those in _FORGET:
        conn.execute(those, {"source": source})


_MANIFEST = select(snapshot_fetch.c.manifest).where(snapshot_fetch.c.source == bindparam("source"))
_FORGET = [delete(table).where(table.c.source == bindparam("source")) for table in (snapshot_part, snapshot_fetch)]
"""Built once, as in `kiosk.store.journal`."""
