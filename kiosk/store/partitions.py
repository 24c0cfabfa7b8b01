"""The office's row orders its writers and numbers its feed; on PostgreSQL its events have a table of their own.

The table is born with the row, in the transaction of the office's first event: attaching it holds up no writer of
another office. SQLite has one table and one writer.
"""

from __future__ import annotations

import re
from hashlib import sha256

from sqlalchemy import Connection, text

from kiosk.domain.trouble import Refused

_OFFICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def take_feed(conn: Connection, office: str, count: int) -> int:
    """Moves the office's feed on by `count` and returns the number reached; the row is held until commit, so that the
    order of feed numbers is the order of commits. Raises Refused for an office that was closed."""
    if conn.dialect.name == "sqlite":
        return int(conn.execute(_TAKE, {"office": office, "count": count}).scalar_one())
    row = conn.execute(_TAKE_SHARED, {"office": office, "count": count}).one()
    if row.closed:
        raise Refused(
            "office-closed",
            f"Đơn vị {office} đã đóng, nhật ký đã đưa vào lưu trữ.",
            "Dữ liệu giữ nguyên trên máy này; báo kỹ thuật của tỉnh.",
        )
    if row.born:
        _make_table(conn, office)
    return int(row.feed_no)


def table_of(office: str) -> str:
    """The name of an office's table, within PostgreSQL's 63 bytes. Raises ValueError for what is no office's name."""
    if not _OFFICE.fullmatch(office):
        raise ValueError(f"not an office: {office!r}")
    name = f"event_of_{office}"
    return name if len(name) <= 60 else f"{name[:50]}_{sha256(office.encode()).hexdigest()[:9]}"


def attach(conn: Connection, office: str) -> None:
    """Makes a free-standing table of the office's events part of the journal; its indexes and keys come with it."""
    conn.exec_driver_sql(f"ALTER TABLE event ATTACH PARTITION \"{table_of(office)}\" FOR VALUES IN ('{office}')")


def detach(conn: Connection, office: str) -> None:
    """Takes the office's events out of the journal; the table stays by itself. Waits for readers and writers."""
    conn.exec_driver_sql(f'ALTER TABLE event DETACH PARTITION "{table_of(office)}"')


def _make_table(conn: Connection, office: str) -> None:
    table = table_of(office)
    if conn.scalar(text("SELECT to_regclass(:name)"), {"name": f'"{table}"'}) is None:
        conn.exec_driver_sql(f'CREATE TABLE "{table}" (LIKE event INCLUDING DEFAULTS)')
        attach(conn, office)


_TAKE = text(
    "INSERT INTO office_head (office, feed_no) VALUES (:office, :count) "
    "ON CONFLICT (office) DO UPDATE SET feed_no = office_head.feed_no + :count RETURNING feed_no"
)
_TAKE_SHARED = text(
    f"{_TAKE.text}, xmax = 0 AS born, "
    "EXISTS (SELECT 1 FROM closed_office WHERE closed_office.office = :office) AS closed"
)
"""PostgreSQL: a row that this statement wrote for the first time has no `xmax`."""
