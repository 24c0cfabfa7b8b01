"""What a client checks about a server over TLS: the authority, the name, and that nobody has revoked it since.

A certificate's dates are not asked: a station whose clock says 1970 must reach its hub. A stolen key is shut out by
the allow list, which the authority signs, and not by waiting (ADR 0019).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync.transport import Expected
from sync.trust.names import KEY_PREFIX

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL; Python has no name for it."""


def expected(ca_file: Path, name: str, is_revoked: Callable[[str], bool] = lambda _: False) -> Expected:
    """The bearer of `name` under the authority in `ca_file`, unless its key was revoked."""

    def accept(certificate: Any) -> None:
        keys = [text.removeprefix(KEY_PREFIX) for kind, text in certificate.get("subjectAltName", ()) if kind == "URI"]
        if not keys or any(is_revoked(key) for key in keys):
            raise ssl.SSLCertVerificationError(f"the certificate of {name} is of a revoked key")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(ca_file)
    context.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)
    context.check_hostname = False  # urllib3 compares the name itself, where it is not the address's
    return Expected(context, name, accept)


def anybody() -> Expected:
    """Whoever answers: only to learn whom a one-time code will have to prove."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return Expected(context, "anybody.motcua", lambda _: None)
