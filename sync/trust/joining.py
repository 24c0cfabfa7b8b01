"""A station joins: it learns who the authority is, proves the code, has the authority prove it, and keeps what it got.

First contact is with whoever answers; only the authority's certificate is taken from it. Everything after goes over TLS
that this certificate vouches for, and the code's proof covers the certificate: a machine in the middle cannot swap it.
An office's hub may be that middle: it passes the letters of neither side, only what both prove (ADR 0034).
"""

from __future__ import annotations

import logging
import secrets
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import BaseModel, ValidationError

from kiosk.domain.trouble import Refused, TryLater
from kiosk.services.allow_list import read
from sync import wire
from sync.transport import Broken, Expected, Transport
from sync.trust import codes
from sync.trust.authority import fingerprint_of, is_from, new_request
from sync.trust.expecting import anybody, expected
from sync.trust.folder import CA, CERTIFICATE, KEYS, TLS_KEY, Place, keep_place
from sync.trust.forms import Admission, Admitted, Greeting, Knock
from sync.trust.keeping import keep, keep_private
from sync.trust.keys import StationKey, new_key
from sync.trust.names import role_name
from sync.trust.proving import said_by

log = logging.getLogger(__name__)
Form = TypeVar("Form", bound=BaseModel)
CONNECT_S, STALL_S, TRIES = 5.0, 15.0, 3
ANEW = "Xin mã mới ở máy quản trị rồi thử lại."
_LATER = frozenset({"join-locked", "authority-away", "busy"})


@dataclass(frozen=True, slots=True)
class Joined:
    """What a station got, not yet on its disk."""

    admission: Admission
    server: str
    greeting: Greeting
    key: StationKey
    tls_key: ec.EllipticCurvePrivateKey

    def keep(self, folder: Path) -> None:
        """Puts everything into the trust folder of the station with its data in `folder`; the place comes last."""
        got = self.admission
        self.key.keep(folder)
        keep(folder, CA, self.greeting.ca.encode())
        keep_private(folder, TLS_KEY, self.tls_key)
        keep(folder, CERTIFICATE, got.certificate.encode())
        keep(folder, KEYS, got.keys.model_dump_json().encode())
        place = Place(office=got.office, station=got.station, kind=got.kind, authority=self.server,
                      authority_name=role_name(self.greeting.kind, self.greeting.office))  # fmt: skip
        keep_place(folder, place)


def join(server: str, code: str, *, fingerprint: str = "", kind: str = "") -> Joined:
    """Joins at the authority at `server` (https) with a one-time code. `fingerprint` (SHA-256 of its certificate, hex)
    and `kind` are checked where given.

    Raises Refused for a code that does not fit and for an authority that cannot prove it; TryLater when it cannot be
    reached or has seen too many wrong codes.
    """
    letters = codes.tidied(code)
    server = _address(server)
    greeting = _greeting(server)
    seen = _fingerprint(greeting, fingerprint)
    stretched = codes.stretch(letters, greeting.salt)
    key = new_key()
    tls_key, request = new_request()
    knock = Knock(
        code_id=stretched.code_id,
        public=key.public.hex(),
        request=request,
        nonce=secrets.token_hex(16),
        kind=kind,  # type: ignore[arg-type]
        proof="0" * 64,
    )
    said = said_by(greeting, seen, knock)
    knock = knock.model_copy(update={"proof": codes.proof(stretched.secret, codes.STATION, *said)})
    answer = _knock(server, greeting, knock)
    if not codes.is_proof(answer.proof, stretched.secret, codes.AUTHORITY, *said, answer.admission):
        raise _impostor(server)
    return Joined(_admission(answer.admission, greeting.ca), server, greeting, key, tls_key)


def _address(server: str) -> str:
    if not server.startswith("https://"):
        raise Refused("server-plain", f"Địa chỉ {server} phải bắt đầu bằng https://.", "Xem địa chỉ ở máy quản trị.")
    return server.rstrip("/")


def _greeting(server: str) -> Greeting:
    with _transport(anybody()) as transport:
        return _ask(Greeting, server, lambda: transport.exchange("GET", f"{server}/v1/join"))


