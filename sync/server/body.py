"""Reading a request's body with limits: gzip allowed, bombs and half messages refused."""

from __future__ import annotations

import zlib

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from sync.wire import Batch

MAX_COMPRESSED = 1024 * 1024
MAX_PLAIN = 8 * 1024 * 1024
"""Bytes; a batch of the protocol's size needs a tenth of it."""


async def read_batch(request: Request) -> Batch:
    """The batch in the body. Raises 413 for too much, 415 for an unknown encoding, 422 for a malformed one."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_COMPRESSED:
            raise HTTPException(413, "Lô dữ liệu quá lớn.")
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in ("gzip", "identity"):
        raise HTTPException(415, f"Không đọc được kiểu nén {encoding}.")
    plain = _gunzip(bytes(raw)) if encoding == "gzip" else bytes(raw)
    try:
        return Batch.model_validate_json(plain)
    except ValidationError as wrong:
        raise RequestValidationError(
            wrong.errors(include_url=False, include_context=False, include_input=False)
        ) from wrong


def _gunzip(raw: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(raw, MAX_PLAIN)
    except zlib.error as wrong:
        raise HTTPException(422, "Dữ liệu nén bị hỏng.") from wrong
    if reader.unconsumed_tail:
        raise HTTPException(413, "Lô dữ liệu quá lớn sau khi giải nén.")
    if not reader.eof:
        raise HTTPException(422, "Dữ liệu nén bị cắt ngang.")
    return plain
