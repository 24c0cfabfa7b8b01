"""The product's statements run on a bare sqlite3 connection: SQLAlchemy compiles each shape once, and then only runs.

What a history costs is SQLAlchemy's work per statement (cache keys, result metadata), ten times that of SQLite itself.
`Quick` answers to the part of SQLAlchemy's Connection that the product uses; `test_simulation.py` plays the same seeds
through SQLAlchemy's own engine and compares every hash.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Column,
    Insert,
    Select,
    Table,
    TextClause,
    UnaryExpression,
    Update,
)
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.elements import Grouping

DIALECT = SQLiteDialect_pysqlite()
Before = Callable[[], None]


class Shape:
    """One kind of statement as SQL, for every list length of its IN clauses. `binds` are its parameters in the order of
    its cache key, which is the same for every statement of the kind."""

    def __init__(self, statement: Any, keys: Sequence[str] | None, binds: Sequence[BindParameter[Any]]) -> None:
        self.statement = statement  # keeps alive what the cache key names by its id
        self.compiled = statement.compile(dialect=DIALECT, column_keys=keys)
        self.sql = self.compiled.string
        self.names = tuple(self.compiled.positiontup or ())
        place = {bind.key: n for n, bind in enumerate(binds)}
        named = self.compiled.bind_names.items()
        self.places = [(name, place[bind.key]) for bind, name in named if bind.key in place]
        self.own = {name: bind.effective_value for bind, name in named}
        self.lists = tuple(name for bind, name in named if bind in self.compiled.post_compile_params)
        columns = getattr(self.compiled, "_result_columns", None) or ()
        processors = [column.type.dialect_impl(DIALECT).result_processor(DIALECT, None) for column in columns]
        self.turns = [(n, turn) for n, turn in enumerate(processors) if turn]
        self.row: Any = None
        self._expanded: dict[tuple[int, ...], tuple[str, tuple[tuple[str, int], ...]]] = {}

    def of(self, binds: Sequence[BindParameter[Any]]) -> Bound:
        """This kind with the values that one statement carries."""
        return Bound(self, {**self.own, **{name: binds[n].effective_value for name, n in self.places}})

    def spread(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The SQL with one place for each value of its lists, and the values."""
        lengths = tuple([len(values[name]) for name in self.lists])
        if lengths not in self._expanded:
            state = self.compiled._process_parameters_for_postcompile(dict(values))
            order = {one: (name, n) for name, all_ in state.parameter_expansion.items() for n, one in enumerate(all_)}
            self._expanded[lengths] = (state.statement, tuple(order.get(n, (n, -1)) for n in state.positiontup))
        sql, places = self._expanded[lengths]
        flat = {name: _flat(values[name]) for name in self.lists}
        return sql, tuple([values[name] if n < 0 else flat[name][n] for name, n in places])


def _flat(values: Sequence[Any]) -> Sequence[Any]:
    """A list of pairs takes two places for each."""
    return [one for pair in values for one in pair] if values and isinstance(values[0], tuple) else values


