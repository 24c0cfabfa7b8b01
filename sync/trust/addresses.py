"""Which addresses may be spoken to and served at, with and without trust."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from kiosk.domain.trouble import CallTechnician
from sync.trust.folder import Trust

HOW_TO_JOIN = "Xin mã ở máy quản trị rồi chạy: motcua join --server https://… --code …"


def is_loopback(host: str) -> bool:
    """Whether nothing outside this machine reaches or is reached by `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def check_address(url: str, trust: Trust | None) -> None:
    """Raises CallTechnician where a line would be open to the network, or closed on one side only."""
    parts = urlsplit(url)
    if trust and parts.scheme != "https":
        raise CallTechnician(
            "plain-line",
            f"Máy này đã gia nhập nên chỉ nói qua https, nhưng địa chỉ máy chủ là {url}.",
            f"Sửa tệp cấu hình: đổi thành https://{parts.netloc}.",
        )
    if not trust and parts.scheme == "https":
        raise CallTechnician("not-joined", f"Máy này chưa gia nhập nên chưa nói được với {url}.", HOW_TO_JOIN)
    if not trust and not is_loopback(parts.hostname or ""):
        raise CallTechnician(
            "plain-line", f"Địa chỉ {url} không được mã hóa, chỉ dùng được trong cùng một máy.", HOW_TO_JOIN
        )
