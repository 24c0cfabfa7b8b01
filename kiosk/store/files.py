"""What the journal says of files, and what each server has said that it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select

from kiosk.domain.file import Belonging, FileState
from kiosk.store.schema import file, file_belonging, file_sent
from kiosk.store.upsert import upsert


def get(conn: Connection, office: str, sha256: str) -> FileState | None:
    """A file that some event has announced."""
    row = conn.execute(select(file).where(file.c.office == office, file.c.sha256 == sha256)).first()
    return _state(row, _belongings(conn, row)) if row else None


def of_stream(conn: Connection, office: str, stream_id: str) -> tuple[FileState, ...]:
    """The files that document one stream, oldest first."""
    rows = conn.execute(
        select(file)
        .join(file_belonging, (file_belonging.c.office == file.c.office) & (file_belonging.c.sha256 == file.c.sha256))
        .where(file_belonging.c.office == office, file_belonging.c.stream_id == stream_id)
        .order_by(file_belonging.c.at, file.c.sha256)
    )
    return tuple(_state(row, _belongings(conn, row)) for row in rows)


def unsent(conn: Connection, target: str, after: tuple[str, str] = ("", ""), limit: int = 200) -> list[FileState]:
    """Files that `target` has not said it holds, by (office, hash) after `after`; without their belongings."""
    office, sha256 = after
    later = (file.c.office > office) | ((file.c.office == office) & (file.c.sha256 > sha256))
    rows = conn.execute(_unsent(target).where(later).order_by(file.c.office, file.c.sha256).limit(limit))
    return [_state(row, ()) for row in rows]


def note_sent(conn: Connection, target: str, office: str, sha256: str, at: int) -> None:
    """Keeps that `target` holds the file."""
    upsert(conn, file_sent, [{"target": target, "office": office, "sha256": sha256, "at": at}])


def forget_sent(conn: Connection, target: str) -> None:
    """Another database answers as `target` now: it is asked again what it holds."""
    conn.execute(delete(file_sent).where(file_sent.c.target == target))


def _unsent(target: str) -> Select[Any]:
    held = select(file_sent.c.sha256).where(
        file_sent.c.target == target, file_sent.c.office == file.c.office, file_sent.c.sha256 == file.c.sha256
    )
    return select(file).where(~held.exists())


def _belongings(conn: Connection, row: Row[Any]) -> tuple[Belonging, ...]:
    found = conn.execute(
        select(file_belonging)
        .where(file_belonging.c.office == row.office, file_belonging.c.sha256 == row.sha256)
        .order_by(file_belonging.c.at, file_belonging.c.stream_id)
    )
    return tuple(Belonging(r.stream_id, r.name, r.station, r.actor, r.at) for r in found)


def _state(row: Row[Any], belongings: Sequence[Belonging]) -> FileState:
    return FileState(
        row.office,
        row.sha256,
        row.size,
        row.media_type,
        row.kept_at,
        (row.station, row.incarnation, row.seq),
        row.hub_at,
        row.province_at,
        tuple(belongings),
    )
