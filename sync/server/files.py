"""Files at hub and province: tus 1.0 (core and creation) over the shelf, and reading by hash.

A file has one address, made of its hash: what is here is said at once, what is half here goes on where it stood. Only a
file that an event has announced is taken, and only in the size that it told.
"""

from __future__ import annotations

import asyncio
import binascii
import re
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Annotated

from fastapi import FastAPI, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from kiosk.domain.file import LARGEST, FileState
from kiosk.domain.trouble import Refused
from kiosk.services import files
from kiosk.store.sealed_file import PIECE, Reader, Spoilt
from kiosk.store.shelf import Part, Shelf
from kiosk.store.store import Store
from sync import wire

VERSION = "1.0.0"
PATCH_TYPE = "application/offset+octet-stream"
STALL_S = 20.0
"""Seconds without a byte after which a sender counts as gone and what came is kept."""
MOST_ANSWERED = 1024 * 1024
"""Bytes of one answer to a request with a range."""
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")

Resumable = Annotated[str, Header(alias="Tus-Resumable")]
Length = Annotated[int, Header(alias="Upload-Length", ge=1)]
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, le=LARGEST)]
Arrived = Callable[[FileState], object]


def install(app: FastAPI, store: Store, shelf: Shelf, arrived: Arrived = lambda _: None) -> None:
    """Adds the routes; `arrived` hears, once or more, of every file that is whole here."""
    _add_making(app, store, shelf, arrived)
    _add_offset(app, store, shelf, arrived)
    _add_appending(app, store, shelf, arrived)
    _add_reading(app, store, shelf)


def _add_making(app: FastAPI, store: Store, shelf: Shelf, arrived: Arrived) -> None:
    @app.options("/v1/offices/{office}/files", status_code=204)
    def abilities(office: wire.Name) -> Response:  # noqa: ARG001
        """What of tus is spoken here."""
        return _answer(204, {"Tus-Version": VERSION, "Tus-Extension": "creation", "Tus-Max-Size": str(LARGEST)})

    @app.post("/v1/offices/{office}/files", status_code=201, response_class=Response)
    def make(
        office: wire.Name,
        upload_length: Length,
        upload_metadata: Annotated[str, Header(alias="Upload-Metadata", max_length=2000)],
        tus_resumable: Resumable,
    ) -> Response:
        """Begins a file that an event announced; its metadata `sha256` names it. Repeats are harmless."""
        _check_version(tus_resumable)
        if upload_length > LARGEST:
            raise HTTPException(413, "Tệp quá lớn.")
        sha256 = _named(upload_metadata)
        known = _announced(store, office, sha256, upload_length)
        with shelf.part(sha256, known.size) as part:
            offset = part.offset
            _settle(part, known, arrived)
        path = f"/v1/offices/{office}/files/{sha256}"
        return _answer(201, {"Location": path, "Upload-Offset": str(offset)})


def _add_offset(app: FastAPI, store: Store, shelf: Shelf, arrived: Arrived) -> None:
    @app.head("/v1/offices/{office}/files/{sha256}", response_class=Response)
    def offset(office: wire.Name, sha256: wire.Hash, tus_resumable: Resumable) -> Response:
        """How much of the file is here; 404 before it was begun."""
        _check_version(tus_resumable)
        known = files.announced(store, office, sha256)
        if known is None or not (shelf.has(sha256) or shelf.has_begun(sha256)):
            return _answer(404, {})
        with shelf.part(sha256, known.size) as part:
            _settle(part, known, arrived)
            here = {"Upload-Offset": str(part.offset), "Upload-Length": str(known.size), "Cache-Control": "no-store"}
        return _answer(200, here)


def _add_appending(app: FastAPI, store: Store, shelf: Shelf, arrived: Arrived) -> None:
    @app.patch(
        "/v1/offices/{office}/files/{sha256}",
        status_code=204,
        response_class=Response,
        openapi_extra={"requestBody": {"required": True, "content": {PATCH_TYPE: {"schema": {
            "type": "string", "format": "binary"}}}}},
    )  # fmt: skip
    async def append(
        request: Request, office: wire.Name, sha256: wire.Hash, upload_offset: Offset, tus_resumable: Resumable
    ) -> Response:
        """Adds bytes at `Upload-Offset`, which must be where the file stands. What came before a cut is kept. The last
        byte brings the check of the whole: 409 `hash-mismatch` means that everything was thrown away."""
        _check_version(tus_resumable)
        if request.headers.get("content-type", "") != PATCH_TYPE:
            raise HTTPException(415, f"Nội dung phải là {PATCH_TYPE}.")
        known = await run_in_threadpool(_announced, store, office, sha256)
        if not (shelf.has(sha256) or shelf.has_begun(sha256)):
            raise HTTPException(404)
        stack = ExitStack()
        part = await run_in_threadpool(stack.enter_context, shelf.part(sha256, known.size))
        try:
            if part.offset != upload_offset:
                raise Refused("offset", f"Tệp ở đây đứng ở byte {part.offset}.", "Hỏi lại rồi gửi tiếp từ đó.")
            await _take(request, part, known.size)
            await run_in_threadpool(_settle, part, known, arrived)
        finally:
            await run_in_threadpool(stack.close)
        return _answer(204, {"Upload-Offset": str(part.offset)})


