"""The server of the journal's protocol: the same for hub and province; only the hub decides about the queue."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from kiosk import __version__
from kiosk.domain.event import canonical
from kiosk.services import allow_list, heartbeats, promotion
from kiosk.services.receiving import Page, acked_through, feed_page
from kiosk.store.seals import Seal
from kiosk.store.store import Store, Transaction
from sync import wire
from sync.link import LinkState
from sync.server import accounts, chains, gate, problems, sessions
from sync.server.admission import caller_of, check_speaks_for, deliverer
from sync.server.bell import Bell
from sync.server.body import read_batch
from sync.server.crowding import Doorkeeper, Turns
from sync.server.digest import add_digests
from sync.server.echo import Echo
from sync.server.sealed import CARRIERS, add_seals, carries, seals_for, take
from sync.server.snapshot import add_snapshot
from sync.twins import LIFE

WORTH_PACKING = 16 * 1024
"""Bytes from which on compressing an answer pays."""
LONGEST_WAIT = 30.0
"""Seconds that a long poll may stay open."""

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": wire.Problem} for status in (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 500, 503, 507)
}


def create_app(
    store: Store,
    role: str,
    then: Callable[[Transaction], object] | None = None,
    above: Callable[[], LinkState | None] = lambda: None,
    *,
    trusted: bool = False,
) -> FastAPI:
    """The FastAPI application over `store`. `then` runs inside every receiving transaction; `above` is the line up;
    `trusted` = every request must be signed by a station that the store's allow list knows."""
    app = create_bare_app(store, role, trusted=trusted)
    turns = Turns()
    sessions.install(app, store)
    accounts.install(app, store, is_master=lambda: above() is None and _leads(store))
    _add_stations(app, store, above)
    _add_upload(app, store, then)
    _add_feed(app, store, app.state.bell, turns)
    add_seals(app, store)
    chains.install(app, store)
    add_snapshot(app, store)
    add_digests(app, store)
    app.add_middleware(Doorkeeper, turns=turns)
    return app


def create_bare_app(store: Store, role: str, *, trusted: bool = False) -> FastAPI:
    """What every server of the protocol has: its name, its gate, its bell, and a word for every refusal."""
    bell = Bell()

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        bell.listen(store)
        yield
        bell.close()
        await bell.ended()

    app = FastAPI(title=f"Một Cửa {role}", version=__version__, lifespan=life, responses=_PROBLEMS,
                  docs_url=None, redoc_url=None)  # fmt: skip
    app.state.bell, app.state.others, app.state.sealing = bell, (), None
    problems.install(app)
    gate.install(app, store, trusted=trusted)
    app.add_middleware(Echo)
    _add_hello(app, store, role)
    return app


def _leads(store: Store) -> bool:
    """A hub that stands by or was replaced keeps no accounts: it follows the one that serves."""
    return store.read(lambda conn: promotion.takes_tickets(conn, store.me))


def _add_hello(app: FastAPI, store: Store, role: str) -> None:
    @app.get("/v1/hello")
    def hello() -> wire.Hello:
        """Who answers here."""
        own = store.read(lambda conn: promotion.standing(conn, store.me))
        return wire.Hello(product="motcua", protocol=wire.PROTOCOL, role=role, station=store.me.station,
                          office=store.me.office, incarnation=store.me.incarnation, version=__version__,
                          at=store.clock.now_ms(), gate=gate.told(app),
                          keys=allow_list.version(store, store.me.office),
                          epoch=own.epoch, duty=own.duty, proposed=own.proposed)  # fmt: skip


def _add_stations(app: FastAPI, store: Store, above: Callable[[], LinkState | None]) -> None:
    @app.post("/v1/offices/{office}/stations/{station}/heartbeat")
    def heartbeat(
        office: wire.Name, station: wire.Name, beat: wire.Heartbeat, request: Request
    ) -> wire.HeartbeatAnswer:
        """A station's sign of life; the answer says how the line above stands."""
        caller = caller_of(request)
        kind = caller.kind if caller and caller.station == station else beat.kind
        last = heartbeats.note(store, office, station, kind, canonical(beat.report))
        alike = last.get("incarnation") == beat.report.get("incarnation")
        state = above()
        line = (
            wire.LineAbove(
                up=state.up,
                since=state.since,
                unsent=state.unsent,
                trouble=state.trouble,
                oldest_unsent_at=state.oldest_unsent_at,
            )
            if state
            else None
        )
        now = store.clock.now_ms()
        duty = store.read(lambda conn: promotion.standing(conn, store.me)).duty
        return wire.HeartbeatAnswer(above=line, keys=allow_list.version(store, office), at=now, duty=duty,
                                    others=list(app.state.others),
                                    before=str(last.get(LIFE, "")), alike=alike,
                                    incarnation=store.me.incarnation)  # fmt: skip

    @app.post("/v1/offices/{office}/stations")
    def told(office: wire.Name, stations: wire.StationsTold) -> wire.Acknowledgement:
        """What a hub knows of its office's machines; a newer sign of life that came straight here stands."""
        now = store.clock.now_ms()
        seen = [heartbeats.StationSeen(s.station, s.kind, max(0, now - s.silent), s.report) for s in stations.stations]
        return wire.Acknowledgement(acked_through=heartbeats.note_told(store, office, seen))

    @app.get("/v1/offices/{office}/stations")
    def stations(office: wire.Name) -> wire.StationRoll:
        """The last sign of life of every station of the office."""
        seen = heartbeats.stations(store, office)
        forms = [wire.StationSeen(station=s.station, kind=s.kind, last_seen=s.last_seen, report=dict(s.report))
                 for s in seen]  # fmt: skip
        return wire.StationRoll(at=store.clock.now_ms(), stations=forms)


