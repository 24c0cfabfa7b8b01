"""What comes back from a network is rarely an answer: nothing of it is believed, nothing is lost."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from sync import transport
from sync.client import Away, Conflict, Denied, Line, Unacceptable

PORTAL = b"<html>Dang nhap Wi-Fi</html>"


@pytest.fixture
def answer() -> Iterator[Callable[..., str]]:
    """A server that gives every request the same raw bytes, piece by piece."""
    sockets: list[socket.socket] = []

    def start(*pieces: bytes, pause: float = 0.0, hang: float = 0.0) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        sockets.append(listener)

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    line.recv(65536)
                    try:
                        for piece in pieces:
                            line.sendall(piece)
                            time.sleep(pause)
                        time.sleep(hang)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in sockets:
        listener.close()


def ask(url: str, **times: float) -> None:
    with closing(Line(url, **times)) as line:
        line.hello()


def http(status: str, body: bytes, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (http("200 OK", PORTAL, "Content-Type: text/html"), "foreign-answer"),
        (http("302 Found", b"", "Location: http://portal/"), "foreign-answer"),
        (http("502 Bad Gateway", PORTAL), "foreign-answer"),
        (http("200 OK", b'{"acked_through": -1}'), "foreign-answer"),
        (http("200 OK", b'{"product": "other"}'), "foreign-answer"),
        (http("404 Not Found", b"nothing here"), "foreign-answer"),
        (http("200 OK", b'{"product"')[:-4], "unreachable"),
        (b"", "unreachable"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "unreachable"),
    ],
    ids=["portal", "redirect", "502", "negative", "other product", "404", "half", "hang-up", "no HTTP"],
)
def test_a_foreign_answer_is_no_answer(answer: Any, reply: bytes, code: str) -> None:
    with pytest.raises(Away) as away:
        ask(answer(reply))
    assert away.value.code == code
    assert away.value.message
    assert away.value.remedy


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(Away):
        ask(f"http://127.0.0.1:{port}")


def test_retry_after_is_honoured(answer: Any) -> None:
    busy = http("503 Busy", b'{"code": "busy", "message": "later"}', "Retry-After: 7")
    with pytest.raises(Away) as away:
        ask(answer(busy))
    assert away.value.retry_after == 7


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("401 No", "who", Denied),
        ("403 No", "revoked", Denied),
        ("409 No", "gap", Conflict),
        ("410 Gone", "stale-cursor", Conflict),
        ("422 No", "malformed", Unacceptable),
        ("413 No", "http-413", Unacceptable),
    ],
)
def test_refusals_are_told_apart(answer: Any, status: str, code: str, kind: type[Exception]) -> None:
    body = f'{{"code": "{code}", "message": "words"}}'.encode()
    with pytest.raises(kind):
        ask(answer(http(status, body)))


def test_a_silent_server_is_left_after_the_stall_time(answer: Any) -> None:
    started = time.monotonic()
    with pytest.raises(Away):
        ask(answer(hang=5), stall_s=0.5)
    assert time.monotonic() - started < 3


def test_an_answer_that_only_drips_is_left(answer: Any) -> None:
    body = b'{"product": "motcua"' + b" " * 400
    drops = [http("200 OK", body)[:120], *(bytes([b]) for b in body[:60])]
    started = time.monotonic()
    with pytest.raises(Away):
        ask(answer(*drops, pause=0.1), stall_s=0.6)
    assert time.monotonic() - started < 5


def test_headers_that_only_drip_are_left(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte alone satisfies a socket's time-out."""
    monkeypatch.setattr(transport, "HEADERS_S", 0.5)
    drops = [bytes([b]) for b in b"HTTP/1.1 200 OK\r\nServer: slow and steady\r\n"]
    started = time.monotonic()
    with pytest.raises(Away):
        ask(answer(*drops, pause=0.1), stall_s=1)
    assert time.monotonic() - started < 2.5


def test_an_answer_without_an_end_is_left(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 100_000)
    endless = [b"HTTP/1.1 200 OK\r\n\r\n", *([b"x" * 50_000] * 40)]
    with pytest.raises(Away):
        ask(answer(*endless))


def test_a_line_that_is_reset_is_left(answer: Any) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def reset() -> None:
        line, _ = listener.accept()
        line.recv(100)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()

    threading.Thread(target=reset, daemon=True).start()
    with pytest.raises(Away):
        ask(f"http://127.0.0.1:{listener.getsockname()[1]}")
    listener.close()
