"""The product's statements as SQL for a bare sqlite3 connection: SQLAlchemy compiles each shape once."""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

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
from sqlalchemy.sql.elements import Grouping

DIALECT = SQLiteDialect_pysqlite()


class Use(NamedTuple):
    """Which tables a statement reads, and which it writes."""

    reads: frozenset[str]
    writes: frozenset[str]


class _Compiler:
    """Tells what SQLite touches when it compiles a statement."""

    def __init__(self, image: bytes) -> None:
        self._raw = sqlite3.connect(":memory:")
        self._raw.deserialize(image)
        self._raw.set_authorizer(self._noted)
        self._reads: set[str] = set()
        self._writes: set[str] = set()

    def use_of(self, sql: str, values: Any) -> Use:
        self._reads.clear()
        self._writes.clear()
        self._raw.execute(f"EXPLAIN {sql}", values).close()
        return Use(frozenset(self._reads), frozenset(self._writes))

    def _noted(self, deed: int, table: str | None, *_: object) -> int:
        if deed == sqlite3.SQLITE_READ:
            self._reads.add(str(table))
        elif deed in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE):
            self._writes.add(str(table))
        return sqlite3.SQLITE_OK


_COMPILER: list[_Compiler] = []
_USES: dict[str, Use] = {}


def use_of(raw: sqlite3.Connection, sql: str, values: Any) -> Use:
    """Which tables a statement touches; asked once for each text, since all disks have the same tables."""
    if sql not in _USES:
        if not _COMPILER:
            _COMPILER.append(_Compiler(raw.serialize()))
        _USES[sql] = _COMPILER[0].use_of(sql, values)
    return _USES[sql]


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
        self.make: Any = None
        self.use: Use | None = None
        self._expanded: dict[tuple[int, ...], tuple[str, tuple[tuple[str, int], ...]]] = {}

    def of(self, binds: Sequence[BindParameter[Any]]) -> Bound:
        """This kind with the values that one statement carries."""
        return Bound(self, {**self.own, **{name: binds[n].effective_value for name, n in self.places}})

    def rows(self, cursor: sqlite3.Cursor, found: list[Any]) -> list[Any]:
        """What was found, by the names of its columns."""
        if self.make is None:
            self.make = partial(tuple.__new__, row_of(cursor))
        rows = list(map(self.make, found))
        for n, turn in self.turns:
            rows = [one._replace(**{one._fields[n]: turn(one[n])}) for one in rows]
        return rows

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

    __slots__ = ("carried", "in_order", "shape", "whole")

    def __init__(self, shape: Shape, carried: dict[str, Any]) -> None:
        self.shape = shape
        self.carried = carried
        self.in_order = None if shape.lists else _in_order(shape.names)
        self.whole = not shape.lists and carried.keys() >= {*shape.names}

    def ready(self, given: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The SQL and its values in order."""
        if self.in_order is None:
            return self.shape.spread({**self.carried, **given})
        if self.whole and not given:
            return self.shape.sql, self.in_order(self.carried)
        try:
            return self.shape.sql, self.in_order(given)
        except KeyError:
            return self.shape.sql, self.in_order({**self.carried, **given})


def _in_order(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return (lambda given: (given[names[0]],)) if names else (lambda _given: ())


def row_of(cursor: sqlite3.Cursor) -> Any:
    return _row(tuple([column[0] for column in cursor.description]))


@cache
def _row(names: tuple[str, ...]) -> Any:
    row = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    row._mapping = property(row._asdict)  # type: ignore[attr-defined]
    return row


_SHAPES: dict[Any, Shape] = {}


def bound_of(statement: Any, given: Mapping[str, Any]) -> Bound:
    """The statement ready to run. What is built once is kept with itself; what is built at each use is known by its
    parts."""
    kept: dict[Any, Bound] | None = statement.__dict__.get("_kept_by_simulation")
    if kept is None:
        kept = statement.__dict__["_kept_by_simulation"] = {}
    elif None in kept:
        return kept[None]
    keys = tuple(given) if isinstance(statement, (Insert, Update)) else None
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