def _fingerprint(greeting: Greeting, wanted: str) -> str:
    try:
        seen = fingerprint_of(greeting.ca)
    except ValueError as broken:
        raise Refused("authority-malformed", "Máy chủ trả chứng thư không đọc được.", ANEW) from broken
    if wanted and wanted.strip().lower().replace(":", "") != seen:
        raise Refused(
            "authority-other",
            "Máy chủ ở địa chỉ này không phải máy đã cấp mã (vân tay chứng thư khác).",
            "Có thể có máy lạ trên mạng: kiểm tra địa chỉ và báo kỹ thuật.",
        )
    return seen


def _knock(server: str, greeting: Greeting, knock: Knock) -> Admitted:
    """Asks again with the same key when the answer is lost: the authority knows it by then."""
    with tempfile.TemporaryDirectory() as folder:
        ca_file = Path(folder) / CA
        ca_file.write_text(greeting.ca)
        try:
            who = expected(ca_file, _bearer(greeting))
        except ssl.SSLError as broken:
            raise _impostor(server) from broken
    for attempt in range(1, TRIES + 1):
        try:
            return _knock_once(server, who, knock)
        except TryLater as away:
            if attempt == TRIES or away.code != "unreachable":
                raise
    raise AssertionError("every try returns or raises")


def _bearer(greeting: Greeting) -> str:
    """Who must answer there: the authority, or the hub that says it passes on to it."""
    return role_name("hub", greeting.by) if greeting.by else role_name(greeting.kind, greeting.office)


def _knock_once(server: str, who: Expected, knock: Knock) -> Admitted:
    with _transport(who) as transport:
        sent = knock.model_dump()
        return _ask(Admitted, server, lambda: transport.exchange("POST", f"{server}/v1/join", json=sent))


def _admission(text: str, ca: str) -> Admission:
    try:
        got = Admission.model_validate_json(text)
        read(got.keys.document, bytes.fromhex(got.keys.signature), lambda s, d: is_from(ca, s, d), got.office)
    except (ValidationError, ValueError) as broken:
        raise Refused("answer-unreadable", "Không đọc được trả lời của máy chủ.", "Cập nhật chương trình.") from broken
    return got


@contextmanager
def _transport(who: Expected) -> Iterator[Transport]:
    transport = Transport(CONNECT_S, STALL_S, who)
    try:
        yield transport
    finally:
        transport.close()


def _ask(form: type[Form], server: str, exchange: Callable[[], Any]) -> Form:
    try:
        reply = exchange()
    except Broken as gone:
        log.info("joining at %s: %s", server, gone)
        if "certificate verify failed" in str(gone).lower() or "CertificateError" in str(gone):
            raise _impostor(server) from gone
        raise TryLater("unreachable", f"Không kết nối được {server}.", "Kiểm tra địa chỉ và dây mạng.") from gone
    if reply.status >= 300:
        raise _refusal(server, reply.content)
    try:
        return form.model_validate_json(reply.content)
    except ValidationError as foreign:
        raise _foreign(server) from foreign


def _refusal(server: str, content: bytes) -> Exception:
    try:
        problem = wire.Problem.model_validate_json(content)
    except ValidationError:
        return _foreign(server)
    if problem.code == "http-404":
        return Refused(
            "no-authority", f"{server} không phải máy cấp phép.", "Xem địa chỉ ở máy quản trị, trang Máy trạm."
        )
    kind = TryLater if problem.code in _LATER else Refused
    return kind(problem.code, problem.message, problem.remedy)


def _foreign(server: str) -> Refused:
    return Refused("foreign-answer", f"{server} không phải máy chủ Một Cửa.", "Xem lại địa chỉ ở máy quản trị.")


def _impostor(server: str) -> Refused:
    return Refused(
        "authority-unproven",
        f"Máy trả lời ở {server} không chứng minh được nó là máy đã cấp mã.",
        "Có thể có máy lạ trên mạng: kiểm tra địa chỉ và báo kỹ thuật. Mã chưa bị lộ.",
    )
