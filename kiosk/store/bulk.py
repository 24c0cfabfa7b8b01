"""Many new rows at once, by the fastest way that each database has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, insert
from sqlalchemy.exc import DBAPIError

FEW = 20
"""Fewer rows than this are not worth a COPY."""


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes rows that must all be new; each names every column. On PostgreSQL many rows go by COPY, whose errors are
    those of every other statement."""
    if conn.dialect.name != "postgresql" or len(rows) < FEW:
        conn.execute(_insert(table), list(rows))
        return
    names = [c.name for c in table.columns]
    columns = ", ".join(f'"{n}"' for n in names)
    statement = f'COPY "{table.name}" ({columns}) FROM STDIN'
    raw: Any = conn.connection.driver_connection
    driver: Any = conn.dialect.loaded_dbapi
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[n] for n in names])
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, dialect=conn.dialect) from error


@cache
def _insert(table: Table) -> Insert:
    """Built once; building it takes longer than SQLite takes to run it."""
    return insert(table)
