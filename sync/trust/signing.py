"""Requests signed by RFC 9421 with the station's Ed25519 key (ADR 0022): what is covered, and the client's side.

Covered are method, path, query, the digest of the body as sent (RFC 9530), whom the request is for (`Motcua-To`) and
every header that steers what a server does. Address and Host are not: proxies rewrite them and addresses change, the
certified name does not.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from http_message_signatures import HTTPMessageSigner, algorithms
from requests import PreparedRequest
from requests.auth import AuthBase

from sync.trust.keys import StationKey
from sync.wire import Gate

LABEL = "motcua"
TAG = "motcua-1:"
"""The signed tag is this and the server's `life`: what was signed for an earlier life is worth nothing."""
LIFETIME_S = 60
"""Seconds between `created` and `expires`: how long a server must remember a nonce."""
TO = "Motcua-To"
ALWAYS = ("@method", "@path", "@query", TO.lower())
STEERING = ("motcua-", "upload-")
STEERING_TOO = frozenset({"content-type", "content-encoding", "range", "x-http-method-override"})
HOST = "https://motcua"
"""Stands for scheme and authority, which are not covered."""


def covered(names: Iterable[str]) -> list[str]:
    """What a request with these headers must have signed, besides `content-digest` of a body."""
    low = {name.lower() for name in names}
    steering = {name for name in low if name.startswith(STEERING) or name in STEERING_TOO}
    return [*ALWAYS, *sorted(steering - set(ALWAYS))]


@dataclass(slots=True)
class _Message:
    """What the library signs: the request as the server will see it."""

    method: str
    url: str
    headers: Any


class Signer(AuthBase):
    """Signs the requests of one line for the bearer of the name `to`; `prefix` is the path before `/v1` that a proxy
    takes away. It keeps the server's time, so the station's own clock may be years off."""

    def __init__(self, key: StationKey, to: str, prefix: str = "", now: Callable[[], float] = time.monotonic) -> None:
        self._key, self._to, self._prefix, self._now = key, to, prefix, now
        self._signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
        self._gate: Gate | None = None
        self._learned = 0.0
        self.ready = False

    def learn(self, gate: Gate | None) -> None:
        """Takes what the server's hello says; None = it asks for no signatures."""
        self._gate, self._learned, self.ready = gate, self._now(), True

    @property
    def asked(self) -> bool:
        """Whether the server asks for signatures."""
        return self._gate is not None

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Adds Motcua-To, Content-Digest, Signature-Input and Signature; the body must be whole bytes."""
        if (gate := self._gate) is None:
            return request
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if body is not None and not isinstance(body, bytes):
            raise TypeError("only a whole body can be signed")
        request.headers[TO] = self._to
        target = _Message(request.method or "", HOST + request.path_url.removeprefix(self._prefix), request.headers)
        created = int(gate.at / 1000 + self._now() - self._learned)
        prepared = self._signer.prepare(
            target,
            key_id=self._key.key_id,
            created=datetime.fromtimestamp(created, UTC),
            expires=datetime.fromtimestamp(created + LIFETIME_S, UTC),
            nonce=secrets.token_hex(16),
            label=LABEL,
            tag=TAG + gate.life,
            covered_component_ids=covered(request.headers),
            body=body or None,
        )
        self._signer.apply(target, prepared, self._key.sign(prepared.signature_base))
        return request
