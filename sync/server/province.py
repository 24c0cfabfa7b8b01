"""The province's own routes: monitoring of every station, and the desk of parked records."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request

from kiosk.domain.trouble import Refused
from kiosk.services import monitoring, parking
from kiosk.services.monitoring import Watched
from kiosk.services.parking import Case
from kiosk.store.store import Store
from sync.server import status
from sync.server.privilege import Actor, acting
from sync.wire_province import (
    Assign,
    CaseForm,
    Desk,
    FindingForm,
    Monitoring,
    OwnerForm,
    ParkedForm,
    PassedForm,
    PassOver,
    StillParked,
    WatchedForm,
)

Office = Annotated[str, Query(max_length=64, pattern=r"^[A-Za-z0-9._-]*$", description="one office; empty = all")]


def install(app: FastAPI, store: Store) -> None:
    """Adds the routes to the province's application."""
    _add_monitoring(app, store)
    _add_desk(app, store)
    status.install(app, store)


def watching(request: Request) -> Actor:
    """A dependency: who may look. Where nothing is signed (this machine alone) everybody who reaches the port may."""
    return Actor("open") if request.app.state.gate is None else acting(request)


def _add_monitoring(app: FastAPI, store: Store) -> None:
    @app.get("/v1/monitoring")
    def watch(who: Annotated[Actor, Depends(watching)], office: Office = "") -> Monitoring:
        """Every station as it is known here, the worst first."""
        found = monitoring.watched(store, _within(who, office))
        return Monitoring(at=store.clock.now_ms(), stations=[_watched(w) for w in found])


def _add_desk(app: FastAPI, store: Store) -> None:
    @app.get("/v1/parked")
    def desk(who: Annotated[Actor, Depends(watching)], office: Office = "") -> Desk:
        """What waits, those without an owner first, and what was passed over."""
        office = _within(who, office)
        return Desk(
            cases=[_case(c) for c in parking.cases(store, office)],
            passed=[PassedForm(**asdict(p)) for p in parking.passed(store, office)],
        )

    @app.post("/v1/parked/owner")
    def assign(wish: Assign, who: Annotated[Actor, Depends(acting)]) -> StillParked:
        """Somebody minds a case from now on."""
        who.check(wish.office)
        parking.assign(store, wish.office, wish.stream_id, wish.owner, wish.note, who.name)
        return _still(store)

    @app.post("/v1/parked/retry")
    def retry(who: Annotated[Actor, Depends(acting)]) -> StillParked:
        """Tries everything again that waits, as after an upgrade."""
        if who.office:
            raise Refused("province-only", "Việc này làm ở tỉnh.", "Báo kỹ thuật của tỉnh.")
        return StillParked(parked=parking.retry(store))

    @app.post("/v1/parked/pass")
    def pass_over(wish: PassOver, who: Annotated[Actor, Depends(acting)]) -> StillParked:
        """A stream goes on without an event that nothing can read; who and why stand in the journal."""
        if who.office:
            raise Refused("province-only", "Việc này làm ở tỉnh.", "Báo kỹ thuật của tỉnh.")
        parking.pass_over(store, wish.office, wish.event_id, wish.reason, who.name)
        return _still(store)


def _within(who: Actor, office: str) -> str:
    """The office asked about, as far as `who` may see."""
    if who.office:
        who.check(office or who.office)
    return office or who.office


def _still(store: Store) -> StillParked:
    return StillParked(parked=sum(len(case.events) for case in parking.cases(store)))


def _watched(one: Watched) -> WatchedForm:
    known = one.known
    return WatchedForm(
        office=known.office, station=known.station, kind=known.kind, last_seen=known.last_seen,
        revoked_at=known.revoked_at, lives=known.lives, events=known.events, parked=known.parked,
        differing=known.differing, report=dict(known.report), findings=[FindingForm(**asdict(f)) for f in one.findings],
    )  # fmt: skip


def _case(case: Case) -> CaseForm:
    events = [
        ParkedForm(event_id=e.event_id, station=e.station, incarnation=e.incarnation, seq=e.seq, type=e.type,
                   schema_ver=e.schema_ver, at=e.at, parked_at=e.parked_at, reason=e.reason, cause=e.is_cause)
        for e in case.events
    ]  # fmt: skip
    owner = OwnerForm(**asdict(case.owner)) if case.owner else None
    return CaseForm(office=case.office, stream_id=case.stream_id, since=case.since, owner=owner, events=events)
