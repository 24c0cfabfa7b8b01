"""What happened to one ticket or file, event by event, and who has it: the proof for a person (design §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.domain import facts
from kiosk.domain import file as files
from kiosk.domain.event import Event
from kiosk.domain.number import parse_number
from kiosk.domain.office import Office
from kiosk.domain.qr import parse_qr_text
from kiosk.domain.ticket import Ticket, stream_of
from kiosk.domain.trouble import Refused
from kiosk.services.telling import what_happened
from kiosk.store import cursors, proof, seals, tickets
from kiosk.store.files import of_stream
from kiosk.store.journal import Origin
from kiosk.store.proof import Stored
from kiosk.store.store import Snapshot, Store

HUB, PROVINCE = "hub", "province"
Standing = Mapping[Origin, tuple[int, int]]
"""What a server above said when it was asked: for each chain (through at the hub, through at the province)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event. `at_hub` and `at_province`: True = it has acknowledged or delivered the event, False = not as far as
    known here, None = nothing can be said here. `parked` is why this program could not read it, "" = it could."""

    at: int
    what: str
    type: str
    station: str
    incarnation: str
    seq: int
    actor: str
    event_id: str
    branch: str
    at_hub: bool | None
    at_province: bool | None
    sealed_by: str
    parked: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that `role` (the kind of the store that was read) knows of one stream. `state` and `conflict` are
    those of a ticket, "" otherwise; `files` are the streams of the scans that belong to it."""

    office: str
    stream_id: str
    role: str
    number: str
    service_day: str
    state: str
    conflict: str
    steps: tuple[Step, ...]
    files: tuple[str, ...]


def streams_of(store: Store, office: str, text: str, day: str = "") -> tuple[str, ...]:
    """The streams that a person means: a printed number (of `day`, else of its newest day), the text of a ticket's QR,
    a ticket's id, a file's SHA-256, or a whole stream id. Raises Refused when nothing here fits."""
    text = text.strip()
    found = store.read(lambda conn: _candidates(conn, office, text, day))
    known = tuple(s for s in found if store.read(lambda conn, s=s: proof.stream(conn, office, s)))  # type: ignore[misc]
    if known:
        return known
    raise Refused(
        "trace-nothing",
        f"Không thấy {text} trong dữ liệu của đơn vị {office} ở máy này.",
        "Xem lại số và ngày (--day 2026-11-23), hoặc tra ở máy chủ đơn vị hay ở tỉnh.",
    )


def trace(
    store: Store, office: str, stream_id: str, house: Office | None = None, told: Standing | None = None
) -> Trace:
    """The stream's whole story. `house` names fields, `told` is what servers above said when they were asked."""

    def work(conn: Snapshot) -> Trace:
        stored = proof.stream(conn, office, stream_id)
        known = _Known(conn, store, {_origin(s.event) for s in stored}, told or {})
        steps = tuple(_step(s, known, house) for s in stored)
        empty = Trace(office, stream_id, store.me.kind, "", "", "", "", steps, ())
        scans = tuple(files.stream_of(f.sha256) for f in of_stream(conn, office, stream_id))
        return _with_ticket(replace(empty, files=scans), conn)

    return store.read(work)


def _candidates(conn: Snapshot, office: str, text: str, day: str) -> list[str]:
    if slip := parse_qr_text(text):
        if slip.office_id != office:
            raise Refused("trace-office", f"Phiếu này của đơn vị {slip.office_id}.", f"Chọn --office {slip.office_id}.")
        return [stream_of(slip.ticket_id)]
    if parts := parse_number(text):
        label = f"{parts[0]}{parts[1]}{parts[2]:03d}"
        return [stream_of(ticket_id) for ticket_id, _ in proof.tickets_numbered(conn, office, label, day)]
    if files.is_hash(text):
        return [files.stream_of(text)]
    return [text if ":" in text else stream_of(text)]


def _with_ticket(trace: Trace, conn: Snapshot) -> Trace:
    kind, _, name = trace.stream_id.partition(":")
    found: Ticket | None = tickets.get(conn, trace.office, name) if kind == "ticket" else None
    if found is None:
        return trace
    return replace(
        trace, number=found.number, service_day=found.service_day, state=found.state, conflict=found.conflict
    )


class _Known:
    """Who has what, as far as this store and those that were asked know."""

    def __init__(self, conn: Snapshot, store: Store, origins: set[Origin], told: Standing) -> None:
        self._me, self._told = store.me, told
        self._acked = {HUB: cursors.all_acked(conn, HUB), PROVINCE: cursors.all_acked(conn, PROVINCE)}
        self._seals = {of: seals.seals_of(conn, of) for of in origins}

    def at_hub(self, stored: Stored) -> bool | None:
        """Whether the office's hub has the event."""
        of, seq = _origin(stored.event), stored.event.seq
        if self._me.kind == HUB:
            return True
        if self._me.kind == PROVINCE:
            return True if stored.via not in ("", of[2], of[1]) else None
        acked = max(self._acked[HUB].get(of, 0), self._told.get(of, (0, 0))[0])
        return seq <= acked or stored.via == HUB

    def at_province(self, stored: Stored) -> bool | None:
        """Whether the province has the event."""
        of, seq = _origin(stored.event), stored.event.seq
        if self._me.kind == PROVINCE:
            return True
        acked = max(self._acked[PROVINCE].get(of, 0), self._told.get(of, (0, 0))[1])
        if seq <= acked or stored.via == PROVINCE:
            return True
        return False if self._me.kind == HUB or of in self._told else None

    def sealed_by(self, event: Event) -> str:
        """The key whose seal vouches for the event, "" for none."""
        return next((s.key_id for s in self._seals[_origin(event)] if s.seq >= event.seq), "")


def _step(stored: Stored, known: _Known, house: Office | None) -> Step:
    e = stored.event
    return Step(
        e.at, what_happened(e, house), e.type, e.station, e.incarnation, e.seq, e.actor, e.event_id, _branch(e),
        known.at_hub(stored), known.at_province(stored), known.sealed_by(e), stored.parked,
    )  # fmt: skip


def _branch(event: Event) -> str:
    return str(event.body.get("branch", "")) if event.type == facts.TicketCalled.type else ""


def _origin(event: Event) -> Origin:
    return (event.office, event.station, event.incarnation)
