"""The authority's routes: stations join by a one-time code, leads and technicians make codes and shut stations out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Request

from kiosk.domain.trouble import Refused
from kiosk.services import admitted, enrolling
from kiosk.services.enrolling import Attempt, Placement
from kiosk.store import trust as lists
from kiosk.store.join_codes import JoinCode
from kiosk.store.store import Store
from sync import wire
from sync.server.admission import caller_of, not_yours
from sync.server.privilege import Actor, acting
from sync.trust import codes
from sync.trust.authority import Authority, expires_at, requested_key
from sync.trust.folder import Place
from sync.trust.forms import (
    Admission,
    Admittance,
    Admitted,
    Certificate,
    CertificateRequest,
    CodeAnswer,
    CodeWish,
    Count,
    Greeting,
    KeyListForm,
    Knock,
    MachineRoll,
    OpenCode,
    Settings,
    StationWish,
)
from sync.trust.keys import key_id_of
from sync.trust.proving import said_by

Privileged = Annotated[Actor, Depends(acting)]


def install(
    app: FastAPI, store: Store, authority: Authority, addresses: Callable[[], Settings], certificate: Path
) -> None:
    """Makes `app` the authority of its office or province. `addresses` says under which `hub` and `province` stations
    reach it; `app.state.own_key` names the key that the machine's administrator signs with, `certificate` is its own.
    """
    _add_joining(app, store, authority, addresses)
    _add_codes(app, store, authority, addresses)
    _add_revoking(app, store, authority)
    _add_roll(app, store, certificate)


def _add_joining(app: FastAPI, store: Store, authority: Authority, addresses: Callable[[], Settings]) -> None:
    greeting = Greeting(
        office=store.me.office, station=store.me.station, kind=store.me.kind, salt=authority.salt, ca=authority.pem
    )

    @app.get("/v1/join", response_model_exclude_defaults=True)
    def greet() -> Greeting:
        """Who lets stations in here. Unsigned; nothing of it is believed before the code has proved it."""
        return greeting

    @app.post("/v1/join")
    def join(knock: Knock, request: Request) -> Admitted:
        """Lets a station in that proves a one-time code; the answer proves it in turn."""
        requested_key(knock.request)  # a malformed request uses no code up
        said = said_by(greeting, authority.fingerprint, knock)
        public = bytes.fromhex(knock.public)
        source = request.client.host if request.client else ""
        attempt = Attempt(
            knock.code_id, source, knock.kind, key_id_of(public), public,
            lambda secret: codes.is_proof(knock.proof, secret, codes.STATION, *said),
        )  # fmt: skip
        code = enrolling.redeem(store, attempt, authority.sign)
        admission = _admission(store, authority, code, knock, addresses())
        return Admitted(admission=admission, proof=codes.proof(code.secret, codes.AUTHORITY, *said, admission))


def _admission(store: Store, authority: Authority, code: JoinCode, knock: Knock, home: Settings) -> str:
    place = Place(office=code.office, station=code.station, kind=code.kind)
    keys = store.read(lambda conn: lists.key_list_of(conn, code.office))
    assert keys
    told = {name: value for name, value in json.loads(code.settings).items() if name in Settings.model_fields}
    settings = home.model_copy(update=told)
    answer = Admission(
        office=code.office,
        station=code.station,
        kind=code.kind,  # type: ignore[arg-type]
        settings=settings,
        certificate=_certified(store, authority, knock.request, place, code.used_by),
        keys=KeyListForm(document=keys.document, signature=keys.signature.hex()),
    )
    return answer.model_dump_json()


def _add_codes(app: FastAPI, store: Store, authority: Authority, addresses: Callable[[], Settings]) -> None:
    @app.post("/v1/trust/codes")
    def make_code(wish: CodeWish, actor: Privileged) -> CodeAnswer:
        """A one-time code for one station, shown once and stored stretched. Leads and technicians, for their own
        office."""
        actor.check(wish.office)
        letters = codes.new_code()
        stretched = codes.stretch(letters, authority.salt)
        settings = wish.settings.model_dump(exclude_defaults=True)
        made = enrolling.offer(
            store, Placement(wish.office, wish.station, wish.kind, settings), stretched.code_id, stretched.secret,
            wish.minutes, actor.name,
        )  # fmt: skip
        home = addresses()
        server = home.province or home.hub
        qr = codes.Invitation(server, letters, authority.fingerprint).text()
        return CodeAnswer(code=codes.grouped(letters), qr=qr, server=server, fingerprint=authority.fingerprint,
                          at=made.made_at, expires_at=made.expires_at)  # fmt: skip

    @app.post("/v1/trust/codes/withdrawals")
    def withdraw(wish: StationWish, actor: Privileged) -> Count:
        """Takes the unused code of a station back."""
        actor.check(wish.office)
        return Count(count=int(enrolling.withdraw(store, wish.office, wish.station, actor.name)))


def _add_revoking(app: FastAPI, store: Store, authority: Authority) -> None:
    @app.post("/v1/trust/revocations")
    def revoke(wish: StationWish, actor: Privileged) -> Count:
        """Shuts a station out: its next request is refused here, and elsewhere as soon as the list has followed."""
        actor.check(wish.office)
        return Count(count=enrolling.revoke(store, wish.office, wish.station, actor.name, authority.sign))

    @app.post("/v1/trust/certificates")
    def certificate(wish: CertificateRequest, request: Request) -> Certificate:
        """A new TLS certificate for the station that signs the request."""
        caller = caller_of(request)
        if caller is None:
            raise Refused(
                "nobody", "Yêu cầu không mang chữ ký của máy nào.", "Cho máy này gia nhập trước: motcua join."
            )
        place = Place(office=caller.office, station=caller.station, kind=caller.kind)
        return Certificate(certificate=_certified(store, authority, wish.request, place, caller.key_id))


def _certified(store: Store, authority: Authority, request: str, place: Place, key_id: str) -> str:
    certificate = authority.certify(request, place, key_id, store.clock.now_ms())
    admitted.note_certificate(store, place.office, place.station, key_id, expires_at(certificate.encode()))
    return certificate


def _add_roll(app: FastAPI, store: Store, own: Path) -> None:
    @app.get("/v1/trust/machines")
    def machines(request: Request, office: wire.Name | Literal[""] = "") -> MachineRoll:
        """Who is let in and which codes are open. A desk sees its own office, the server's administrator any or all."""
        office = _visible(request, store, office)
        return MachineRoll(
            at=store.clock.now_ms(),
            machines=[
                _admittance(m, expires_at(own.read_bytes()) if m.key_id == app.state.own_key else m.certified_until)
                for m in admitted.machines(store, office)
            ],
            codes=[
                OpenCode(**{name: getattr(c, name) for name in OpenCode.model_fields})
                for c in admitted.open_codes(store, office)
            ],
        )


def _admittance(machine: admitted.Machine, until: int) -> Admittance:
    return Admittance(**{**asdict(machine), "certified_until": until})


def _visible(request: Request, store: Store, office: str) -> str:
    """The office whose machines the caller sees; raises NotLetIn for another's."""
    caller = caller_of(request)
    if caller is None or caller.office == store.me.office:
        return office
    if office not in ("", caller.office):
        raise not_yours()
    return caller.office
