"""Running an HTTP application until the process is told to end."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from kiosk.domain.trouble import CallTechnician

if TYPE_CHECKING:
    from fastapi import FastAPI


def serve(app: FastAPI, listen: str) -> None:
    """Serves on `listen` ("host:port", port 0 = any free one) and says `READY http://host:port` on standard output."""
    import uvicorn

    host, _, port = listen.rpartition(":")
    try:
        sock = listening(host.strip("[]"), int(port))
    except OSError as taken:
        raise CallTechnician(
            "address-taken",
            f"Không mở được địa chỉ {listen}: {taken.strerror}.",
            "Đóng chương trình đang dùng cổng này, hoặc đổi mục listen.",
        ) from taken
    bound = sock.getsockname()
    sys.stdout.write(f"READY http://{bound[0]}:{bound[1]}\n")
    sys.stdout.flush()
    settings = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
        timeout_keep_alive=75,
        loop="asyncio",
        http="h11",
        ws="none",
    )
    server = uvicorn.Server(settings)
    leave, bell = server.shutdown, app.state.bell

    async def shutdown(sockets: list[socket.socket] | None = None) -> None:
        """Answers waiting long polls before their connections are closed."""
        bell.close()
        await leave(sockets)

    server.shutdown = shutdown  # type: ignore[method-assign]
    server.run(sockets=[sock])


def listening(host: str, port: int) -> socket.socket:
    """A listening socket whose connections answer at once. Raises OSError.

    asyncio switches Nagle's algorithm off only where a socket names its protocol, which `create_server` leaves open;
    without that every answer of two packets waits 40 ms for the reader's delayed acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, backlog=256)
    return socket.socket(opened.family, opened.type, socket.IPPROTO_TCP, fileno=opened.detach())
