"""Files at a server, asked from outside by HTTP: announced first, resumed at the byte, checked, readable by hash."""

from __future__ import annotations

import random
import socket
import time
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.domain import facts
from kiosk.domain.file import LARGEST
from kiosk.store.shelf import Shelf, open_shelf
from sync.server import files as routes

CONTENT = random.Random(3).randbytes(300_000)
NAME = sha256(CONTENT).hexdigest()
TUS = {"Tus-Resumable": "1.0.0"}
PATH = "/v1/offices/commune/files"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return open_shelf(tmp_path / "province-files")


@pytest.fixture
def arrived() -> list[str]:
    return []


@pytest.fixture
def server(province: Any, shelf: Shelf, arrived: list[str]) -> Any:
    """The province with a shelf; it prepared its routes before the first request."""
    app = province.app
    routes.install(app, province.store, shelf, lambda file: arrived.append(file.sha256))
    return province


@pytest.fixture
def announced(server: Any, chain: Callable[..., Any]) -> Any:
    """The server has heard of the file."""
    event = chain("counter-1").add(f"file:{NAME}", 1, facts.FileKept(len(CONTENT), "image/png", "Quét", "ticket:1"))
    assert server.upload([event]).status_code == 200
    return server


def _make(server: Any, size: int = len(CONTENT), name: str = NAME, **headers: str) -> requests.Response:
    metadata = f"sha256 {b64encode(name.encode()).decode()}"
    given = TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata} | headers
    return server.post(PATH, headers=given)


def _head(server: Any, name: str = NAME) -> requests.Response:
    return requests.head(f"{server.url}{PATH}/{name}", headers=TUS, timeout=10)


def _patch(server: Any, content: bytes, offset: int, **headers: str) -> requests.Response:
    given = TUS | {"Content-Type": routes.PATCH_TYPE, "Upload-Offset": str(offset)} | headers
    return requests.patch(f"{server.url}{PATH}/{NAME}", data=content, headers=given, timeout=10)


def test_a_file_comes_in_pieces_and_is_read_back(announced: Any, arrived: list[str]) -> None:
    assert _head(announced).status_code == 404
    made = _make(announced)
    assert (made.status_code, made.headers["Location"], made.headers["Upload-Offset"]) == (201, f"{PATH}/{NAME}", "0")
    for start in range(0, len(CONTENT), 110_000):
        answer = _patch(announced, CONTENT[start : start + 110_000], start)
        assert answer.status_code == 204
        assert answer.headers["Upload-Offset"] == str(min(start + 110_000, len(CONTENT)))
    assert arrived[:1] == [NAME]
    head = _head(announced)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("300000", "300000")
    assert head.headers["Cache-Control"] == "no-store"
    assert _make(announced).headers["Upload-Offset"] == "300000"
    assert announced.get(f"{PATH}/{NAME}").content == CONTENT
    part = announced.get(f"{PATH}/{NAME}", headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, CONTENT[1000:2000])
    assert part.headers["Content-Range"] == "bytes 1000-1999/300000"


@pytest.mark.parametrize("came", [1_234, 123_457])
def test_what_came_before_a_cut_stays(announced: Any, came: int) -> None:
    _make(announced)
    address = announced.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1]))) as wire:
        start = f"PATCH {PATH}/{NAME} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        wire.sendall(f"{start}Content-Type: {routes.PATCH_TYPE}\r\nContent-Length: {len(CONTENT)}\r\n\r\n".encode())
        wire.sendall(CONTENT[:came])
        wire.shutdown(socket.SHUT_WR)
        while wire.recv(1000):
            pass
    end = time.monotonic() + 5
    while (stands := _head(announced).headers.get("Upload-Offset")) != str(came):
        assert time.monotonic() < end, f"it stands at {stands}"
        time.sleep(0.02)
    assert _patch(announced, CONTENT[came:], came).status_code == 204
    assert announced.get(f"{PATH}/{NAME}").content == CONTENT


