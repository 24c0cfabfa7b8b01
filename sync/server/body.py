"""Reading a request's body with limits: gzip allowed, bombs and half messages refused."""

from __future__ import annotations

import zlib

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from sync.wire import Batch

JSON = "application/json"
MAX_COMPRESSED = 1024 * 1024
MAX_PLAIN = 8 * 1024 * 1024
"""Bytes; a batch of the protocol's size needs a tenth of it."""


async def read_batch(request: Request) -> Batch:
    """The batch in the body. Raises 400 for half a message, 413 for too much, 415 for an unknown form, 422 for a
    malformed one."""
    kind = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").lower()
    if kind != JSON or encoding not in ("gzip", "identity"):
        raise HTTPException(415, f"Không đọc được dữ liệu dạng {kind}, nén kiểu {encoding}.")
    raw = await _read(request)
    plain = _gunzip(raw) if encoding == "gzip" else raw
    try:
        return Batch.model_validate_json(plain)
    except ValidationError as wrong:
        raise RequestValidationError(
            wrong.errors(include_url=False, include_context=False, include_input=False)
        ) from wrong


async def whole(receive: Receive, most: int) -> bytes | None:
    """A body of at most `most` bytes, before any route; None when the sender went away. Raises 413."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            raise HTTPException(413)
        if not message.get("more_body"):
            return bytes(body)


async def _read(request: Request) -> bytes:
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MAX_COMPRESSED:
                raise HTTPException(413, "Lô dữ liệu quá lớn.")
    except ClientDisconnect as gone:
        raise HTTPException(400, "Dữ liệu bị cắt ngang.") from gone
    return bytes(raw)


def _gunzip(raw: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(raw, MAX_PLAIN)
    except zlib.error as wrong:
        raise HTTPException(422, "Dữ liệu nén bị hỏng.") from wrong
    if reader.unconsumed_tail:
        raise HTTPException(413, "Lô dữ liệu quá lớn sau khi giải nén.")
    if not reader.eof or reader.unused_data:
        raise HTTPException(422, "Dữ liệu nén bị cắt ngang hoặc có phần thừa.")
    return plain
