"""The server's side of signed requests: is this signature whole, over all that steers us, and by a key we know?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature, algorithms
from http_message_signatures.digests import ContentDigest

from sync.trust.signing import HOST, TAG, covered

LONGEST_LIFE_S = 120
DIGEST = '"content-digest"'


class Unsigned(Exception):
    """The request carries no signature."""


class Stranger(Exception):
    """Nobody here knows the key."""


class BadSignature(Exception):
    """The signature does not hold, or does not cover what it must."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature that holds says. Times in seconds of the server's own time; `digest` is "" without a body."""

    key_id: str
    nonce: str
    created: int
    expires: int
    life: str
    to: str
    digest: str


class _Headers:
    """All header lines, repeated ones too, as the library reads them."""

    def __init__(self, lines: Sequence[tuple[str, str]]) -> None:
        self._lines = lines

    def items(self) -> Sequence[tuple[str, str]]:
        return self._lines


@dataclass(slots=True)
class _Request:
    method: str
    url: str
    headers: _Headers


class _Known(HTTPSignatureKeyResolver):
    """Looks a key up once; what the look-up itself raises is kept for the caller, not taken for a bad signature."""

    def __init__(self, public_of: Callable[[str], bytes | None]) -> None:
        self._public_of = public_of
        self.trouble: Exception | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        try:
            public = self._public_of(key_id)
            if public is None:
                raise Stranger(key_id)
        except Exception as trouble:
            self.trouble = trouble
            raise
        return Ed25519PublicKey.from_public_bytes(public)


class _Verifier(HTTPMessageVerifier):
    """Times are judged by the gate: by the server's own steady time, not by the machine's clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:  # noqa: ARG002
        if not {"created", "expires", "nonce", "tag"} <= set(sig_input.params):
            raise InvalidSignature("created, expires, nonce and tag are needed")


def verify(
    method: str, target: str, headers: Sequence[tuple[str, str]], public_of: Callable[[str], bytes | None]
) -> Signed:
    """The claims of the one signature over this request; `target` is path and query as they came, `public_of` knows
    keys by their id. The body is not looked at: compare it with `digest` by `check_body`.
    Raises Unsigned, Stranger, BadSignature, and whatever `public_of` raises."""
    names = {name.lower() for name, _ in headers}
    if not names & {"signature", "signature-input"}:
        raise Unsigned
    known = _Known(public_of)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=known)
    try:
        results = verifier.verify(_Request(method, HOST + target, _Headers(headers)), max_age=None)
    except Exception as wrong:
        if known.trouble:
            raise known.trouble from None
        raise BadSignature(str(wrong)) from wrong
    return _claims(results[0].covered_components, results[0].parameters, names)


def _claims(signed: dict[str, str], said: Any, names: set[str]) -> Signed:
    needed = {f'"{name}"' for name in covered(names)} | ({DIGEST} if "content-digest" in names else set())
    if missing := needed - signed.keys():
        raise BadSignature(f"not covered: {', '.join(sorted(missing))}")
    if not 0 <= said["expires"] - said["created"] <= LONGEST_LIFE_S or not 16 <= len(said["nonce"]) <= 64:
        raise BadSignature("its life is too long or its nonce too short")
    return Signed(
        said["keyid"], said["nonce"], said["created"], said["expires"], said["tag"].removeprefix(TAG),
        signed['"motcua-to"'], signed.get(DIGEST, ""),
    )  # fmt: skip


def is_body(digest: str, body: bytes) -> bool:
    """Whether this is the body that was signed; without a digest only an empty one is."""
    if not digest:
        return not body
    try:
        ContentDigest.verify(digest, body)
    except InvalidSignature:
        return False
    return True
