"""TLS at the server's side: the machine's own certificate, taken up again when it was renewed."""

from __future__ import annotations

import ssl
from typing import Any

from kiosk.domain.trouble import CallTechnician
from sync.trust.folder import ServerTls


def server_context(tls: ServerTls) -> ssl.SSLContext:
    """TLS 1.2 or newer under the certificate in `tls`; a renewed one counts from the next connection on.
    Raises CallTechnician when certificate and key cannot be used."""
    standing = _loaded(tls)
    stamp = _stamp(tls)

    def look(connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        nonlocal standing, stamp
        if (now := _stamp(tls)) != stamp:
            standing, stamp = _loaded(tls), now
        connection.context = standing

    front = _loaded(tls)
    front.sni_callback = look
    return front


def _loaded(tls: ServerTls) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(tls.certificate, tls.key, tls.password)
    except (OSError, ssl.SSLError) as broken:
        raise CallTechnician(
            "certificate-broken",
            f"Không dùng được chứng thư {tls.certificate} ({broken}).",
            "Chép lại thư mục trust từ bản lưu, hoặc xin mã mới rồi chạy: motcua join.",
        ) from broken
    return context


def _stamp(tls: ServerTls) -> Any:
    return [(path.stat().st_mtime_ns, path.stat().st_size) for path in (tls.certificate, tls.key)]