async def _take(request: Request, part: Part, size: int) -> None:
    """Moves the body onto the shelf. What came before a cut or a stall stays there, and the request ends with 400."""
    held = bytearray()
    whole = False
    try:
        async for chunk in _chunks(request):
            if part.offset + len(held) + len(chunk) > size:
                raise HTTPException(413, "Nhiều byte hơn độ dài đã báo.")
            held += chunk
            if len(held) >= PIECE:
                await run_in_threadpool(part.append, bytes(held))
                held.clear()
        whole = True
    except (ClientDisconnect, TimeoutError) as gone:
        raise HTTPException(400, "Tệp bị cắt ngang.") from gone
    finally:
        if held:
            await run_in_threadpool(part.append, bytes(held))
        if not whole:
            await run_in_threadpool(part.sync)
    await run_in_threadpool(part.sync)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream = aiter(request.stream())
    while True:
        try:
            yield await asyncio.wait_for(anext(stream), STALL_S)
        except StopAsyncIteration:
            return


def _add_reading(app: FastAPI, store: Store, shelf: Shelf) -> None:
    @app.get("/v1/offices/{office}/files/{sha256}", response_class=Response)
    def read(office: wire.Name, sha256: wire.Hash, request: Request) -> Response:
        """The bytes of a whole file, or a range of them (at most 1 MB an answer)."""
        try:
            if files.announced(store, office, sha256) is None:
                raise FileNotFoundError(sha256)
            reader = shelf.open(sha256)
        except FileNotFoundError as away:
            raise HTTPException(404, "Tệp chưa có ở đây.") from away
        wanted = request.headers.get("range")
        if wanted is None:
            return StreamingResponse(_pieces(reader), headers={"Content-Length": str(reader.length)}, media_type=_PLAIN)
        with reader:
            return _ranged(reader, wanted)


def _ranged(reader: Reader, wanted: str) -> Response:
    found = _RANGE.fullmatch(wanted)
    first = int(found[1]) if found else reader.length
    if found is None or first >= reader.length or (found[2] and int(found[2]) < first):
        return Response(status_code=416, headers={"Content-Range": f"bytes */{reader.length}"})
    last = min(int(found[2] or LARGEST), reader.length - 1, first + MOST_ANSWERED - 1)
    reader.seek(first)
    try:
        content = reader.read(last - first + 1)
    except Spoilt as spoilt:
        raise HTTPException(404, "Tệp ở đây bị hỏng.") from spoilt
    place = f"bytes {first}-{last}/{reader.length}"
    return Response(content, 206, {"Content-Range": place}, media_type=_PLAIN)


def _pieces(reader: Reader) -> Iterator[bytes]:
    with reader:
        while piece := reader.read(PIECE):
            yield piece


_PLAIN = "application/octet-stream"


def _settle(part: Part, known: FileState, arrived: Arrived) -> None:
    """Puts a file whose last byte is here in its place, and says so."""
    if part.offset < known.size:
        return
    try:
        part.finish()
    except Spoilt as spoilt:
        raise Refused(
            "hash-mismatch", "Tệp nhận được không khớp mã băm; đã bỏ và chờ gửi lại.", "Gửi lại từ đầu."
        ) from spoilt
    arrived(known)


def _announced(store: Store, office: str, sha256: str, size: int = 0) -> FileState:
    known = files.announced(store, office, sha256)
    if known is None:
        raise Refused("not-announced", "Chưa có sự kiện nào báo về tệp này.", "Gửi sự kiện trước, rồi gửi tệp.")
    if not 0 < known.size <= LARGEST or (size and size != known.size):
        raise Refused("size-differs", f"Tệp này đã được báo là {known.size} byte.", "Báo kỹ thuật của tỉnh.")
    return known


def _named(metadata: str) -> str:
    pairs = dict(pair.strip().partition(" ")[::2] for pair in metadata.split(","))
    try:
        sha256 = b64decode(pairs.get("sha256", ""), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        sha256 = ""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise HTTPException(422, "Upload-Metadata thiếu sha256.")
    return sha256


def _check_version(given: str) -> None:
    if given != VERSION:
        raise HTTPException(412, "Chỉ nhận tus 1.0.0.", {"Tus-Version": VERSION})


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": VERSION, **headers})
