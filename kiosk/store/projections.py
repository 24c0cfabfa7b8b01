"""From a stream's events to the rows that screens read. A projection is a pure fold written down, never more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from kiosk.domain import counter as counters
from kiosk.domain import facts
from kiosk.domain import ticket as tickets
from kiosk.domain.event import Event
from kiosk.store.schema import call, counter, series, staff, ticket
from kiosk.store.upsert import upsert

StreamKey = tuple[str, str]
Load = Callable[[Iterable[StreamKey]], Iterable[Event]]


def project(conn: Connection, streams: set[StreamKey], load: Load) -> None:
    """Folds each stream from all its events and replaces its rows."""
    known = {key for key in streams if key[1].partition(":")[0] in _PROJECTORS}
    by_stream: dict[StreamKey, list[Event]] = defaultdict(list)
    for e in load(known):
        by_stream[(e.office, e.stream_id)].append(e)
    by_kind: dict[str, list[list[Event]]] = defaultdict(list)
    for (_, stream), events in by_stream.items():
        by_kind[stream.partition(":")[0]].append(events)
    for kind, groups in by_kind.items():
        _PROJECTORS[kind](conn, groups)


def _tickets(conn: Connection, groups: list[list[Event]]) -> None:
    rows, calls = [], []
    for events in groups:
        if (state := tickets.fold(events)) is None:
            continue
        row = {name: getattr(state, name) for name in _TICKET_COLUMNS}
        rows.append(row)
        calls += [_call_row(state, n, c) for n, c in enumerate(state.calls, 1)]
    upsert(conn, ticket, rows)
    upsert(conn, call, calls)


_TICKET_COLUMNS = [c.name for c in ticket.columns]


def _call_row(state: tickets.Ticket, call_no: int, one: tickets.Call) -> dict[str, Any]:
    return {
        "office": state.office,
        "claim_id": one.claim_id,
        "ticket_id": state.id,
        "call_no": call_no,
        "counter": one.counter,
        "station": one.station,
        "at": one.at,
        "branch": one.branch,
        "reason": one.reason,
        "field": one.field,
        "service_day": state.service_day,
    }


def _counters(conn: Connection, groups: list[list[Event]]) -> None:
    states = [state for events in groups if (state := counters.fold(events))]
    upsert(conn, counter, [{**asdict(s), "fields": "\n".join(s.fields)} for s in states])


def _series(conn: Connection, groups: list[list[Event]]) -> None:
    rows = []
    for e in sorted((e for events in groups for e in events), key=lambda e: (e.stream_ver, e.event_id)):
        fact = facts.from_body(e.type, e.schema_ver, e.body)
        if isinstance(fact, facts.SeriesLeased):
            rows.append(
                {
                    "office": e.office,
                    "series": fact.series,
                    "station": fact.station,
                    "incarnation": fact.incarnation,
                    "leased_at": e.at,
                }
            )
    upsert(conn, series, rows)


def _staff(conn: Connection, groups: list[list[Event]]) -> None:
    rows = []
    for e in (e for events in groups for e in events):
        fact = facts.from_body(e.type, e.schema_ver, e.body)
        if isinstance(fact, facts.StaffAdded):
            rows.append(
                {"office": e.office, "login": fact.login, "name": fact.name, "role": fact.role, "added_at": e.at}
            )
    upsert(conn, staff, rows)


_PROJECTORS: dict[str, Callable[[Connection, list[list[Event]]], None]] = {
    "ticket": _tickets,
    "counter": _counters,
    "series": _series,
    "staff": _staff,
}
