"""Which addresses may be spoken to and served at, with and without trust."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.domain.trouble import CallTechnician

if TYPE_CHECKING:
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


def reachable(url: str, listen: str) -> str:
    """The https address under which other machines of the network find the server that is configured with `url` and
    `listen`: where `url` names a place outside this machine it stands; else this machine's own address is asked."""
    parts = urlsplit(url)
    if parts.hostname and not is_loopback(parts.hostname):
        return f"https://{parts.netloc}"
    host, _, port = listen.rpartition(":")
    return f"https://{network_address() if is_anywhere(host) else host}:{port}"


def is_anywhere(host: str) -> bool:
    """Whether a server that listens at `host` listens at every address of the machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def network_address() -> str:
    """This machine's address towards the network; loopback without one. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