def test_bytes_of_another_hash_are_thrown_away_and_told(announced: Any, shelf: Shelf, arrived: list[str]) -> None:
    _make(announced)
    answer = _patch(announced, CONTENT[:-1] + b"!" if CONTENT[-1:] != b"!" else b"?", 0)
    assert (answer.status_code, answer.json()["code"]) == (409, "hash-mismatch")
    assert not shelf.has(NAME)
    assert not arrived
    assert _head(announced).status_code == 404


def test_only_what_was_announced_and_as_it_was_announced(server: Any, announced: Any, shelf: Shelf) -> None:
    unknown = _make(server, name=sha256(b"unknown").hexdigest())
    assert (unknown.status_code, unknown.json()["code"]) == (409, "not-announced")
    longer = _make(server, size=len(CONTENT) + 1)
    assert (longer.status_code, longer.json()["code"]) == (409, "size-differs")
    assert _make(server, size=LARGEST + 1).status_code == 413
    assert not shelf.incoming()


def test_another_office_neither_reads_nor_asks(announced: Any) -> None:
    _make(announced)
    _patch(announced, CONTENT, 0)
    other = f"/v1/offices/elsewhere/files/{NAME}"
    assert announced.get(other).status_code == 404
    assert requests.head(announced.url + other, headers=TUS, timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Upload-Offset": "5"}, 409),
        ({"Upload-Offset": "-1"}, 422),
        ({"Upload-Offset": "x"}, 422),
        ({"Content-Type": "text/plain"}, 415),
        ({"Tus-Resumable": "0.2.2"}, 412),
    ],
)
def test_a_wrong_piece_is_refused_and_nothing_kept(announced: Any, change: dict[str, str], status: int) -> None:
    _make(announced)
    assert _patch(announced, b"abc", 0, **change).status_code == status
    assert _head(announced).headers["Upload-Offset"] == "0"


def test_more_bytes_than_the_file_has_are_refused(announced: Any) -> None:
    _make(announced)
    assert _patch(announced, CONTENT + b"x", 0).status_code == 413
    assert int(_head(announced).headers["Upload-Offset"]) <= len(CONTENT)


@pytest.mark.parametrize(
    "headers", [{"Upload-Metadata": "name eA=="}, {"Upload-Metadata": "sha256 ???"}, {"Upload-Length": "0"}]
)
def test_a_malformed_beginning_is_refused(announced: Any, headers: dict[str, str]) -> None:
    assert _make(announced, **headers).status_code == 422


@pytest.mark.parametrize("wanted", ["bytes=300000-", "bytes=5-4", "bytes=-5", "lines=1-2", "bytes=0-1,3-4"])
def test_a_range_that_is_none(announced: Any, wanted: str) -> None:
    _make(announced)
    _patch(announced, CONTENT, 0)
    assert announced.get(f"{PATH}/{NAME}", headers={"Range": wanted}).status_code == 416


def test_two_who_send_the_same_file_take_turns(announced: Any, shelf: Shelf) -> None:
    _make(announced)
    with shelf.part(NAME, len(CONTENT)):
        busy = _patch(announced, CONTENT, 0)
    assert (busy.status_code, busy.json()["code"]) == (503, "file-busy")
    assert _patch(announced, CONTENT, 0).status_code == 204


def test_a_full_disk_is_said_and_survived(announced: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.store import shelf as shelves

    _make(announced)
    with monkeypatch.context() as full:
        full.setattr(shelves, "LEAST_FREE", 2**60)
        answer = _patch(announced, CONTENT, 0)
        assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")
    assert _patch(announced, CONTENT, 0).status_code == 204


def test_what_is_spoken_is_said(server: Any) -> None:
    answer = requests.options(server.url + PATH, timeout=10)
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation"
    assert answer.headers["Tus-Max-Size"] == str(LARGEST)