def _add_upload(app: FastAPI, store: Store, then: Callable[[Transaction], object] | None) -> None:
    @app.post(
        "/v1/stations/{station}/events",
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {
            "schema": _inlined(wire.Batch.model_json_schema())}}}},
    )  # fmt: skip
    async def upload(station: wire.Name, request: Request, via: wire.Name = "") -> wire.Acknowledgement:
        """Takes consecutive events of one chain of `station`, gzip or plain, with the station's seal over the last of
        them where requests are signed; `via` names the database that delivers.
        Only `acked_through` acknowledges; 409 `gap` says from where to send."""
        batch = await read_batch(request)
        events = [wire.to_event(form) for form in batch.events]
        first = events[0]
        chain = (first.office, first.station, first.incarnation)
        if first.station != station or any((e.office, e.station, e.incarnation) != chain for e in events):
            raise HTTPException(422, "Lô dữ liệu phải thuộc một chuỗi của đúng máy trạm.")
        seal, caller = wire.to_seal(batch.seal) if batch.seal else None, caller_of(request)
        check_speaks_for(request, first.office, "" if caller and carries(caller, seal, station) else station)
        acked = await run_in_threadpool(
            take, store, events, seal, caller, via=deliverer(request, via or station), then=then
        )
        return wire.Acknowledgement(acked_through=acked)

    @app.get("/v1/offices/{office}/stations/{station}/incarnations/{incarnation}")
    def reached(office: wire.Name, station: wire.Name, incarnation: wire.Name) -> wire.Acknowledgement:
        """How far a chain stands here."""
        return wire.Acknowledgement(acked_through=acked_through(store, (office, station, incarnation)))


def _add_feed(app: FastAPI, store: Store, bell: Bell, turns: Turns) -> None:
    @app.get("/v1/offices/{office}/feed")
    async def feed(
        request: Request,
        office: wire.Name,
        reader: Annotated[wire.Name, Query(description="the `via` of the reader: what came through it is left out")],
        cursor: Annotated[str, Query(max_length=200)] = "",
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT, allow_inf_nan=False)] = 0.0,
    ) -> Response:
        """The office's events after `cursor`; with `wait` seconds the answer comes as soon as there is one."""

        async def read() -> Page:
            async with turns.turn():
                return await run_in_threadpool(feed_page, store, office, cursor, not_via=deliverer(request, reader))

        waiter = bell.waiter(office)
        try:
            page = await read()
            end = time.monotonic() + wait
            while not page.events and not bell.closing and (rest := end - time.monotonic()) > 0:
                if await bell.wait(waiter, rest):
                    page = await read()
        finally:
            bell.forget(office, waiter)
        caller = caller_of(request)
        key = app.state.sealing
        carrier = caller is not None and caller.kind in CARRIERS
        seals = await run_in_threadpool(seals_for, store, page.events, key) if carrier else []
        answer = feed_response(page.events, page.cursor, page.more, seals)
        return await run_in_threadpool(packed, answer, request.headers.get("accept-encoding", ""))


def feed_response(events: Any, cursor: str, more: bool, seals: Iterable[Seal] = ()) -> Response:
    """A page written straight to JSON: it was validated when it came in."""
    body = {"events": wire.to_plain_list(events), "cursor": cursor, "more": more}
    if carried := [wire.seal_to_plain(s) for s in seals]:
        body["seals"] = carried
    return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")


def packed(answer: Response, accepted: str) -> Response:
    """A large answer compressed, where the reader takes it: a full page over 64 kbit/s needs 9 s instead of 70."""
    if len(answer.body) < WORTH_PACKING or "gzip" not in accepted.lower():
        return answer
    body = gzip.compress(answer.body, 1)
    return Response(body, media_type=answer.media_type, headers={"Content-Encoding": "gzip"})


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON schema without `$defs`, as OpenAPI wants it in place."""
    definitions = schema.pop("$defs", {})

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            if ref := node.get("$ref"):
                return walk(definitions[ref.rpartition("/")[2]])
            return {k: walk(v) for k, v in node.items()}
        return [walk(v) for v in node] if isinstance(node, list) else node

    inlined: dict[str, Any] = walk(schema)
    return inlined