class Bound:
    """A statement ready to run: its shape and the values it carries itself."""

    __slots__ = ("carried", "shape")

    def __init__(self, shape: Shape, carried: dict[str, Any]) -> None:
        self.shape = shape
        self.carried = carried

    def ready(self, given: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The SQL and its values in order."""
        shape, carried = self.shape, self.carried
        if shape.lists:
            return shape.spread({**carried, **given})
        return shape.sql, tuple([given[name] if name in given else carried[name] for name in shape.names])


class Rows:
    """What a statement gave, read whole."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        return self._rows

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


class Quick:
    """A connection as the product sees one. `before` runs before each statement: there a crash may strike."""

    dialect = SimpleNamespace(name="sqlite")

    def __init__(self, raw: sqlite3.Connection, before: Before) -> None:
        self._raw = raw
        self._before = before

    def execute(self, statement: Any, parameters: Any = None) -> Rows:
        """Runs one statement, or one for each of a list of parameters."""
        self._before()
        many = isinstance(parameters, (list, tuple))
        first = (parameters[0] if parameters else {}) if many else parameters or {}
        bound = bound_of(statement, first)
        try:
            if many and len(parameters) > 1:
                cursor = self._raw.executemany(bound.shape.sql, [bound.ready(one)[1] for one in parameters])
            else:
                cursor = self._raw.execute(*bound.ready(first))
        except sqlite3.IntegrityError as broken:
            raise IntegrityError(str(statement), first, broken) from broken
        return _rows(cursor, bound.shape)

    def scalar(self, statement: Any, parameters: Any = None) -> Any:
        """The first value of the first row."""
        return self.execute(statement, parameters).scalar()

    def scalars(self, statement: Any, parameters: Any = None) -> Rows:
        """The first value of every row."""
        return self.execute(statement, parameters).scalars()

    def exec_driver_sql(self, text: str) -> Rows:
        """Runs plain SQL."""
        self._before()
        cursor = self._raw.execute(text)
        return Rows([_row_of(cursor)._make(values) for values in cursor], cursor.rowcount)


def _rows(cursor: sqlite3.Cursor, shape: Shape) -> Rows:
    found = cursor.fetchall()
    if not found:
        return Rows([], cursor.rowcount)
    if shape.row is None:
        shape.row = _row_of(cursor)
    rows = [shape.row._make(values) for values in found]
    for n, turn in shape.turns:
        rows = [one._replace(**{one._fields[n]: turn(one[n])}) for one in rows]
    return Rows(rows, cursor.rowcount)


def _row_of(cursor: sqlite3.Cursor) -> Any:
    return _row(tuple([column[0] for column in cursor.description]))


@cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)  # type: ignore[misc]


_SHAPES: dict[Any, Shape] = {}


def bound_of(statement: Any, given: Mapping[str, Any]) -> Bound:
    """The statement ready to run. What is built once is kept with itself; what is built at each use is known by its
    parts."""
    keys = tuple(given) if isinstance(statement, (Insert, Update)) else None
    kept: dict[Any, Bound] = statement.__dict__.setdefault("_kept_by_simulation", {})
    if keys not in kept:
        key, binds = _key(statement)
        if (key, keys) not in _SHAPES:
            _SHAPES[(key, keys)] = Shape(statement, keys, binds)
        kept[keys] = _SHAPES[(key, keys)].of(binds)
    return kept[keys]


def _key(statement: Any) -> tuple[Any, list[BindParameter[Any]]]:
    """What tells one kind of statement from another, and the values that differ within a kind: what SQLAlchemy's own
    cache key does, for the plain SELECTs that most statements are."""
    if isinstance(statement, TextClause):
        return id(statement), []
    if type(statement) is not Select or statement._from_obj or statement._setup_joins or statement._group_by_clauses:
        key = statement._generate_cache_key()
        return key.key, key.bindparams
    binds: list[BindParameter[Any]] = []
    parts = (
        tuple([_part(one, binds) for one in statement._raw_columns]),
        tuple([_part(one, binds) for one in statement._where_criteria]),
        tuple([_part(one, binds) for one in statement._order_by_clauses]),
        _part(statement._limit_clause, binds),
        _part(statement._offset_clause, binds),
        statement._distinct,
    )
    return parts, binds


def _part(one: Any, binds: list[BindParameter[Any]]) -> Any:
    kind = type(one)
    if kind is Column or kind is Table or one is None:
        return id(one)
    if isinstance(one, BindParameter):
        binds.append(one)
        return "?*" if one.expanding else "?"
    if kind is BinaryExpression:
        return (one.operator, _part(one.left, binds), _part(one.right, binds))
    if kind is BooleanClauseList:
        return (one.operator, *[_part(inner, binds) for inner in one.clauses])
    if kind is Grouping:
        return ("()", _part(one.element, binds))
    if kind is UnaryExpression:
        return (one.operator, one.modifier, _part(one.element, binds))
    if "_key_of_simulation" not in one.__dict__:
        one.__dict__["_key_of_simulation"] = one._generate_cache_key()
    key = one.__dict__["_key_of_simulation"]
    binds += key.bindparams
    return key.key
