"""A connection for the product over a bare sqlite3 one, which is asked nothing that it has answered since.

What a history costs is SQLAlchemy's work per statement (cache keys, result metadata), ten times that of SQLite itself;
and more than half of what is read was read before, and stands as it stood. `Quick` answers to the part of SQLAlchemy's
Connection that the product uses; `test_histories.py` plays the same seeds through SQLAlchemy's own engine and compares
every hash.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Protocol

from shapes import Shape, bound_of, row_of, use_of
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound


class Fuse(Protocol):
    """What burns before each statement, while anything is left of it."""

    left: int

    def burn(self) -> None: ...


class Rows:
    """What a statement gave, read whole."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int = -1) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        return [*self._rows]

    fetchall = all

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    fetchone = first

    def one_or_none(self) -> Any:
        if len(self._rows) > 1:
            raise MultipleResultsFound
        return self.first()

    def one(self) -> Any:
        if not self._rows:
            raise NoResultFound
        return self.one_or_none()

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        row = self.one_or_none()
        return row[0] if row else None

    def scalars(self) -> Rows:
        return Rows([row[0] for row in self._rows], self.rowcount)

    def tuples(self) -> Rows:
        return self


class Answers:
    """What was read since the tables that it stands in were written last, by the kind of question."""

    def __init__(self) -> None:
        self._by_kind: dict[Any, dict[Any, list[Any]]] = {}
        self._by_table: dict[str, dict[Any, dict[Any, list[Any]]]] = {}

    def to(self, kind: Any) -> dict[Any, list[Any]]:
        """The answers to one kind of question, by its values."""
        known = self._by_kind.get(kind)
        if known is None:
            known = self._by_kind[kind] = {}
        return known

    def keep(self, kind: Any, tables: Iterable[str], values: Any, found: list[Any]) -> None:
        """One more answer, until one of these tables is written."""
        known = self.to(kind)
        if not known:
            for table in tables:
                self._by_table.setdefault(table, {})[kind] = known
        known[values] = found

    def forget(self, tables: Iterable[str]) -> None:
        """These tables were written."""
        for table in tables:
            if answers := self._by_table.get(table):
                for known in answers.values():
                    known.clear()
                answers.clear()

    def forget_all(self) -> None:
        """Anything may have been written."""
        self.forget([*self._by_table])


class Quick:
    """A connection as the product sees one. The `fuse` burns before each statement: there a crash may strike."""

    dialect = SimpleNamespace(name="sqlite")

    def __init__(self, raw: sqlite3.Connection, fuse: Fuse) -> None:
        self._raw = raw
        self._fuse = fuse
        self._answers = Answers()
        self._writes: set[str] = set()
        self._opens = False

    # -- transactions

    def start(self) -> None:
        """A transaction, which SQLite hears of with its first write."""
        self._opens = True

    def commit(self) -> None:
        """What was written stands."""
        if self._writes:
            self._raw.execute("COMMIT")
            self._writes.clear()
        self._opens = False

    def rollback(self) -> None:
        """What was written is gone, and what was read of it."""
        if self._writes:
            self._raw.execute("ROLLBACK")
            self._answers.forget(self._writes)
            self._writes.clear()
        self._opens = False

    def forget(self) -> None:
        """Somebody else has written."""
        self._answers.forget_all()

    # -- statements

    def execute(self, statement: Any, parameters: Any = None) -> Rows:
        """Runs one statement, or one for each of a list of parameters."""
        if self._fuse.left:
            self._fuse.burn()
        if type(parameters) is list:
            if len(parameters) > 1:
                return self._write_many(statement, parameters)
            parameters = parameters[0] if parameters else None
        given = parameters or _NOTHING
        bound = bound_of(statement, given)
        sql, values = bound.ready(given)
        shape = bound.shape
        if shape.use is None:
            shape.use = use_of(self._raw, sql, values)
        if shape.use.writes:
            return self._write(statement, shape, sql, values)
        kind: Any = (shape, sql) if shape.lists else shape
        found = self._answers.to(kind).get(values)
        if found is None:
            cursor = self._raw.execute(sql, values)
            found = cursor.fetchall()
            if found:
                found = shape.rows(cursor, found)
            self._answers.keep(kind, shape.use.reads, values, found)
        return Rows(found)

    def scalar(self, statement: Any, parameters: Any = None) -> Any:
        """The first value of the first row."""
        return self.execute(statement, parameters).scalar()

    def scalars(self, statement: Any, parameters: Any = None) -> Rows:
        """The first value of every row."""
        return self.execute(statement, parameters).scalars()

    def exec_driver_sql(self, text: str) -> Rows:
        """Runs plain SQL."""
        self._fuse.burn()
        self._writing(frozenset({text}))
        cursor = self._raw.execute(text)
        self.forget()
        return Rows([row_of(cursor)._make(values) for values in cursor], cursor.rowcount)

    def look(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What stands there, for who holds the invariants: rows as they are."""
        found = self._answers.to(sql).get(values)
        if found is None:
            found = self._raw.execute(sql, values).fetchall()
            self._answers.keep(sql, use_of(self._raw, sql, values).reads, values, found)
        return found

    def _write(self, statement: Any, shape: Shape, sql: str, values: Any) -> Rows:
        assert shape.use
        self._writing(shape.use.writes)
        try:
            cursor = self._raw.execute(sql, values)
        except sqlite3.IntegrityError as broken:
            raise IntegrityError(str(statement), values, broken) from broken
        found = cursor.fetchall()
        return Rows(shape.rows(cursor, found) if found else found, cursor.rowcount)

    def _write_many(self, statement: Any, all_: list[Mapping[str, Any]]) -> Rows:
        bound = bound_of(statement, all_[0])
        shape = bound.shape
        values = [bound.ready(one)[1] for one in all_]
        if shape.use is None:
            shape.use = use_of(self._raw, shape.sql, values[0])
        self._writing(shape.use.writes)
        try:
            cursor = self._raw.executemany(shape.sql, values)
        except sqlite3.IntegrityError as broken:
            raise IntegrityError(str(statement), values, broken) from broken
        return Rows([], cursor.rowcount)

    def _writing(self, tables: frozenset[str]) -> None:
        if self._opens and not self._writes:
            self._raw.execute("BEGIN IMMEDIATE")
        if self._opens:
            self._writes |= tables
        self._answers.forget(tables)


_NOTHING: dict[str, Any] = {}
