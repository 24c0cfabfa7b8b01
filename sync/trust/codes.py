"""One-time codes: eight letters that authenticate both sides, so that a machine in the middle gains nothing.

Forty bits are few for whoever may guess at leisure: Argon2id makes every guess cost a tenth of a second and 64 MB, the
code lives for half an hour, and the authority answers few wrong ones (ADR 0019). The letters never travel.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from argon2.low_level import Type, hash_secret_raw

from kiosk.domain.event import canonical
from kiosk.domain.trouble import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U; whoever writes them all the same is understood."""
LENGTH, HALF = 8, 4
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1
STATION, AUTHORITY = "station", "authority"
QR_SCHEME = "motcua-join"
_LOOK_ALIKES = str.maketrans("ILO", "110")


@dataclass(frozen=True, slots=True)
class Stretched:
    """A code made slow to guess: `code_id` may be sent, `secret` (32 bytes) may not."""

    code_id: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a QR carries: where to join, the code, and the fingerprint of the authority that must answer."""

    server: str
    code: str
    fingerprint: str

    def text(self) -> str:
        """The QR's content."""
        return f"{QR_SCHEME}:?{urlencode({'server': self.server, 'code': self.code, 'ca': self.fingerprint})}"


def new_code() -> str:
    """Eight letters by chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """As people read it: `ABCD-EFGH`."""
    return f"{code[:HALF]}-{code[HALF:]}"


def tidied(text: str) -> str:
    """The code that a person typed. Raises Refused for what cannot be one."""
    code = "".join(text.upper().replace("-", " ").split()).translate(_LOOK_ALIKES)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        raise Refused("code-malformed", "Mã gồm 8 chữ và số.", "Xem lại mã ở máy quản trị, ví dụ 7KXM-2QDA.")
    return code


def invitation(text: str) -> Invitation | None:
    """What a scanned QR says; None when the text is no such QR."""
    parts = urlsplit(text.strip())
    if parts.scheme != QR_SCHEME:
        return None
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Invitation(said.get("server", ""), said.get("code", ""), said.get("ca", ""))


def stretch(code: str, salt: str) -> Stretched:
    """The slow hash of a tidy code under the authority's salt."""
    raw = hash_secret_raw(code.encode(), f"motcua-join {salt}".encode(), PASSES, MEMORY_KIB, LANES, 48, Type.ID)
    return Stretched(raw[:16].hex(), raw[16:])


def proof(secret: bytes, who: str, *said: str) -> str:
    """Hex: `who` (STATION or AUTHORITY) knows the code and saw exactly what was `said`."""
    return hmac.new(secret, canonical(["motcua-join-1", who, *said]).encode(), "sha256").hexdigest()


def is_proof(given: str, secret: bytes, who: str, *said: str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(given.encode(), proof(secret, who, *said).encode())
