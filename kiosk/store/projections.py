"""From a stream's events to the rows that screens read. A projection is a pure fold written down, never more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, select

from kiosk.domain import counter as counters
from kiosk.domain import facts, ticket_fold
from kiosk.domain import file as files
from kiosk.domain import ticket as tickets
from kiosk.domain.event import Event
from kiosk.store.schema import (
    call,
    counter,
    event,
    file,
    file_belonging,
    promotion,
    record_opening,
    renewal,
    series,
    ticket,
)
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


def forget(conn: Connection, office: str, stream_id: str) -> None:
    """Takes away what a stream had given, before it is folded again from fewer events."""
    kind, _, name = stream_id.partition(":")
    match kind:
        case "ticket":
            conn.execute(delete(ticket).where(ticket.c.office == office, ticket.c.id == name))
            conn.execute(delete(call).where(call.c.office == office, call.c.ticket_id == name))
        case "counter":
            conn.execute(delete(counter).where(counter.c.office == office, counter.c.id == stream_id))
        case "series":
            conn.execute(delete(series).where(series.c.office == office))
        case "access":
            theirs = select(event.c.event_id).where(event.c.office == office, event.c.stream_id == stream_id)
            gone = record_opening.c.office == office, record_opening.c.event_id.in_(theirs)
            conn.execute(delete(record_opening).where(*gone))
        case "file":
            for table in (file, file_belonging):
                conn.execute(delete(table).where(table.c.office == office, table.c.sha256 == name))
        case "hub":
            conn.execute(delete(promotion).where(promotion.c.office == office))
        case "station":
            conn.execute(delete(renewal).where(renewal.c.office == office, renewal.c.station == name))


def _tickets(conn: Connection, groups: list[list[Event]]) -> None:
    rows, calls = [], []
    for events in groups:
        if (state := ticket_fold.fold(events)) is None:
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
        "seq": one.seq,
        "branch": one.branch,
        "reason": one.reason,
        "field": one.field,
        "service_day": state.service_day,
        "epoch": one.epoch,
        "fenced": one.fenced,
    }


def _counters(conn: Connection, groups: list[list[Event]]) -> None:
    states = [state for events in groups if (state := counters.fold(events))]
    upsert(conn, counter, [{**asdict(s), "fields": "\n".join(s.fields)} for s in states])


def _series(conn: Connection, groups: list[list[Event]]) -> None:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for e in _in_order(groups):
        fact = facts.from_body(e.type, e.schema_ver, e.body)
        if isinstance(fact, facts.SeriesLeased):
            row = {"series": fact.series, "station": fact.station, "incarnation": fact.incarnation}
            rows.setdefault((e.office, fact.series), {"office": e.office, "leased_at": e.at, **row})
    upsert(conn, series, list(rows.values()))


def _files(conn: Connection, groups: list[list[Event]]) -> None:
    states = [state for events in groups if (state := files.fold(events))]
    upsert(conn, file, [_file_row(state) for state in states])
    rows = [{"office": s.office, "sha256": s.sha256, **asdict(belonging)} for s in states for belonging in s.belongings]
    upsert(conn, file_belonging, rows)


def _file_row(state: files.FileState) -> dict[str, Any]:
    station, incarnation, seq = state.announced_by
    row = {name: getattr(state, name) for name in ("office", "sha256", "size", "media_type", "kept_at", "hub_at")}
    return {**row, "province_at": state.province_at, "station": station, "incarnation": incarnation, "seq": seq}


def _promotions(conn: Connection, groups: list[list[Event]]) -> None:
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for e in _in_order(groups):
        fact = facts.from_body(e.type, e.schema_ver, e.body)
        if isinstance(fact, facts.HubPromoted):
            absent = "\n".join(fact.declared_off)
            row = {"station": fact.station, "incarnation": fact.incarnation, "absent": absent, "at": e.at}
            rows.setdefault((e.office, fact.epoch), {"office": e.office, "epoch": fact.epoch, **row})
    upsert(conn, promotion, list(rows.values()))


def _renewals(conn: Connection, groups: list[list[Event]]) -> None:
    rows = [
        {"office": e.office, "station": e.station, "lost": e.body["lost"], "cause": e.body["cause"], "at": e.at}
        for e in _in_order(groups)
        if e.type == facts.StationRenewed.type
    ]
    upsert(conn, renewal, list({(r["office"], r["station"], r["lost"]): r for r in rows}.values()))


def _openings(conn: Connection, groups: list[list[Event]]) -> None:
    upsert(conn, record_opening, [row for events in groups for e in events if (row := _opening_row(e))])


def _opening_row(e: Event) -> dict[str, Any] | None:
    fact = facts.from_body(e.type, e.schema_ver, e.body)
    row = {"office": e.office, "event_id": e.event_id, "actor": e.actor, "station": e.station, "at": e.at}
    if isinstance(fact, facts.AccessOpened):
        return {**row, **asdict(fact)}
    if isinstance(fact, facts.AccessTraced):
        told = {name: getattr(fact, name) for name in ("what", "subject", "label", "why", "at")}
        return {**row, **told, "place": f"lệnh {fact.command}"}
    if isinstance(fact, facts.AccessCorner):
        return {**row, "what": "corner", "subject": "", "label": fact.outcome, "place": "", "why": ""}
    return None


def _in_order(groups: list[list[Event]]) -> list[Event]:
    """Each stream's events as every node orders them: of two that claim the same, the first stands."""
    return sorted((e for events in groups for e in events), key=lambda e: (e.stream_ver, e.event_id))


_PROJECTORS: dict[str, Callable[[Connection, list[list[Event]]], None]] = {
    "ticket": _tickets,
    "counter": _counters,
    "series": _series,
    "file": _files,
    "hub": _promotions,
    "station": _renewals,
    "access": _openings,
}
