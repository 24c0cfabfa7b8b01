"""How a server of ours keeps its connections, and how it ends."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Response

from kiosk.app.serving import server_for
from sync.loop import LONGEST_S
from sync.server.bell import Bell
from sync.server.crowding import FARTHEST_S


def test_who_has_not_read_the_answer_when_time_is_up_is_cut_off_and_not_left_hanging(
    on_air: Callable[..., Any],
) -> None:
    app = FastAPI()
    app.state.bell = Bell()
    app.get("/long")(lambda: Response(bytes(50_000_000)))
    url, end = on_air(app)
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port)) as line:
        line.settimeout(5)
        line.sendall(b"GET /long HTTP/1.1\r\nhost: here\r\n\r\n")
        assert line.recv(5) == b"HTTP/"
        end(False)
        with suppress(ConnectionResetError):
            while line.recv(1_000_000):
                pass


def test_nobody_is_sent_away_for_as_long_as_a_silent_connection_is_kept() -> None:
    """Who came back in the very moment in which the server closed it met a broken line instead of an answer."""
    app = FastAPI()
    app.state.bell = Bell()
    kept = server_for(app, "127.0.0.1:0").config.timeout_keep_alive
    assert kept >= 1.1 * max(FARTHEST_S, LONGEST_S)
