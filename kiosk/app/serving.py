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
    host = host.strip("[]")
    try:
        sock = socket.create_server((host, int(port)), backlog=256)
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
    _polite_server(uvicorn.Server)(settings).run(sockets=[sock])


def _polite_server(base: type[uvicorn.Server]) -> type[uvicorn.Server]:
    """A server that answers waiting long polls before it closes their connections."""

    class Polite(base):  # type: ignore[misc, valid-type]
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            self.config.loaded_app.app.state.bell.close()
            await super().shutdown(sockets)

    return Polite
