"""The catalogue in the database: replaced as a whole, found by folded words, read as plain values.

On SQLite an FTS5 table finds the words; it is made anew with each snapshot, inside the same transaction. Elsewhere (a
province on PostgreSQL) the few thousand names are looked through one by one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, text
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from kiosk.domain.catalogue import Procedure, ProcedureSummary
from kiosk.domain.catalogue_parsing import parse_procedure
from kiosk.domain.catalogue_query import Candidate, Query, best
from kiosk.domain.folding import words
from kiosk.store.schema import catalogue_snapshot, procedure, procedure_elsewhere

_WORDS = "procedure_words"
_BASE_CODE = 8
"""Characters of a code without the suffixes of a unit or a case: `1.001193`."""


def version(conn: Connection) -> str | None:
    """The version of the snapshot in use, None before the first."""
    return conn.scalar(select(catalogue_snapshot.c.version))


def replace(
    conn: Connection,
    new_version: str,
    procedures: Sequence[tuple[Procedure, Mapping[str, Any]]],
    elsewhere: Sequence[Mapping[str, str | None]],
    now: int,
) -> None:
    """Puts a checked snapshot (each procedure with its raw record) in the place of the old one; `now` in ms."""
    for table in (procedure, procedure_elsewhere, catalogue_snapshot):
        conn.execute(delete(table))
    rows = [_row(parsed, raw) for parsed, raw in procedures]
    if rows:
        conn.execute(insert(procedure), rows)
    if elsewhere:
        kept = [{"code": e["code"], "name": e["name"] or "", "reason": e["reason"]} for e in elsewhere]
        conn.execute(insert(procedure_elsewhere), kept)
    conn.execute(insert(catalogue_snapshot), {"version": new_version, "loaded_at": now})
    if conn.dialect.name == "sqlite":
        _index_words(conn)


def answers(conn: Connection, asked: Sequence[Query], fields: Sequence[str], limit: int) -> list[ProcedureSummary]:
    """The procedures that fit what was asked, the most fitting first, in these fields (none: in all)."""
    strong = tuple(dict.fromkeys(word for query in asked for word in query.strong))
    return _summaries(conn, best(asked, candidates(conn, strong, fields), limit))


def candidates(conn: Connection, strong: Sequence[str], fields: Sequence[str]) -> list[Candidate]:
    """Procedures with a word that begins with one of `strong`; without an index, all of these fields."""
    if conn.dialect.name != "sqlite":
        return everything(conn, fields)
    match: BindParameter[str] = bindparam("words", " OR ".join(f'"{word}"*' for word in strong))
    indexed = text(f"SELECT code FROM {_WORDS} WHERE {_WORDS} MATCH :words").bindparams(match)
    return _candidates(conn, *_in(fields), procedure.c.code.in_(indexed.columns(procedure.c.code)))


def everything(conn: Connection, fields: Sequence[str]) -> list[Candidate]:
    """All procedures of these fields (none: of all) as candidates."""
    return _candidates(conn, *_in(fields))


def _candidates(conn: Connection, *conditions: ColumnElement[bool]) -> list[Candidate]:
    columns = (procedure.c.code, procedure.c.folded, procedure.c.field_folded, procedure.c.most_used)
    rows = conn.execute(select(*columns).where(*conditions))
    return [Candidate(row.code, row.folded, row.field_folded, bool(row.most_used)) for row in rows]


def _summaries(conn: Connection, codes: Sequence[str]) -> list[ProcedureSummary]:
    rows = conn.execute(select(*_summary()).where(procedure.c.code.in_(codes)))
    found = {row.code: ProcedureSummary(row.code, row.name, row.field or None, bool(row.most_used)) for row in rows}
    return [found[code] for code in codes if code in found]


def listed(conn: Connection, fields: Sequence[str], limit: int) -> list[ProcedureSummary]:
    """Procedures of these fields (none: of all), the most used first."""
    order = (procedure.c.most_used.desc(), procedure.c.folded, procedure.c.code)
    rows = conn.execute(select(*_summary()).where(*_in(fields)).order_by(*order).limit(limit))
    return [ProcedureSummary(row.code, row.name, row.field or None, bool(row.most_used)) for row in rows]


def with_code(conn: Connection, prefix: str, fields: Sequence[str], limit: int) -> list[ProcedureSummary]:
    """Procedures whose code begins with `prefix` (suffixes of a unit or case left off), in order."""
    matches = procedure.c.code.startswith(prefix[:_BASE_CODE], autoescape=True)
    query = select(procedure.c.code).where(matches, *_in(fields)).order_by(procedure.c.code).limit(limit)
    return _summaries(conn, list(conn.scalars(query)))


def detail(conn: Connection, code: str) -> Procedure | None:
    """Everything known of one procedure; a code with suffixes finds its procedure."""
    query = select(procedure.c.detail).where(procedure.c.code.in_((code, code[:_BASE_CODE])))
    found = conn.scalar(query.order_by(procedure.c.code.desc()))
    return parse_procedure(json.loads(found)) if found else None


def reason_elsewhere(conn: Connection, code: str) -> str | None:
    """Why a known procedure is not among those received, None if it is not known at all."""
    column = procedure_elsewhere.c.reason
    return conn.scalar(select(column).where(procedure_elsewhere.c.code.in_((code, code[:_BASE_CODE]))))


def _row(parsed: Procedure, raw: Mapping[str, Any]) -> dict[str, Any]:
    field = parsed.field_name or ""
    return {
        "code": parsed.code,
        "name": parsed.name,
        "folded": " ".join(words(parsed.name)),
        "field": field,
        "field_folded": " ".join(words(field)),
        "most_used": int(parsed.most_used),
        "detail": json.dumps(raw, ensure_ascii=False, separators=(",", ":")),
    }


def _index_words(conn: Connection) -> None:
    conn.execute(text(f"DROP TABLE IF EXISTS {_WORDS}"))
    conn.execute(text(f"CREATE VIRTUAL TABLE {_WORDS} USING fts5(code UNINDEXED, folded, field_folded, prefix='2 3')"))
    conn.execute(text(f"INSERT INTO {_WORDS} SELECT code, folded, field_folded FROM procedure"))


def _summary() -> tuple[ColumnElement[Any], ...]:
    return procedure.c.code, procedure.c.name, procedure.c.field, procedure.c.most_used


def _in(fields: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (procedure.c.field.in_(fields),) if fields else ()
