"""Running an HTTP application until the process is told to end."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING

from kiosk.domain.trouble import CallTechnician

BACKLOG = 2048
"""Connections that may wait to be taken: a province's stations come back all at once."""
KEPT_S = 330
"""Seconds that a silent connection is kept: longer than any station is sent away for or rests of itself, so that nobody
comes back in the moment in which it is closed."""

if TYPE_CHECKING:
    from ssl import SSLContext

    import uvicorn
    from fastapi import FastAPI

    from sync.trust.folder import Trust


def serve(app: FastAPI, listen: str, trust: Trust | None = None, inherited: socket.socket | None = None) -> None:
    """Serves on `listen` ("host:port", port 0 = any free one), or on the socket that was `inherited`, and says
    `READY http://host:port` on standard output; with `trust` over TLS (`https`). Raises CallTechnician for an address
    beyond this machine without trust."""
    context = _context(listen.rpartition(":")[0], listen, trust)
    sock = inherited or open_address(listen)
    bound = sock.getsockname()
    sys.stdout.write(f"READY {'https' if context else 'http'}://{bound[0]}:{bound[1]}\n")
    sys.stdout.flush()
    server_for(app, listen, trust).run(sockets=[sock])


def server_for(app: FastAPI, listen: str, trust: Trust | None = None) -> uvicorn.Server:
    """A server that has not begun; over TLS with `trust`. Raises CallTechnician for an address beyond this machine
    without trust."""
    import uvicorn

    context = _context(listen.rpartition(":")[0], listen, trust)
    settings = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
        timeout_keep_alive=KEPT_S,
        loop="asyncio",
        http="h11",
        ws="none",
        ssl_context_factory=(lambda _config, _usual: context) if context else None,
    )
    server = uvicorn.Server(settings)
    leave, bell = server.shutdown, app.state.bell

    async def shutdown(sockets: list[socket.socket] | None = None) -> None:
        """Answers waiting long polls before their connections are closed; cuts off who still asks when time is up."""
        bell.close()
        await leave(sockets)
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # an aborted connection is closed at the loop's next turn

    server.shutdown = shutdown  # type: ignore[method-assign]
    return server


def _context(host: str, listen: str, trust: Trust | None) -> SSLContext | None:
    from sync.server.tls import server_context
    from sync.trust.addresses import is_loopback

    if trust:
        return server_context(trust.tls)
    if is_loopback(host):
        return None
    raise CallTechnician(
        "open-to-the-network",
        f"Chưa thiết lập khóa và chứng thư nên không phục vụ ra mạng tại {listen}.",
        "Máy chủ của tỉnh hoặc của đơn vị độc lập: chạy motcua trust init. Máy chủ của đơn vị thuộc tỉnh: xin mã của"
        " tỉnh rồi chạy motcua join. Hoặc đặt listen về 127.0.0.1.",
    )


def open_address(listen: str) -> socket.socket:
    """A socket that listens there. Raises CallTechnician `address-taken`."""
    host, _, port = listen.rpartition(":")
    try:
        return listening(host.strip("[]"), int(port))
    except OSError as taken:
        raise CallTechnician(
            "address-taken",
            f"Không mở được địa chỉ {listen}: {taken.strerror}.",
            "Đóng chương trình đang dùng cổng này, hoặc đổi mục listen.",
        ) from taken


def listening(host: str, port: int) -> socket.socket:
    """A listening socket whose connections answer at once. Raises OSError.

    asyncio switches Nagle's algorithm off only where a socket names its protocol, which `create_server` leaves open;
    without that every answer of two packets waits 40 ms for the reader's delayed acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, backlog=BACKLOG)
    return socket.socket(opened.family, opened.type, socket.IPPROTO_TCP, fileno=opened.detach())
